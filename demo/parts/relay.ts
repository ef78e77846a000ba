import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The network between the device and the API: one address for apps, and whoever controls it says where it leads. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Sends connections to that port of this machine from now on; those that are open are cut, as when changing networks. */
  leadTo(port: number): void;
}

export async function startRelay(target: number): Promise<Relay> {
  let current = target;
  const open = new Set<Socket>();
  const server = createServer((inside) => {
    const outside = connect(current, '127.0.0.1');
    const pair = [inside, outside];
    for (const [socket, other] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      open.add(socket);
      socket.pipe(other);
      socket.once('error', () => other.destroy()); // a reset on one side is one on the other
      socket.once('close', () => open.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      current = port;
      cut();
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
