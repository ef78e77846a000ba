import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import type { Connector } from './connector.ts';

/** For undici and `fetch`: HTTP/1.1 and HTTP/2, every connection by the connector. */
export function pinnedDispatcher(connector: Connector, options: { readonly lookup?: LookupFunction }): Dispatcher {
  return new Agent({
    connect: ({ hostname, port, protocol, servername, localAddress, httpSocket, ...more }, callback) => {
      const isTls = protocol === 'https:';
      const allowH2 = !('allowH2' in more) || more.allowH2 !== false;
      connector
        .connect({
          isTls,
          hostname,
          sessionKey: `dispatcher ${hostname}:${port}:${servername ?? ''}:${allowH2}`,
          options: {
            ...options,
            host: hostname,
            port: Number(port || (isTls ? 443 : 80)),
            noDelay: true,
            keepAlive: true,
            ...(servername ? { servername } : {}),
            ...(localAddress ? { localAddress } : {}),
            ...(httpSocket ? { socket: httpSocket } : {}),
            ...(isTls ? { ALPNProtocols: allowH2 ? ['http/1.1', 'h2'] : ['http/1.1'] } : {}),
          },
        })
        .then(
          (socket) => callback(null, socket),
          (error: Error) => callback(error, null),
        );
    },
  });
}
