import type { Duplex } from 'node:stream';
import { normalizeHost } from '@livepin/core';
import type { Connection } from '../connection.ts';
import type { OfferedHello } from '../tls13/parse-client-hello.ts';
import { maxHelloBytes, readClientHello } from './client-hello.ts';
import { classify } from './first-bytes.ts';
import { type Opening, type Parse, readOpening } from './opening.ts';
import { maxHeadBytes, readProxyRequest } from './proxy-request.ts';
import { readSocks4, readSocks5Greeting, readSocks5Password, readSocks5Request, type SocksReading } from './socks.ts';

/** Whom a stream is for, as far as it is known before its own bytes are looked at. */
export interface Destination {
  readonly via: Connection['via'];
  readonly host: string | null;
  readonly port: number;
  /** Where it went, by number; the host's name where nothing else names it. */
  readonly address?: string;
}

/** What a stream begins with. */
export type Beginning =
  | { readonly kind: 'tls'; readonly offered: OfferedHello }
  | { readonly kind: 'http'; readonly host: string | null; readonly port: number | null; readonly isForProxy: boolean }
  | { readonly kind: 'http2' }
  | { readonly kind: 'other' }
  /** The app waits for the server to speak. */
  | { readonly kind: 'quiet' };

export type Intake<T> =
  | { readonly kind: 'taken'; readonly value: T }
  | { readonly kind: 'ended'; readonly says: string };

/** Apps open connections that they use later, or never. What they have begun they go on with. */
const limits = { bytes: maxHeadBytes, quiet: 300_000, patience: 30_000 };

/**
 * Does what a proxy is asked for by the first bytes, if they ask a proxy, and leaves the stream at the app's own bytes.
 * @param fallback whom a stream is for that asks no proxy
 */
export async function readDestination(stream: Duplex, fallback: Destination): Promise<Intake<Destination>> {
  const first = await readOpening(stream, (bytes) => ({ value: bytes[0]!, length: 0 }), {
    ...limits,
    // Whoever asks a proxy speaks first; where the lab stands for a server, the app may wait for its greeting.
    quiet: fallback.host === null ? limits.quiet : quietMilliseconds,
  });
  if (first.kind === 'quiet') return { kind: 'taken', value: fallback };
  if (first.kind === 'ended') return first;
  if (first.value === 4) return socksDestination(await dialogue(stream, readSocks4));
  if (first.value === 5) return socks5(stream);
  const connect = await readOpening(stream, connectRequest, limits);
  if (connect.kind !== 'read') return connect.kind === 'ended' ? connect : { kind: 'taken', value: fallback };
  if (connect.value === 'none') return { kind: 'taken', value: fallback };
  if (connect.value === 'malformed') {
    stream.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    return { kind: 'ended', says: 'it asked the proxy for no host and port' };
  }
  stream.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  return taken('connect', connect.value);
}

const connectRequest: Parse<'none' | 'malformed' | { host: string; port: number }> = (bytes, isAll) => {
  const start = 'CONNECT ';
  const text = bytes.subarray(0, start.length).toString('latin1');
  if (text !== start) return start.startsWith(text) && !isAll ? null : { value: 'none', length: 0 };
  const request = readProxyRequest(bytes);
  if (request.kind === 'connect') return { value: request.wish, length: request.length };
  return request.kind === 'more' && !isAll ? null : { value: 'malformed', length: 0 };
};

async function socks5(stream: Duplex): Promise<Intake<Destination>> {
  const greeting = await dialogue(stream, readSocks5Greeting);
  if (greeting.kind === 'ended') return greeting;
  if (greeting.value === 'password') {
    const password = await dialogue(stream, readSocks5Password);
    if (password.kind === 'ended') return password;
  }
  return socksDestination(await dialogue(stream, readSocks5Request));
}

function socksDestination(wish: Intake<{ host: string; port: number }>): Intake<Destination> {
  return wish.kind === 'ended' ? wish : taken('socks', wish.value);
}

function taken(via: Connection['via'], { host, port }: { host: string; port: number }): Intake<Destination> {
  return { kind: 'taken', value: { via, host: canonicalOf(host), port } };
}

/** Reads one message and answers it. */
async function dialogue<T>(stream: Duplex, read: (bytes: Uint8Array) => SocksReading<T>): Promise<Intake<T>> {
  const opening = await readOpening<Exclude<SocksReading<T>, { kind: 'more' }>>(
    stream,
    (bytes) => {
      const reading = read(bytes);
      if (reading.kind === 'more') return null;
      return { value: reading, length: reading.kind === 'read' ? reading.length : bytes.length };
    },
    { ...limits, bytes: 1024 },
  );
  if (opening.kind !== 'read')
    return { kind: 'ended', says: opening.kind === 'ended' ? opening.says : 'it said nothing' };
  const { value: reading } = opening;
  if (reading.kind === 'refused') {
    stream.end(reading.answer);
    return { kind: 'ended', says: reading.says };
  }
  stream.write(reading.answer);
  return { kind: 'taken', value: reading.value };
}

/** How long an app may be silent before it is taken for one that waits for the server. */
const quietMilliseconds = 600;

/**
 * Looks at what the app says to the server, and takes nothing of it.
 * @param mayWait whether the app may be one that waits for the server: then `quiet` is found out soon
 */
export async function readBeginning(stream: Duplex, mayWait: boolean): Promise<Intake<Beginning>> {
  const quiet = mayWait ? quietMilliseconds : limits.quiet;
  const opening: Opening<Beginning> = await readOpening(stream, beginningOf, { ...limits, quiet });
  if (opening.kind === 'ended') return opening;
  return { kind: 'taken', value: opening.kind === 'quiet' ? { kind: 'quiet' } : opening.value };
}

const beginningOf: Parse<Beginning> = (bytes, isAll) => {
  const kind = classify(bytes);
  const found = (value: Beginning) => ({ value, length: 0 });
  switch (kind) {
    case 'more':
      return isAll ? found({ kind: 'other' }) : null;
    case 'tls': {
      const reading = readClientHello(bytes);
      if (reading.kind === 'hello') return found({ kind: 'tls', offered: reading.offered });
      return reading.kind === 'more' && !isAll && bytes.length < 2 * maxHelloBytes ? null : found({ kind: 'other' });
    }
    case 'http': {
      const request = readProxyRequest(bytes);
      if (request.kind === 'origin') return found({ ...request, kind: 'http', isForProxy: false });
      if (request.kind === 'absolute-uri') return found({ kind: 'http', ...request.wish, isForProxy: true });
      return request.kind === 'more' && !isAll ? null : found({ kind: 'other' });
    }
    default:
      return found({ kind });
  }
};

/** Null for what is no host: a connection is then known by nothing, and nobody is asked for it. */
export function canonicalOf(host: string): string | null {
  try {
    return normalizeHost(host);
  } catch {
    return null;
  }
}
