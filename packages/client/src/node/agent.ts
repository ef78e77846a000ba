import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import type { Connector } from './connector.ts';

/** For `node:https` and what builds on it (axios, got, ws): every connection by the connector. */
export class PinnedAgent extends https.Agent {
  readonly #connector: Connector;

  constructor(connector: Connector, options: https.AgentOptions) {
    // Sessions are the connector's, which keeps with each what it was judged by.
    super({ keepAlive: true, ...options, maxCachedSessions: 0 });
    this.#connector = connector;
  }

  override createConnection(
    options: ConnectionOptions & { readonly host?: string; readonly hostname?: string },
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const hostname = options.host ?? options.hostname ?? 'localhost';
    this.#connector
      .connect({
        isTls: true,
        hostname,
        sessionKey: `agent ${this.getName(options)}`,
        options: { ALPNProtocols: ['http/1.1'], ...options },
      })
      .then(
        (socket) => callback?.(null, socket),
        (error: Error) => callback?.(error, undefined as never),
      );
  }
}
