import { connect as connectTcp, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, createSecureContext, type TLSSocket } from 'node:tls';
import { isAddress, normalizeHost } from '@livepin/core';
import { Certificate, listOf } from '@livepin/tls';
import type { GenuineChain } from '../forge/genuine-chain.ts';

/** Where a name leads. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface GenuineOptions {
  /** PEM: whom the lab itself trusts. The app's data goes to no server that they do not vouch for. */
  readonly anchors: string;
  /** Where the genuine server is, so that names can be led to a test server. What it throws ends the connection. */
  resolve(host: string, port: number): Address | Promise<Address>;
}

/** A genuine server as it was met. */
export interface Genuine {
  /** Null where it did not get that far. */
  readonly chain: GenuineChain | null;
  /** What it chose of the protocols that were offered. */
  readonly protocol: string | null;
  /** Why nothing may be sent to it; null where all is well. */
  readonly problem: string | null;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  /** As the app sent it; null sends none but the host's name. */
  readonly serverName: string | null;
}

const connectMilliseconds = 15_000;
/** Servers close connections on which nothing is asked. */
const spareMilliseconds = 5_000;

/** A genuine server that was not reached, not trusted, or went away. The sentence names it. */
export class ServerFault extends Error {}

/** The genuine servers, met as any client would; what they show is remembered for the life of a lab, over all its runs. */
export class GenuineServers {
  readonly #options: GenuineOptions;
  readonly #context;
  readonly #met = new Map<string, Promise<Genuine>>();
  /** Ports of the lab itself. */
  readonly #own = new Set<number>();
  /** Connections that were made to learn, and can carry the first request. */
  readonly #spare = new Map<string, { readonly socket: TLSSocket; take(): TLSSocket }>();

  constructor(options: GenuineOptions) {
    this.#options = options;
    this.#context = createSecureContext({ ca: options.anchors });
  }

  /**
   * What the genuine server shows, and which of the protocols it chooses.
   * @param protocols as the app offers them
   * @throws only what `resolve` does
   */
  meet(target: Target, protocols: readonly string[]): Promise<Genuine> {
    const key = JSON.stringify([keyOf(target), protocols]);
    const known = this.#met.get(key);
    if (known) return known;
    const meeting = this.#meet(target, protocols);
    this.#met.set(key, meeting);
    // A server that is not there now may be there for the next run.
    meeting.then(
      ({ chain }) => chain ?? this.#met.delete(key),
      () => this.#met.delete(key),
    );
    return meeting;
  }

  async #meet(target: Target, protocols: readonly string[]): Promise<Genuine> {
    const met = await this.#connect(target, protocols);
    if (met.socket) this.#keep(keyOf(target), met.socket);
    return { chain: met.chain, protocol: met.protocol, problem: met.problem };
  }

  /**
   * A connection over which the app's data may go.
   * @param protocol the one that is to be spoken; null offers none
   * @throws {ServerFault} or what `resolve` does
   */
  async open(target: Target, protocol: string | null): Promise<TLSSocket> {
    const spare = this.#spare.get(keyOf(target));
    if (spare && (spare.socket.alpnProtocol || null) === protocol && !spare.socket.destroyed && spare.socket.readable)
      return spare.take();
    const { socket, problem } = await this.#connect(target, protocol === null ? [] : [protocol]);
    if (!socket) throw new ServerFault(problem ?? 'the genuine server closed the connection');
    return socket;
  }

  /** A port on which the lab itself listens: what is led there would come back to it for ever. */
  shun(port: number): Disposable {
    this.#own.add(port);
    return { [Symbol.dispose]: () => this.#own.delete(port) };
  }

  #isOwn({ remoteAddress = '', localAddress, remotePort }: Socket): boolean {
    const isHere = remoteAddress === localAddress || /^(::ffff:)?127\.|^::1$/.test(remoteAddress);
    return isHere && remotePort !== undefined && this.#own.has(remotePort);
  }

  /** Where the genuine server is. @throws where nobody may go there */
  async locate(host: string, port: number): Promise<Address> {
    return this.#options.resolve(host, port);
  }

  /** @throws {ServerFault} or what `resolve` does */
  async openPlain({ host, port }: Pick<Target, 'host' | 'port'>): Promise<Socket> {
    const address = await this.locate(host, port);
    return new Promise((resolve, reject) => {
      const socket = connectTcp({ ...address, noDelay: true, allowHalfOpen: true });
      const fail = (error: Error) => {
        clearTimeout(timer);
        socket.destroy();
        const says = `the genuine server of ${host}:${port} was not reached: ${error.message}`;
        reject(new ServerFault(says, { cause: error }));
      };
      const timer = setTimeout(() => fail(new Error('no answer')), connectMilliseconds);
      socket.once('error', fail).once('connect', () => {
        if (this.#isOwn(socket)) {
          fail(new Error('it is the lab itself'));
          return;
        }
        clearTimeout(timer);
        socket.removeListener('error', fail).on('error', ignore);
        resolve(socket);
      });
    });
  }

  #keep(key: string, socket: TLSSocket): void {
    this.#spare.get(key)?.socket.destroy();
    const take = () => {
      clearTimeout(timer);
      socket.removeListener('close', take);
      if (this.#spare.get(key)?.socket === socket) this.#spare.delete(key);
      return socket.ref();
    };
    const timer = setTimeout(() => socket.destroy(), spareMilliseconds).unref();
    socket.once('close', take).unref();
    this.#spare.set(key, { socket, take });
  }

  async #connect(target: Target, protocols: readonly string[]): Promise<Genuine & { socket: TLSSocket | null }> {
    let tcp: Socket;
    try {
      tcp = await this.openPlain(target);
    } catch (error) {
      if (!(error instanceof ServerFault)) throw error;
      return { socket: null, chain: null, protocol: null, problem: error.message };
    }
    const servername = target.serverName ?? (isName(target.host) ? target.host : undefined);
    return new Promise((resolve) => {
      const socket = connectTls({
        socket: tcp,
        secureContext: this.#context,
        // Judged below, where also the chain of a server that is refused is read: what is attacked is the app, not the server.
        rejectUnauthorized: false,
        ...(servername === undefined ? {} : { servername }),
        ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }),
        checkServerIdentity: (_name, certificate) => checkServerIdentity(servername ?? target.host, certificate),
      });
      const where = `the genuine server of ${target.host}:${target.port}`;
      const fail = (says: string) => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ socket: null, chain: null, protocol: null, problem: `${where} ${says}` });
      };
      const failed = (error: Error) => fail(`failed in the handshake: ${error.message}`);
      const closed = () => fail('closed the connection');
      const timer = setTimeout(() => fail('did not finish the handshake'), connectMilliseconds);
      socket.on('error', ignore).once('error', failed).once('close', closed);
      socket.once('secureConnect', () => {
        clearTimeout(timer);
        socket.removeListener('error', failed).removeListener('close', closed);
        const problem = socket.authorized ? null : `${where} is not trusted by the lab: ${socket.authorizationError}`;
        const protocol = socket.alpnProtocol || null;
        const chain = chainOf(socket);
        if (problem === null) resolve({ socket, chain, protocol, problem });
        else {
          socket.destroy();
          resolve({ socket: null, chain, protocol, problem });
        }
      });
    });
  }

  [Symbol.dispose](): void {
    for (const { socket } of this.#spare.values()) socket.destroy();
    this.#spare.clear();
  }
}

// A failure at a moment when nobody waits for the server is seen by whoever turns to it next: it is closed.
const ignore = () => {};

function chainOf(socket: TLSSocket): GenuineChain | null {
  const [leaf, ...more] = listOf(socket)();
  if (!leaf) return null;
  try {
    return { certificates: [new Certificate(leaf), ...more.map((der) => new Certificate(der))] };
  } catch {
    return null; // what cannot be read cannot be copied; the lab then makes up a leaf
  }
}

function isName(host: string): boolean {
  try {
    return !isAddress(normalizeHost(host));
  } catch {
    return false; // not to be sent as a server name (RFC 6066 §3)
  }
}

const keyOf = ({ host, port, serverName }: Target) => JSON.stringify([host, port, serverName]);
