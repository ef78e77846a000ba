import { Agent } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { GenuineServers, Target } from './genuine-servers.ts';

export interface Destination extends Target {
  readonly isSecure: boolean;
  /** What of TLS's protocols stands for HTTP/1.1 on the app's side; null where none was agreed on. */
  readonly protocol: string | null;
}

/** The connections to genuine servers that one connection of the app leads to, which end with it. */
export class Upstreams implements Disposable {
  readonly #servers: GenuineServers;
  readonly #agents = new Map<string, Agent>();
  readonly #sessions = new Map<string, Promise<ClientHttp2Session | null>>();
  #isClosed = false;

  constructor(servers: GenuineServers) {
    this.#servers = servers;
  }

  /** For HTTP/1.1. Its sockets fail with a sentence that names the server. */
  agent(destination: Destination): Agent {
    const key = keyOf(destination);
    const known = this.#agents.get(key);
    if (known) return known;
    const agent = new GenuineAgent(this.#servers, destination);
    this.#agents.set(key, agent);
    return agent;
  }

  /** For HTTP/2; null where the server does not speak it. @throws with a sentence why it was not reached */
  async session(destination: Destination): Promise<ClientHttp2Session | null> {
    const key = keyOf(destination);
    const known = await this.#sessions.get(key);
    if (known === null || (known && !known.closed && !known.destroyed)) return known;
    const opening = this.#open(destination);
    this.#sessions.set(key, opening);
    opening.catch(() => this.#sessions.delete(key)); // whoever asked is told
    return opening;
  }

  async #open(destination: Destination): Promise<ClientHttp2Session | null> {
    const socket = await this.#servers.open(destination, 'h2');
    if (this.#isClosed || socket.alpnProtocol !== 'h2') {
      socket.destroy();
      return null;
    }
    const session = connect(`https://${destination.host}`, { createConnection: () => socket });
    session.on('error', () => session.destroy()); // each of its streams fails with it, and tells
    return session;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const agent of this.#agents.values()) agent.destroy();
    for (const opening of this.#sessions.values()) {
      opening.then((session) => session?.destroy()).catch(() => {}); // it never opened
    }
  }
}

class GenuineAgent extends Agent {
  readonly #connect: () => Promise<Duplex>;

  constructor(servers: GenuineServers, destination: Destination) {
    super({ keepAlive: true });
    this.#connect = () =>
      destination.isSecure ? servers.open(destination, destination.protocol) : servers.openPlain(destination);
  }

  override createConnection(_options: unknown, done?: (error: Error | null, stream: Duplex) => void): undefined {
    this.#connect().then(
      (stream) => done?.(null, stream),
      (error: Error) => done?.(error, null as unknown as Duplex),
    );
  }
}

const keyOf = ({ isSecure, host, port, serverName, protocol }: Destination) =>
  JSON.stringify([isSecure, host, port, serverName, protocol]);
