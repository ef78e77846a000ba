import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { type Dispatcher, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { PinnedAgent } from './agent.ts';
import type { Connector, ConnectRequest } from './connector.ts';

/**
 * Puts the pinned connections in place of the process's own: for `fetch`, undici, `https.request` and `http.request` that
 * name no agent or dispatcher of their own, and for those that want one to themselves (`agent: false`).
 * @returns what puts the former ones back
 */
export function installGlobally(dispatcher: Dispatcher, agent: PinnedAgent, connector: Connector): () => void {
  const former = { dispatcher: getGlobalDispatcher(), https: https.globalAgent, http: http.globalAgent };
  const { lookup } = agent.options;
  const common = lookup ? { lookup } : {};
  // A request with `agent: false` makes an agent of the default's class for itself, and gives it nothing.
  class GlobalAgent extends PinnedAgent {
    constructor(options: https.AgentOptions = { keepAlive: false }) {
      super(connector, { ...common, ...options });
    }
  }
  class GlobalClearAgent extends ClearAgent {
    constructor(options: http.AgentOptions = { keepAlive: false }) {
      super(connector, { ...common, ...options });
    }
  }
  setGlobalDispatcher(dispatcher);
  https.globalAgent = new GlobalAgent({});
  http.globalAgent = new GlobalClearAgent({});
  return () => {
    setGlobalDispatcher(former.dispatcher);
    https.globalAgent = former.https;
    http.globalAgent = former.http;
  };
}

/** For `http.request`: lets no request for a pinned host out unencrypted. */
class ClearAgent extends http.Agent {
  readonly #connector: Connector;

  constructor(connector: Connector, options: http.AgentOptions) {
    super({ keepAlive: true, ...options });
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
