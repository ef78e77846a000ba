import { constants } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import { type Host, isAddress, needsPath, normalizeHost } from '@livepin/core';
import { anchorsFromPem, platformAnchors, type TrustAnchors } from '@livepin/tls';
import type { Engine, Target } from '../engine/index.ts';
import { type Evidence, evidenceOf, type Identity, identityOf, lookAt } from './evidence.ts';
import { KeptContext } from './kept-context.ts';
import { LiveConnections } from './live-connections.ts';
import { type CachedSession, sessionCache } from './session-cache.ts';
import { Wakefulness } from './wakefulness.ts';

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
/** In TLS 1.2 a peer may show another certificate in the middle of a connection, after the judgement. */
const noRenegotiation = constants.SSL_OP_NO_RENEGOTIATION;
/** A peer may close while a heal is awaited; then one more connection is made. */
const maxAttempts = 2;

/** Opens connections, and hands out only those that were judged: whoever gets one may write at once. */
export class Connector {
  readonly #engine: Engine;
  readonly #live: LiveConnections;
  readonly #sessions = sessionCache();
  readonly #opening = new Set<net.Socket>();
  readonly #wakefulness = new Wakefulness();
  readonly #ca: { readonly pems: string[]; readonly anchors: TrustAnchors } | null;
  readonly #context: KeptContext;
  readonly #anchorsByCa = new WeakMap<object, TrustAnchors>();
  #isClosed = false;

  /** @throws {LivepinError} LP_ANCHORS_UNREADABLE */
  constructor(engine: Engine, { ca }: ConnectorOptions) {
    this.#engine = engine;
    this.#live = new LiveConnections(engine);
    this.#ca = ca ? { anchors: anchorsFromPem(ca), pems: [...ca] } : null;
    this.#context = new KeptContext({ secureOptions: noRenegotiation, ...(ca ? { ca: [...ca] } : {}) });
    // Judged anew when resumed in any case; what is no longer wanted need not be offered.
    engine.knowledge.onChange(() => this.#sessions.clear());
  }

  /** @throws {PinError} or whatever the network or the platform's TLS says */
  async connect(request: ConnectRequest): Promise<net.Socket> {
    const target = targetOf(request);
    // A heal's pauses keep no process alive. One that waits for this connection must not end before it knows what became of it.
    this.#wakefulness.hold();
    try {
      for (let attempt = 1; ; attempt++) {
        await this.#engine.admit(target);
        if (this.#isClosed) throw endedByClose(target.hosts[0]);
        const opened = request.isTls ? await this.#shakeHands(request, target) : await this.#openPlain(request);
        const error = await this.#settle(opened.socket, target, opened.evidence);
        if (error === null) return opened.socket;
        if (attempt === maxAttempts || !(error instanceof ClosedMeanwhile)) throw error;
      }
    } finally {
      this.#wakefulness.release();
    }
  }

  /** Ends all connections, those under way too, and opens no other. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#opening) socket.destroy();
    this.#live.close();
    this.#wakefulness.close();
  }

  async #settle(socket: net.Socket, target: Target, evidence: Evidence | null): Promise<unknown> {
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
      this.#opening.delete(socket);
    }
  }

  async #shakeHands(request: ConnectRequest, target: Target) {
    const { sessionKey, options } = request;
    const anchors = this.#anchorsFor(options);
    const cached = this.#resumable(sessionKey, target);
    let identity: Identity | null = null;
    const identify = (certificate: tls.PeerCertificate) => {
      identity = identityOf(certificate, target.hosts);
      return identity;
    };
    const socket = this.#follow(tls.connect(this.#optionsFor(request, target, identify, cached?.session)));
    let evidence: Evidence | null = null;
    let early: Buffer | null = null; // TLS 1.2 hands out its session before the handshake is done
    const keep = (session: Buffer, evidence: Evidence) => {
      if (evidence.isAuthorized && evidence.names.size > 0) this.#sessions.set(sessionKey, { session, evidence });
    };
    // A context of the app's may allow another handshake, which would show other certificates to nobody here.
    if (options.secureContext) socket.on('secure', () => evidence && socket.destroy(shakesHandsAgain(target.hosts[0])));
    socket.on('session', (session) => {
      if (evidence) keep(session, evidence);
      else early = session;
    });
    try {
      await opened(socket, 'secureConnect', request);
      const resumed = socket.isSessionReused() ? cached : undefined;
      evidence = resumed?.evidence ?? evidenceOf(socket, anchors, identity ?? identify(shownBy(socket)));
    } catch (error) {
      this.#sessions.delete(sessionKey);
      socket.destroy();
      throw error;
    }
    if (early) keep(early, evidence);
    return { socket, evidence };
  }

  async #openPlain(request: ConnectRequest) {
    const socket = this.#follow(net.connect(request.options as net.TcpNetConnectOpts));
    await opened(socket, 'connect', request);
    return { socket, evidence: null };
  }

  // Errors can come before whoever asked has the socket, and when newer pins close it. One that nobody listens to would
  // end the process; whoever listens hears it all the same, and 'close' follows.
  #follow<S extends net.Socket>(socket: S): S {
    this.#opening.add(socket);
    return socket.on('error', () => undefined).once('close', () => this.#opening.delete(socket));
  }

  // What is resumed shows nothing, and is judged by what it was made with. It is offered only while that passes, lest a
  // certificate of the past (expired, no longer pinned) keep out a server that has another by now.
  #resumable(key: string, target: Target): CachedSession | undefined {
    const cached = this.#sessions.get(key);
    if (!cached) return undefined;
    const look = lookAt(cached.evidence, this.#engine.knowledge.clock());
    if (this.#engine.assess(target, look).enforcement.action === 'proceed') return cached;
    this.#sessions.delete(key);
    return undefined;
  }

  // On a host whose path will be judged, verification cannot be switched off, and the app's own check comes on top.
  #optionsFor(
    { options }: ConnectRequest,
    { hosts }: Target,
    identify: (certificate: tls.PeerCertificate) => Identity,
    session: Buffer | undefined,
  ): tls.ConnectionOptions & { readonly session: Buffer | undefined } {
    const ownCheck = options.checkServerIdentity;
    const { policy } = this.#engine.knowledge.view;
    const isPinned = policy !== null && hosts.some((host) => needsPath(policy, host));
    const [urlHost] = hosts;
    return {
      ...options,
      // Node sends no server name (SNI) that it is not told, and undici tells one only where a Host header was set.
      ...(options.servername === undefined && !isAddress(urlHost) ? { servername: urlHost } : {}),
      ...this.#contextFor(options),
      session, // never one that the app brings along: nobody knows what it was made with
      ...(isPinned ? { rejectUnauthorized: true } : {}),
      // Node hands out here what the peer showed; to ask for it again takes as long as all that is done with it.
      checkServerIdentity: (name, certificate) => {
        const { names } = identify(certificate);
        const isNodesTo = isPinned || !ownCheck;
        const fault = isNodesTo && !names.has(name as Host) ? tls.checkServerIdentity(name, certificate) : undefined;
        return fault ?? ownCheck?.(name, certificate);
      },
    };
  }

  // Not the kept one where the app says anything of its key, certificate, or protocol versions: it would take their place.
  #contextFor(options: ConnectRequest['options']): tls.ConnectionOptions {
    const secureContext = this.#context.for(options);
    if (secureContext) return { secureContext };
    return {
      ...(this.#ca && !options.ca && !options.secureContext ? { ca: this.#ca.pems } : {}),
      secureOptions: (options.secureOptions ?? 0) | noRenegotiation,
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

// Null where the peer has broken off already.
function shownBy(socket: tls.TLSSocket): tls.PeerCertificate {
  return socket.getPeerCertificate(true) ?? {};
}

// The name that the certificate is checked for can be another than the URL's host (an app's Host header or `servername`):
// then the pins of both count.
function targetOf({ hostname, options: { servername }, isTls }: ConnectRequest): Target {
  const host = normalizeHost(hostname);
  const other = servername ? normalizeHost(servername) : host;
  return { hosts: other === host ? [host] : [host, other], isTls };
}

/** Resolves at the event; destroys the socket, and rejects, at an error, an early end, or when it takes too long. */
function opened(socket: net.Socket, event: 'connect' | 'secureConnect', { hostname }: ConnectRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      settle();
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

function endedByClose(hostname: string): Error {
  return Object.assign(new Error(`${hostname} is not connected to: the client is closed`), { code: 'ECONNABORTED' });
}

function shakesHandsAgain(hostname: string): Error {
  const sentence = `${hostname} began another handshake on a connection that was judged`;
  return Object.assign(new Error(sentence), { code: 'ERR_TLS_RENEGOTIATION_DISABLED' });
}

function tooSlow(hostname: string): Error {
  const sentence = `${hostname} did not complete the connection within ${handshakeMilliseconds} ms`;
  return Object.assign(new Error(sentence), { code: 'ETIMEDOUT' });
}
