import net from 'node:net';
import tls from 'node:tls';
import { isAddress, needsPath, normalizeHost } from '@livepin/core';
import { anchorsFromPem, platformAnchors, type TrustAnchors } from '@livepin/tls';
import type { Engine, Target } from '../engine/index.ts';
import { type Evidence, evidenceOf, lookAt } from './evidence.ts';
import { LiveConnections } from './live-connections.ts';
import { SessionCache } from './session-cache.ts';

export interface ConnectorOptions {
  /** PEM texts that take the place of the platform's trust anchors. */
  readonly ca?: readonly string[];
}

/** What an HTTP client wants: the options are those of `tls.connect` or `net.connect`. */
export interface ConnectRequest {
  readonly isTls: boolean;
  /** The host of the URL. */
  readonly hostname: string;
  readonly options: tls.ConnectionOptions & { readonly noDelay?: boolean; readonly keepAlive?: boolean };
  /** Connections with one key may resume each other's sessions. */
  readonly sessionKey: string;
}

/** The peer closed the connection while it was judged. */
class ClosedMeanwhile extends Error {}

const handshakeMilliseconds = 10_000;
/** A peer may close while a heal is awaited; then one more connection is made. */
const maxAttempts = 2;

/** Opens connections, and hands out only those that were judged: whoever gets one may write at once. */
export class Connector {
  readonly #engine: Engine;
  readonly #live: LiveConnections;
  readonly #sessions = new SessionCache();
  readonly #ca: { readonly context: tls.SecureContext; readonly anchors: TrustAnchors } | null;
  readonly #anchorsByCa = new WeakMap<object, TrustAnchors>();

  /** @throws {LivepinError} LP_ANCHORS_UNREADABLE */
  constructor(engine: Engine, { ca }: ConnectorOptions) {
    this.#engine = engine;
    this.#live = new LiveConnections(engine);
    this.#ca = ca ? { anchors: anchorsFromPem(ca), context: tls.createSecureContext({ ca: [...ca] }) } : null;
    // Judged anew when resumed in any case; what is no longer wanted need not be offered.
    engine.knowledge.onChange(() => this.#sessions.clear());
  }

  /** @throws {PinError} or whatever the network or the platform's TLS says */
  async connect(request: ConnectRequest): Promise<net.Socket> {
    const target = targetOf(request);
    for (let attempt = 1; ; attempt++) {
      await this.#engine.admit(target);
      const { socket, evidence } = request.isTls
        ? await this.#shakeHands(request, target)
        : { socket: await openPlain(request), evidence: null };
      const error = await this.#settle(socket, target, evidence);
      if (error === null) return socket;
      if (attempt === maxAttempts || !(error instanceof ClosedMeanwhile)) throw error;
    }
  }

  async #settle(socket: net.Socket, target: Target, evidence: Evidence | null): Promise<unknown> {
    const ignore = () => undefined; // 'close' says the same, and is asked for below
    socket.on('error', ignore);
    try {
      for (let view = null; view !== this.#engine.knowledge.view; ) {
        view = this.#engine.knowledge.view;
        await this.#engine.settle(target, evidence && lookAt(evidence, this.#engine.knowledge.clock()));
      }
      if (socket.destroyed || socket.readyState !== 'open') {
        return new ClosedMeanwhile(`${target.hosts[0]} closed the connection while it was judged`);
      }
      // No turn lies between the judgement by the newest view and this: later ones find the connection here.
      this.#live.add(socket, { target, evidence });
      return null;
    } catch (error) {
      socket.destroy();
      return error;
    } finally {
      if (!socket.destroyed) socket.off('error', ignore);
    }
  }

  async #shakeHands(request: ConnectRequest, target: Target) {
    const cached = this.#sessions.get(request.sessionKey);
    const socket = tls.connect(this.#optionsFor(request, target, cached?.session));
    const anchors = this.#anchorsFor(request.options);
    let evidence: Evidence | null = null;
    let early: Buffer | null = null; // TLS 1.2 hands out its session before the handshake is done
    const keep = (session: Buffer, evidence: Evidence) => this.#sessions.set(request.sessionKey, { session, evidence });
    socket.on('session', (session) => {
      if (evidence) keep(session, evidence);
      else early = session;
    });
    try {
      await opened(socket, 'secureConnect', request);
    } catch (error) {
      this.#sessions.delete(request.sessionKey);
      throw error;
    }
    evidence = socket.isSessionReused() && cached ? cached.evidence : evidenceOf(socket, anchors);
    if (early) keep(early, evidence);
    return { socket, evidence };
  }

  // On a host whose path will be judged, verification cannot be switched off, and the app's own check comes on top.
  #optionsFor({ options }: ConnectRequest, { hosts }: Target, session: Buffer | undefined): tls.ConnectionOptions {
    const { checkServerIdentity } = options;
    const { policy } = this.#engine.knowledge.view;
    const isPinned = policy !== null && hosts.some((host) => needsPath(policy, host));
    const [urlHost] = hosts;
    return {
      ...options,
      // Node sends no server name (SNI) that it is not told, and undici tells one only where a Host header was set.
      ...(options.servername === undefined && !isAddress(urlHost) ? { servername: urlHost } : {}),
      ...(this.#ca && !options.ca && !options.secureContext ? { secureContext: this.#ca.context } : {}),
      ...(session ? { session } : {}),
      ...(isPinned ? { rejectUnauthorized: true } : {}),
      ...(isPinned && checkServerIdentity
        ? {
            checkServerIdentity: (name, certificate) =>
              tls.checkServerIdentity(name, certificate) ?? checkServerIdentity(name, certificate),
          }
        : {}),
    };
  }

  #anchorsFor({ ca }: tls.ConnectionOptions): TrustAnchors {
    if (!ca) return this.#ca?.anchors ?? platformAnchors();
    const key = typeof ca === 'object' ? ca : null;
    const known = key && this.#anchorsByCa.get(key);
    if (known) return known;
    const anchors = anchorsFromPem([ca].flat().map(String));
    if (key) this.#anchorsByCa.set(key, anchors);
    return anchors;
  }
}

// The name that the certificate is checked for can be another than the URL's host (an app's Host header or `servername`):
// then the pins of both count.
function targetOf({ hostname, options: { servername }, isTls }: ConnectRequest): Target {
  const host = normalizeHost(hostname);
  const other = servername ? normalizeHost(servername) : host;
  return { hosts: other === host ? [host] : [host, other], isTls };
}

async function openPlain(request: ConnectRequest): Promise<net.Socket> {
  const socket = net.connect(request.options as net.TcpNetConnectOpts);
  await opened(socket, 'connect', request);
  return socket;
}

/** Resolves at the event; destroys the socket, and rejects, at an error, an early end, or when it takes too long. */
function opened(socket: net.Socket, event: 'connect' | 'secureConnect', { hostname }: ConnectRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      settle();
      socket.on('error', () => undefined); // it is told already
      socket.destroy();
      reject(error);
    };
    const onClose = () => fail(closedEarly(hostname));
    const timer = setTimeout(() => fail(tooSlow(hostname)), handshakeMilliseconds);
    const settle = () => {
      clearTimeout(timer);
      socket.off('error', fail).off('close', onClose).off(event, done);
    };
    const done = () => {
      settle();
      resolve();
    };
    socket.once('error', fail).once('close', onClose).once(event, done);
  });
}

function closedEarly(hostname: string): Error {
  return Object.assign(new Error(`${hostname} closed the connection before it was open`), { code: 'ECONNRESET' });
}

function tooSlow(hostname: string): Error {
  const sentence = `${hostname} did not complete the connection within ${handshakeMilliseconds} ms`;
  return Object.assign(new Error(sentence), { code: 'ETIMEDOUT' });
}
