import { randomBytes } from 'node:crypto';
import https from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import type { Issued } from './pki.ts';

/** What a server shows: the leaf with its key first, then whatever is sent along. */
export type ServedChain = readonly [Issued, ...Pick<Issued, 'pem'>[]];

export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** Bytes of application data that arrived, over all connections: 0 where a client judged first. */
  received(): number;
  connections(): number;
  /** How many handshakes resumed an earlier session. */
  resumed(): number;
  /** Shows something else from the next connection on; connections that are open stay, and sessions can be resumed. */
  serve(chain: ServedChain): void;
  /** Ends the connections that are open; resolves when they are closed on both sides. */
  disconnect(): Promise<void>;
}

/** An https server on loopback that answers "hello" and counts what it gets. */
export async function startServer(chain: ServedChain, options: https.ServerOptions = {}): Promise<TestServer> {
  let [received, connections, resumed] = [0, 0, 0];
  const ticketKeys = randomBytes(48); // the same for whatever is served, as in a fleet of servers
  const server = https.createServer({ ...contextOf(chain), ticketKeys, ...options }, (_request, response) =>
    response.end('hello'),
  );
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket: TLSSocket) => {
    connections++;
    if (socket.isSessionReused()) resumed++;
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined); // a client that refuses is what is tested
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    connections: () => connections,
    resumed: () => resumed,
    serve: (next) => server.setSecureContext({ ...contextOf(next), ticketKeys }),
    disconnect: async () => {
      const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of sockets) socket.end();
      await Promise.all(closed);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function contextOf([leaf, ...more]: ServedChain): SecureContextOptions {
  const key = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { key, cert: [leaf, ...more].map(({ pem }) => pem).join('') };
}

/** A server that takes connections and never says a word. */
export async function startSilentServer(): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
