import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A port of this machine that leads to `host` by way of the proxy that the environment names: for clients that know of no
 * proxies. Where none is named, connections are redirected, and it leads there straight.
 */
export async function openTunnel(host: string, port: number): Promise<{ readonly port: number } & AsyncDisposable> {
  const sockets = new Set<Duplex>();
  const server = createServer((near) => {
    sockets.add(near);
    lead(near, host, port).then(
      (far) => {
        sockets.add(far);
        near.pipe(far).pipe(near);
        // Whichever is reset, so that the other side learns of it.
        near.once('error', () => far.destroy()).once('close', () => far.destroy());
        far.once('error', () => near.destroy()).once('close', () => near.destroy());
      },
      () => near.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function lead(near: Socket, host: string, port: number): Promise<Socket> {
  near.on('error', () => undefined); // it is told by its end
  const proxy = process.env['https_proxy'];
  if (!proxy) return connect(port, host);
  const { hostname, port: proxyPort } = new URL(proxy);
  // By an agent of its own: the global one would ask the proxy for the way to the proxy.
  const agent = new Agent();
  const asked = request({ agent, host: hostname, port: proxyPort, method: 'CONNECT', path: `${host}:${port}` }).end();
  const [answer, far] = (await once(asked, 'connect')) as [{ statusCode?: number }, Socket, Buffer];
  if (answer.statusCode === 200) return far;
  far.destroy();
  throw new Error(`the proxy answered ${answer.statusCode}`);
}
