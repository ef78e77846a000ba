import { isIP } from 'node:net';
import type { Dialogue } from '../dialogue.ts';
import type { Endpoint } from '../endpoint.ts';
import { Obstacle, quoted } from '../obstacle.ts';
import type { ProxyServer } from './proxy.ts';

const version = 5;
const method = { none: 0, password: 2 } as const;
const addressType = { ipv4: 1, name: 3, ipv6: 4 } as const;

// RFC 1928 §6. Those from 3 to 6 are about the way from the proxy to the server.
const replies: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'time to live expired',
  7: 'command not supported',
  8: 'address type not supported',
};

/** SOCKS 5: RFC 1928, with the user name and password of RFC 1929. The name is sent, so that the proxy looks it up. */
export function* socks5(
  { host, port }: Pick<Endpoint, 'host' | 'port'>,
  credentials: ProxyServer['credentials'],
): Dialogue {
  const methods = credentials ? [method.none, method.password] : [method.none];
  const chosen = yield { send: Uint8Array.of(version, methods.length, ...methods), answerLength: atLeast(2) };
  if (chosen[0] !== version) throw new Obstacle('proxy-refused', `the proxy answered ${quoted(chosen)}`);
  if (chosen[1] === method.password && credentials) {
    const answer = yield { send: logIn(credentials), answerLength: atLeast(2) };
    if (answer[1] !== 0) throw new Obstacle('proxy-refused', 'the proxy does not take its credentials');
  } else if (chosen[1] !== method.none) {
    const why = credentials ? 'takes no password' : 'asks for credentials';
    throw new Obstacle('proxy-refused', `the proxy ${why}`);
  }
  const request = [version, 1, 0, ...addressOf(host), port >> 8, port & 255];
  const answer = yield { send: Uint8Array.from(request), answerLength: replyLength };
  const code = answer[1]!;
  if (code === 0) return;
  const said = replies[code] ?? `code ${code}`;
  if (code >= 3 && code <= 6) throw new Obstacle('beyond-proxy', `the proxy could not connect to it (${said})`);
  throw new Obstacle('proxy-refused', `the proxy refused (${said})`);
}

function logIn({ user, password }: NonNullable<ProxyServer['credentials']>): Uint8Array {
  const [name, secret] = [Buffer.from(user), Buffer.from(password)];
  if (name.length > 255 || secret.length > 255)
    throw new Obstacle('proxy-refused', 'its credentials are longer than SOCKS can send');
  return Uint8Array.of(1, name.length, ...name, secret.length, ...secret);
}

function addressOf(host: string): number[] {
  switch (isIP(host)) {
    case 4:
      return [addressType.ipv4, ...host.split('.').map(Number)];
    case 6:
      return [addressType.ipv6, ...bytesOfIpv6(host)];
    default:
      return [addressType.name, host.length, ...Buffer.from(host)];
  }
}

/** @param text in canonical form, without a dotted quad (`normalizeHost`) */
function bytesOfIpv6(text: string): number[] {
  const [head = [], tail = []] = text.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16)).flatMap((n) => [n >> 8, n & 255]);
}

function atLeast(count: number) {
  return ({ length }: Buffer) => (length >= count ? count : null);
}

/** Up to the bound address, which says nothing of use, and whose length depends on its type. */
function replyLength(received: Buffer): number | null {
  if (received.length < 5) return null;
  if (received[0] !== version) throw new Obstacle('proxy-refused', `the proxy answered ${quoted(received)}`);
  const addressLengths: Readonly<Record<number, number>> = {
    [addressType.ipv4]: 4,
    [addressType.name]: 1 + received[4]!,
    [addressType.ipv6]: 16,
  };
  const length = 4 + (addressLengths[received[3]!] ?? 4) + 2;
  return received.length >= length ? length : null;
}
