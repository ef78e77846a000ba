import { type AddressInfo, createServer, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Issued } from '@livepin/testkit';

/** What a server does, step by step: says something, waits until it has heard exactly that, or goes over to TLS. */
export type Step =
  | { readonly says: string | Uint8Array }
  | { readonly hears: string | Uint8Array }
  | { readonly tls: readonly [Issued, ...Issued[]] }
  /** Says one byte after the other, without an end. */
  | { readonly drips: string }
  | { readonly ends: true };

export interface Talker extends AsyncDisposable {
  readonly port: number;
  /** What came in clear, over all connections. */
  heard(): string;
  /** Resolves when no connection is open any more: whoever came has left. */
  deserted(): Promise<void>;
}

/** A server on loopback that follows a script with everyone who comes; with an empty one it is silent. */
export async function startTalker(...script: readonly Step[]): Promise<Talker> {
  const open = new Set<Socket>();
  let heard = Buffer.alloc(0);
  let leave = () => {};
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined); // who is tested may leave in any way
    socket.once('close', () => {
      open.delete(socket);
      if (open.size === 0) leave();
    });
    void follow(socket, script, (chunk) => {
      heard = Buffer.concat([heard, chunk]);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => heard.toString('latin1'),
    deserted: () =>
      new Promise((resolve) => {
        leave = resolve;
        if (open.size === 0) resolve();
      }),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function follow(socket: Socket, script: readonly Step[], onHeard: (chunk: Buffer) => void): Promise<void> {
  let unread = Buffer.alloc(0);
  let wake = () => {};
  const onData = (chunk: Buffer) => {
    onHeard(chunk);
    unread = Buffer.concat([unread, chunk]);
    wake();
  };
  socket.on('data', onData);
  for (const step of script) {
    if ('says' in step) socket.write(step.says);
    else if ('ends' in step) socket.end();
    else if ('drips' in step) {
      const timer = setInterval(() => socket.write(step.drips), 5);
      socket.once('close', () => clearInterval(timer));
    } else if ('hears' in step) {
      const wanted = Buffer.from(step.hears as string);
      while (!unread.subarray(0, wanted.length).equals(wanted)) await new Promise<void>((heard) => (wake = heard));
      unread = unread.subarray(wanted.length);
    } else {
      socket.off('data', onData);
      const [leaf, ...more] = step.tls;
      const secureContext = createSecureContext({
        key: leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        cert: [leaf, ...more].map(({ pem }) => pem).join(''),
      });
      // By way of a pair of streams: the first bytes of TLS can have come along with the last ones in clear.
      const [inner, outer] = duplexPair();
      outer.write(unread);
      socket.pipe(outer).pipe(socket);
      new TLSSocket(inner, { isServer: true, secureContext }).on('error', () => undefined);
    }
  }
}
