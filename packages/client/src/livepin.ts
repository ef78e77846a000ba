import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { type Freshness, LivepinError, newestRoot, parseBundle, parseTrustRoot } from '@livepin/core';
import { nodeCrypto } from '@livepin/tls';
import type { Dispatcher } from 'undici';
import { Emitter, Engine, type LivepinEvents, type Platform, parsePlace, type RefreshReport } from './engine/index.ts';
import { PinnedAgent } from './node/agent.ts';
import { Connector } from './node/connector.ts';
import { defaultFolder } from './node/default-folder.ts';
import { pinnedDispatcher } from './node/dispatcher.ts';
import { folderStore } from './node/folder-store.ts';
import { installGlobally } from './node/install-globally.ts';
import { pinnedFetch } from './node/pinned-fetch.ts';
import { nodeTransport } from './node/transport.ts';

/** The bytes of a document, its text, or the file that holds it (`new URL('root.json', import.meta.url)`). */
export type DocumentSource = Uint8Array | string | URL;

export interface LivepinOptions {
  /** The id of the app, as the service knows it. */
  readonly app: string;
  /** The trust root and the bundle that the app is built with: `livepin init` writes both. */
  readonly root: DocumentSource;
  readonly seed: DocumentSource;
  /** Base addresses of the places to fetch from, the service's own first: `https://pins.example.com/v1/apps/com.example.bank`. */
  readonly sources: readonly string[];
  /** A folder to remember in, or null to remember nothing. By default one below the user's state folder. */
  readonly store?: string | null;
  /** PEM texts of the trust anchors for the app's connections, in place of the platform's. */
  readonly ca?: string | readonly string[];
  /** How names are looked up, as in `net.connect`. */
  readonly lookup?: LookupFunction;
  /** Listeners that hear what is told while opening, too. */
  readonly on?: { readonly [Type in keyof LivepinEvents]?: (event: LivepinEvents[Type]) => void };
}

export interface LivepinStatus {
  readonly app: string;
  readonly chain: string;
  /** "fresh"; "stale": the bundle in force has expired; "none": nothing may be reached. */
  readonly freshness: Freshness;
  /** The bundle in force. Times: seconds since 1970. */
  readonly bundle: {
    readonly epoch: number;
    readonly version: number;
    readonly iat: number;
    readonly exp: number;
  } | null;
  readonly root: { readonly version: number; readonly epoch: number; readonly exp: number };
  /** The hosts that have pins. */
  readonly hosts: readonly string[];
}

/** Connections that are let through only to servers whose verified path holds a pin of the newest signed bundle. */
export interface Livepin extends AsyncDisposable {
  readonly fetch: typeof globalThis.fetch;
  /** For undici's functions and clients. */
  readonly dispatcher: Dispatcher;
  /** For `node:https` and what builds on it: axios (`httpsAgent`), got (`agent.https`), ws (`agent`). */
  readonly agent: PinnedAgent;
  /** Puts these in place of the process's own `fetch`, `https` and `http` defaults. @returns what undoes it */
  installGlobally(): () => void;
  on<Type extends keyof LivepinEvents>(type: Type, listener: (event: LivepinEvents[Type]) => void): () => void;
  status(): LivepinStatus;
  /** Asks for newer pins now; otherwise it happens by itself. */
  refresh(): Promise<RefreshReport>;
  /** Ends fetching and all pinned connections. */
  close(): Promise<void>;
}

/**
 * Opens what an app's connections are made with. Works at once, with the service unreachable too: the seed is in force
 * until something newer proves itself.
 * @throws {LivepinError} the root or the seed does not prove itself (its code says why), LP_EMBEDDED_UNREADABLE,
 *   LP_SOURCE_MALFORMED, LP_ANCHORS_UNREADABLE
 */
export async function livepin(options: LivepinOptions): Promise<Livepin> {
  const { app, on = {} } = options;
  const sources = readSources(options.sources);
  const [root, seed] = await Promise.all([read(options.root, 'root'), read(options.seed, 'seed')]);
  const { chain } = await wellFormed('root', () => parseTrustRoot(root, nodeCrypto()));
  await wellFormed('seed', () => parseBundle(seed));
  const ca = options.ca === undefined ? undefined : [options.ca].flat().map(String); // a file's Buffer, too
  const { transport, close: closeTransport } = nodeTransport(ca);
  const platform: Platform = {
    crypto: nodeCrypto(),
    transport,
    store: storeOf(options, chain),
    clock: () => Math.floor(Date.now() / 1_000),
    random: Math.random,
    after: (seconds, task) => {
      const timer = setTimeout(task, Math.min(seconds * 1_000, maxTimerMilliseconds)).unref();
      return () => clearTimeout(timer);
    },
  };
  const events = new Emitter<LivepinEvents>();
  for (const [type, listener] of Object.entries(on)) events.on(type as keyof LivepinEvents, listener as () => void);
  const engine = await Engine.open({ embedded: { app, root, seed }, sources, platform }, events);
  const connector = new Connector(engine, ca ? { ca } : {});
  const lookup = options.lookup ? { lookup: options.lookup } : {};
  const dispatcher = pinnedDispatcher(connector, lookup);
  const agent = new PinnedAgent(connector, lookup);
  engine.start();

  const close = async () => {
    connector.close();
    await engine.close();
    events.silence(); // lest fetches that are ended here be told as places that do not answer
    agent.destroy();
    await Promise.all([dispatcher.destroy(), closeTransport()]);
  };
  return {
    fetch: pinnedFetch(dispatcher),
    dispatcher,
    agent,
    installGlobally: () => installGlobally(dispatcher, agent, connector),
    on: (type, listener) => events.on(type, listener),
    status: () => statusOf(engine),
    refresh: () => engine.refresh(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The longest that Node's timers can wait. */
const maxTimerMilliseconds = 2 ** 31 - 1;

function statusOf(engine: Engine): LivepinStatus {
  const { state, view } = engine.knowledge;
  const { version, epoch, exp } = newestRoot(state);
  const bundle = view.held?.bundle ?? null;
  return {
    app: state.app,
    chain: state.chain,
    freshness: engine.freshness(),
    bundle: bundle && { epoch: bundle.epoch, version: bundle.version, iat: bundle.iat, exp: bundle.exp },
    root: { version, epoch, exp },
    hosts: bundle?.domains.map(({ host }) => host) ?? [],
  };
}

function storeOf({ app, store }: LivepinOptions, chain: string) {
  if (store === null) return null;
  const prefix = createHash('sha256').update(`${app} ${chain}`).digest('hex').slice(0, 16);
  return folderStore(store ?? defaultFolder(app), prefix);
}

function readSources(given: readonly string[]): string[] {
  if (!Array.isArray(given) || given.length === 0) {
    const sentence = 'sources must be a list of at least one place to fetch from.';
    throw new LivepinError('LP_SOURCE_MALFORMED', sentence);
  }
  return given.map((source, index) => parsePlace(String(source), `sources[${index}]`));
}

async function read(source: DocumentSource, what: 'root' | 'seed'): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (typeof source === 'string') {
    if (/^\s*\{/.test(source)) return new TextEncoder().encode(source);
    const sentence = `${what}: ${JSON.stringify(source.slice(0, 120))} is not the text of a document; for a file give a URL, new URL('./livepin/${what}.json', import.meta.url).`;
    throw new LivepinError('LP_EMBEDDED_UNREADABLE', sentence);
  }
  if (typeof source?.href !== 'string') {
    const sentence = `${what} must be the document's text, its bytes, or the URL of its file.`;
    throw new LivepinError('LP_EMBEDDED_UNREADABLE', sentence);
  }
  try {
    return new Uint8Array(await readFile(source));
  } catch (error) {
    const sentence = `${what}: ${source} cannot be read: ${(error as Error).message}`;
    throw new LivepinError('LP_EMBEDDED_UNREADABLE', sentence, { cause: error });
  }
}

/** Two files that were exchanged, or an error page in place of one: which of the two it is, core cannot know. */
async function wellFormed<Document>(what: 'root' | 'seed', parse: () => Document | Promise<Document>) {
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    const kind = what === 'root' ? 'trust root' : 'bundle';
    throw new LivepinError(error.code, `${what} is not a ${kind}: ${error.message}`, { cause: error });
  }
}
