import net, { type AddressInfo } from 'node:net';
import { type ServedChain, startServer } from '@livepin/testkit';
import type { Served } from './case.ts';

// Servers that do not get as far as an ordinary TLS server does, or only slowly.

/** TCP, and whatever `talk` does with a connection. `received` counts the bytes of requests that came in clear. */
export async function startPeer(talk: (socket: net.Socket) => void): Promise<Served> {
  const sockets = new Set<net.Socket>();
  let received = 0;
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket
      .on('error', () => undefined) // a client that goes is what is tested
      .on('data', (chunk) => {
        if (chunk.includes('HTTP/')) received += chunk.length;
      })
      .once('close', () => sockets.delete(socket));
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A TLS server whose words arrive in pieces. @param milliseconds between two pieces */
export async function startPiecemeal(chain: ServedChain, bytes: number, milliseconds: number): Promise<Served> {
  const behind = await startServer(chain);
  const front = await startPeer((socket) => {
    const upstream = net.connect(behind.port, '127.0.0.1').on('error', () => undefined);
    let waiting = Buffer.alloc(0);
    const timer = setInterval(() => {
      if (waiting.length === 0) return;
      socket.write(waiting.subarray(0, bytes));
      waiting = waiting.subarray(bytes);
    }, milliseconds);
    upstream.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
    });
    socket.pipe(upstream);
    socket.once('close', () => {
      clearInterval(timer);
      upstream.destroy();
    });
  });
  return {
    port: front.port,
    received: () => behind.received(),
    [Symbol.asyncDispose]: async () => {
      await front[Symbol.asyncDispose]();
      await behind[Symbol.asyncDispose]();
    },
  };
}
