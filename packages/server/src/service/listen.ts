import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LivepinError } from '@livepin/core';

/**
 * @param port 0: any that is free
 * @returns the base address of what was bound
 * @throws {LivepinError} LP_PORT_IN_USE, LP_PORT_UNUSABLE
 */
export function listen(server: Server, host: string, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const where = host.includes(':') ? `[${host}]` : host;
  server.once('error', (cause: NodeJS.ErrnoException) => {
    reject(
      cause.code === 'EADDRINUSE'
        ? new LivepinError('LP_PORT_IN_USE', `Something listens on ${where}:${port} already.`, { cause })
        : new LivepinError('LP_PORT_UNUSABLE', `Cannot listen on ${where}:${port}: ${cause.message}.`, { cause }),
    );
  });
  server.listen(port, host, () => resolve(`http://${where}:${(server.address() as AddressInfo).port}`));
  return promise;
}

/** Takes no new connections, lets requests under way finish, and cuts off what is not done after `milliseconds`. */
export async function stopListening(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), milliseconds);
  await closed;
  clearTimeout(timer);
}
