import type { Dialogue } from '../dialogue.ts';
import { type Endpoint, formatEndpoint } from '../endpoint.ts';
import { Obstacle, quoted } from '../obstacle.ts';
import type { ProxyServer } from './proxy.ts';

// What a proxy answers when it has tried in vain: bad gateway, unavailable, gateway time-out (RFC 9110 §15.6); tinyproxy
// says 500.
const triedInVain = new Set([500, 502, 503, 504]);

/** CONNECT: RFC 9110 §9.3.6. Credentials: Basic, RFC 7617. */
export function* httpConnect(
  endpoint: Pick<Endpoint, 'host' | 'port'>,
  credentials: ProxyServer['credentials'],
): Dialogue {
  const authority = formatEndpoint(endpoint);
  const basic = credentials && Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(basic === null ? [] : [`Proxy-Authorization: Basic ${basic}`]),
  ];
  const head = yield { send: `${lines.join('\r\n')}\r\n\r\n`, answerLength: headLength };
  const [firstLine = '', status] = /^HTTP\/1\.[01] (\d{3})[^\r\n]*/.exec(head.toString('latin1')) ?? [];
  if (status === undefined) throw new Obstacle('proxy-refused', `the proxy answered ${quoted(head)}`);
  if (status.startsWith('2')) return;
  const said = quoted(Buffer.from(firstLine, 'latin1'));
  if (status === '407') {
    const why = credentials ? 'does not take its credentials' : 'asks for credentials';
    throw new Obstacle('proxy-refused', `the proxy ${why} (${said})`);
  }
  if (triedInVain.has(Number(status)))
    throw new Obstacle('beyond-proxy', `the proxy could not connect to it (${said})`);
  throw new Obstacle('proxy-refused', `the proxy answered ${said}`);
}

function headLength(received: Buffer): number | null {
  const end = received.indexOf('\r\n\r\n');
  return end === -1 ? null : end + 4;
}
