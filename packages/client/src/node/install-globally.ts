import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { type Dispatcher, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import type { PinnedAgent } from './agent.ts';
import type { Connector, ConnectRequest } from './connector.ts';

/**
 * Puts the pinned connections in place of the process's own: for `fetch`, undici, `https.request` and `http.request` that
 * name no agent or dispatcher of their own.
 * @returns what puts the former ones back
 */
export function installGlobally(dispatcher: Dispatcher, agent: PinnedAgent, connector: Connector): () => void {
  const former = { dispatcher: getGlobalDispatcher(), https: https.globalAgent, http: http.globalAgent };
  setGlobalDispatcher(dispatcher);
  https.globalAgent = agent;
  http.globalAgent = new ClearAgent(connector);
  return () => {
    setGlobalDispatcher(former.dispatcher);
    https.globalAgent = former.https;
    http.globalAgent = former.http;
  };
}

/** For `http.request`: lets no request for a pinned host out unencrypted. */
class ClearAgent extends http.Agent {
  readonly #connector: Connector;

  constructor(connector: Connector) {
    super({ keepAlive: true });
    this.#connector = connector;
  }

  override createConnection(
    options: http.ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const hostname = options.host ?? options.hostname ?? 'localhost';
    this.#connector
      .connect({ isTls: false, hostname, sessionKey: '', options: options as ConnectRequest['options'] })
      .then(
        (socket) => callback?.(null, socket),
        (error: Error) => callback?.(error, undefined as never),
      );
  }
}
