import { type LookupAddress, lookup } from 'node:dns';
import { connect, isIP, type Socket } from 'node:net';
import tls from 'node:tls';
import type { Attempt } from './attempt.ts';
import { converse, earlyBytes } from './dialogue.ts';
import type { Endpoint } from './endpoint.ts';
import { Obstacle, obstacleOf } from './obstacle.ts';
import type { ProxyServer } from './proxy/proxy.ts';
import type { StartTls } from './starttls/protocols.ts';

/** The way to a server, up to where TLS begins. */
export interface Route {
  readonly host: string;
  readonly port: number;
  /** Of the host, tried in this order; not needed with a proxy. */
  readonly addresses: readonly LookupAddress[];
  readonly proxy: ProxyServer | null;
  readonly startTls: StartTls | null;
}

// Node's own 250 ms would give up servers that are far away before they had a chance to answer.
const nextAddressAfterMilliseconds = 1_000;

/**
 * All addresses of a host, in the order of the system: /etc/hosts, the search list and whatever else its look-ups know
 * count, as for every client, so it is getaddrinfo and not a resolver of our own.
 * @throws {Obstacle} `dns`; `timed-out`; `stopped`
 */
export async function addressesOf(host: string, attempt: Attempt): Promise<LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const { promise, resolve, reject } = Promise.withResolvers<LookupAddress[]>();
  lookup(host, { all: true }, (error, addresses) => (error ? reject(obstacleOf(error)) : resolve(addresses)));
  return attempt.until(promise);
}

/** @throws {Obstacle} */
export async function reach({ host, port, addresses, proxy, startTls }: Route, attempt: Attempt): Promise<Socket> {
  const endpoint = { host, port } as Endpoint;
  // First of all, so that nothing has to be waited for between the bytes of a connection.
  const dialogue = startTls && (await import('./starttls/dialogues.ts')).startTlsDialogues[startTls];
  const through = proxy ? await reachThrough(proxy, endpoint, attempt) : null;
  const socket = through?.socket ?? (await open(host, port, addresses, attempt));
  let rest: Buffer = through?.rest ?? Buffer.alloc(0);
  if (dialogue !== null) rest = await converse(socket, dialogue(socket.localAddress ?? '127.0.0.1'), attempt, rest);
  if (rest.length > 0 || socket.readableLength > 0) throw earlyBytes(rest);
  return socket;
}

async function reachThrough(
  proxy: ProxyServer,
  endpoint: Endpoint,
  attempt: Attempt,
): Promise<{ socket: Socket; rest: Buffer }> {
  const dialogue =
    proxy.protocol === 'socks5'
      ? (await import('./proxy/socks5.ts')).socks5
      : (await import('./proxy/http-connect.ts')).httpConnect;
  const socket = await openProxy(proxy, attempt);
  return { socket, rest: await converse(socket, dialogue(endpoint, proxy.credentials), attempt) };
}

// Credentials may be on their way to it, so a proxy over TLS has to show a certificate that this process trusts.
async function openProxy({ protocol, host, port }: ProxyServer, attempt: Attempt): Promise<Socket> {
  try {
    const plain = await open(host, port, await addressesOf(host, attempt), attempt);
    if (protocol !== 'https') return plain;
    const secured = attempt.own(tls.connect({ socket: plain, host, ...(isIP(host) ? {} : { servername: host }) }));
    await ready(secured, 'secureConnect', attempt);
    return secured;
  } catch (error) {
    if (!(error instanceof Obstacle) || error.reason === 'timed-out' || error.reason === 'stopped') throw error;
    const why = `the proxy ${host}:${port} could not be reached: ${error.message}`;
    throw new Obstacle('proxy-unreachable', why, { cause: error });
  }
}

async function open(
  host: string,
  port: number,
  addresses: readonly LookupAddress[],
  attempt: Attempt,
): Promise<Socket> {
  const socket = attempt.own(
    connect({
      host,
      port,
      lookup: (_host, _options, answer) => answer(null, [...addresses]),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: nextAddressAfterMilliseconds,
    }),
  );
  await ready(socket, 'connect', attempt);
  return socket;
}

/** Until a socket says that it is connected, or that its handshake is done. @throws {Obstacle} */
export async function ready(socket: Socket, event: 'connect' | 'secureConnect', attempt: Attempt): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onError = (error: Error) => reject(obstacleOf(error));
  const onClose = () => reject(new Obstacle('closed', 'it closed the connection before the TLS handshake was done'));
  socket.once(event, resolve).on('error', onError).on('end', onClose).on('close', onClose);
  try {
    await attempt.until(promise);
  } finally {
    socket.off(event, resolve).off('error', onError).off('end', onClose).off('close', onClose);
  }
}
