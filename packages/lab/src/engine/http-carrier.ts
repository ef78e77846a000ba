import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { Server } from 'node:net';
import type { Duplex } from 'node:stream';

/** One request of the app, read by mockttp, and its answer to be. */
export interface Exchange {
  readonly protocol: 'http/1.1' | 'h2';
  readonly method: string;
  /** As the request says it: Host or :authority. */
  readonly authority: string | null;
  /** Path and query. */
  readonly target: string;
  /** Without the pseudo-headers of HTTP/2. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Of the whole request as mockttp has it: what a proxy was asked for, else the authority's. */
  readonly url: string;
  /** Of HTTP/2 too: Node gives both the same shape. Paused. */
  readonly request: IncomingMessage & { readonly stream?: ServerHttp2Stream };
  readonly response: ServerResponse;
}

/** A request to leave HTTP on this connection, for WebSocket in the main, or for a tunnel to somebody else. */
export interface Upgrade extends Omit<Exchange, 'response' | 'request'> {
  readonly request: IncomingMessage;
  readonly stream: Duplex;
  /** What came behind the request. */
  readonly head: Buffer;
}

/** What happens to the requests of one connection. Neither may reject. */
export interface Carried {
  exchange(exchange: Exchange): Promise<void>;
  upgrade(upgrade: Upgrade): Promise<void>;
}

export interface HttpCarrier extends Disposable {
  /** @param stream begins with HTTP/1 or the preface of HTTP/2; nothing of it was read, or it was put back */
  carry(stream: Duplex, carried: Carried): void;
}

const carriedKey = Symbol('carried');
/** How long an app that has said its last over HTTP/2 is given what it asked for. */
const lingerMilliseconds = 1_000;

/**
 * mockttp, which reads HTTP/1.1 and HTTP/2 and answers them, given streams that have no TLS any more.
 *
 * Five things are not of its public interface, and a test holds each version to them. Its public way in is a TCP port on all
 * interfaces, which would make an open proxy of a tester's machine and send each byte through loopback once more: it is
 * started, closed, and handed streams by its inner server's `connection` event. Its own pass-through can neither be told
 * where the genuine server is nor whom alone to trust: the one rule's step brings its own `handle`, which mockttp copies from
 * the definition. Its frames of WebSocket are made anew, and in tunnels it would read on by itself, where nobody could tell whom
 * it reads for: both are taken before it sees them. Its router is watched, since it throws. And its sessions of HTTP/2 are.
 */
export async function openHttpCarrier(): Promise<HttpCarrier> {
  const { getLocal, matchers, requestSteps } = await import('mockttp');
  const mock = getLocal({ http2: true, recordTraffic: false, suggestChanges: false, maxBodySize: 1 });
  await mock.start(0);
  const server: unknown = Reflect.get(mock, 'server');
  if (!(server instanceof Server)) throw new Error('This version of mockttp keeps its server elsewhere.');
  await new Promise((closed) => server.close(closed));
  // It asks for its port at each request, to write a URL for those that name no host.
  Object.defineProperty(mock, 'port', { value: 0 });
  server.removeAllListeners('upgrade').on('upgrade', takeUpgrade);
  server.removeAllListeners('connect').on('connect', takeConnect);
  server.on('session', mindSession);
  refuseUnreadable(Reflect.get(mock, 'app'));

  class CarryStep extends requestSteps.CallbackStep {
    readonly handle = takeExchange;
  }
  await mock.setRequestRules({
    matchers: [new matchers.WildcardMatcher()],
    steps: [new CarryStep(() => ({}))],
  });
  return {
    carry(stream, carried) {
      Reflect.set(stream, carriedKey, carried);
      server.emit('connection', stream);
    },
    // Its server is closed already, which stopping it would not bear; its streams are the lab's.
    [Symbol.dispose]: () => mock.reset(),
  };
}

/**
 * mockttp's router throws at URLs that it cannot read ("http://a b/"), where nobody could catch it: the lab would end. At
 * others it has Node print a warning, so that what is no URL is not shown to it.
 */
function refuseUnreadable(app: unknown): void {
  if (typeof app !== 'function' || !('handle' in app) || typeof app.handle !== 'function')
    throw new Error('This version of mockttp routes otherwise.');
  const handle = app.handle.bind(app);
  const refuse = (request: IncomingMessage, response: ServerResponse) => {
    // What was asked is data of the app that was read, whatever becomes of it.
    request.resume();
    response.writeHead(400, { 'content-length': 0 }).end();
  };
  app.handle = (request: IncomingMessage, response: ServerResponse, ...more: unknown[]) => {
    const { url = '/' } = request;
    if (!/^[/*]/.test(url) && !URL.canParse(url)) return refuse(request, response);
    try {
      return handle(request, response, ...more);
    } catch {
      // Readers of URLs differ: what is one to URL may be none to the router.
      return refuse(request, response);
    }
  };
}

/**
 * Node wraps the stream below HTTP/2, and when the app has said its last it ends that wrapping at once, while the session
 * is still writing: then an assertion of Node fails, which nobody can catch. So the session is what ends.
 */
function mindSession(session: ServerHttp2Session): void {
  const socket: Duplex & { readonly stream?: Duplex } = session.socket;
  const carried = socket.stream && Reflect.get(socket.stream, carriedKey);
  session.prependListener('stream', (stream: ServerHttp2Stream) => Reflect.set(stream, carriedKey, carried));
  socket.allowHalfOpen = true;
  socket.once('end', () => {
    const timer = setTimeout(() => session.destroy(), lingerMilliseconds);
    session.once('close', () => clearTimeout(timer)).close();
  });
}

/** Of HTTP/2 the stream has it, which is there when the connection has gone. */
function carriedOf({ socket, stream }: { readonly socket: Duplex; readonly stream?: Duplex }): Carried | undefined {
  return Reflect.get(stream ?? socket, carriedKey);
}

type MockRequest = (IncomingMessage | Http2ServerRequest) & { readonly path: string };

async function takeExchange(request: MockRequest, response: ServerResponse | Http2ServerResponse): Promise<void> {
  const carried = carriedOf(request);
  if (!carried) throw new Error('A request came over a stream that the lab did not hand over.');
  // mockttp keeps a copy of each answer, which nobody here reads: reading it, bounded by `maxBodySize`, lets it go.
  const { body } = response as unknown as { body: { asBuffer(): Promise<unknown> } };
  body.asBuffer().catch(() => {}); // it is the answer's own failure, told there
  // It would print what goes wrong with an answer to standard output, where the lab's own results go.
  response.removeAllListeners('error').on('error', () => {});
  const pairs = request.rawHeaders as unknown as [string, string][];
  const pseudo = new Map(pairs.filter(([name]) => name.startsWith(':')));
  await carried.exchange({
    protocol: request.httpVersionMajor === 2 ? 'h2' : 'http/1.1',
    method: request.method ?? 'GET',
    authority: pseudo.get(':authority') ?? headerOf(pairs, 'host'),
    target: request.path,
    headers: pairs.filter(([name]) => !name.startsWith(':')),
    url: request.url ?? '',
    request: request.pause() as IncomingMessage,
    response: response as ServerResponse,
  });
  // An answer that the app did not wait for never ends: to mockttp, that would be a fault of who gives it.
  if (!response.writableEnded) await new Promise((resolve) => response.once('finish', resolve).once('close', resolve));
  // Nor is it told of an app that went away over HTTP/2: Node's response has no such member there, and "finish" comes all the same.
  if (!response.writableEnded) Reflect.set(response, 'destroyed', true);
}

/** A tunnel within a connection that is read already. Over HTTP/2 Node gives it as any request. */
function takeConnect(
  request: IncomingMessage | Http2ServerRequest,
  to: Duplex | Http2ServerResponse,
  head: Buffer = Buffer.alloc(0),
): void {
  if (!('stream' in request)) {
    takeUpgrade(request, to as Duplex, head);
    return;
  }
  const authority = request.headers[':authority'] ?? null;
  void carriedOf(request)?.exchange({
    protocol: 'h2',
    method: 'CONNECT',
    authority,
    target: authority ?? '',
    headers: pairsOf(request.rawHeaders).filter(([name]) => !name.startsWith(':')),
    url: '',
    request: request.pause() as unknown as Exchange['request'],
    response: to as unknown as ServerResponse,
  });
}

function takeUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
  const carried = carriedOf({ socket: request.socket });
  if (!carried) {
    stream.destroy();
    return;
  }
  const headers = pairsOf(request.rawHeaders);
  void carried.upgrade({
    protocol: 'http/1.1',
    method: request.method ?? 'GET',
    authority: headerOf(headers, 'host'),
    target: request.url ?? '/',
    headers,
    url: request.url ?? '',
    request,
    stream,
    head,
  });
}

export function pairsOf(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2]!, raw[index * 2 + 1]!]);
}

export function headerOf(headers: readonly (readonly [string, string])[], name: string): string | null {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? null;
}
