import { createServer, type RequestListener } from 'node:http';
import { LivepinError } from '@livepin/core';
import { nodeCrypto } from '@livepin/tls';
import { createDelivery, limitConnections, serverOptions } from '../delivery/index.ts';
import { sendProblem } from '../delivery/problem.ts';
import { bringInLine, type Engine, makeQueue } from '../publish/engine.ts';
import { observeHosts } from '../publish/observe-hosts.ts';
import { signDueAnew } from '../publish/sign-anew.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { openDataFolder } from './data-folder.ts';
import { beginService, type RootMode } from './first-start.ts';
import { lockFolder } from './folder-lock.ts';
import { greet } from './greeting.ts';
import { listen, stopListening } from './listen.ts';
import { route } from './route.ts';

export interface ServiceOptions {
  /** Made where it is missing, with mode 0700. */
  readonly folder: string;
  /** Default 127.0.0.1: what is not asked for is not reachable from outside. */
  readonly host?: string;
  /** Default 8440; 0: any that is free. */
  readonly port?: number;
  /** Of a first start: `development` (the default) makes a trust root, `offline` waits for one made elsewhere. */
  readonly rootMode?: RootMode;
  /** Makes another admin token; earlier ones are void. */
  readonly newAdminToken?: boolean;
  /** Seconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Takes what a person should read. Default: standard output. */
  readonly onLine?: (line: string) => void;
  /** Whether a person sees these lines: then the token is shown to them, else kept in a file. */
  readonly isTerminal?: boolean;
}

export interface Service extends AsyncDisposable {
  readonly url: string;
  /** Only when it was made by this start. */
  readonly adminToken: string | null;
  /** Finishes what is under way, within seconds, and releases the folder. */
  close(): Promise<void>;
}

const roundMilliseconds = 10 * 60_000;
const stopMilliseconds = 5_000;

/**
 * Starts the whole service: delivery, admin API, signing anew.
 * @throws {LivepinError} LP_FOLDER_IN_USE, LP_FOLDER_UNUSABLE, LP_PORT_IN_USE, LP_PORT_UNUSABLE, or the code of a key
 *   file; nothing is changed then that an earlier start has made.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { host = '127.0.0.1', port = 8440, onLine = console.log, isTerminal = process.stdout.isTTY ?? false } = options;
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  await using resources = new AsyncDisposableStack();
  const folder = openDataFolder(options.folder);
  const ofFolder = `The data folder ${folder.path}`;
  resources.use(await usable(ofFolder, () => lockFolder(folder.path)));
  const store = await usable(`The database ${folder.database}`, () => openSqliteStore(folder.database));
  resources.defer(() => store[Symbol.asyncDispose]());
  const serially = makeQueue();
  resources.defer(() => serially(async () => undefined));
  const delivery = createDelivery();
  const gate = openGate();
  // Bound before anything is made: a token that is shown only once must not be lost to a port that is taken.
  const url = await listen(gate.server, host, port);
  resources.defer(() => {
    delivery.close();
    return stopListening(gate.server, stopMilliseconds);
  });
  const { rootMode = 'development', newAdminToken: newToken = false } = options;
  const isFirst = (await store.tokens()).length === 0;
  const beginning = { rootMode, newToken, keepsToken: !isTerminal, now: now() };
  const begun = await usable(ofFolder, () => beginService(folder, store, beginning));
  const { keys } = begun;
  const engine: Engine = { store, delivery, keys, crypto: nodeCrypto(), now, observe: observeHosts, serially };
  await bringInLine(engine);
  await signRound(engine, onLine);
  const rounds = setInterval(() => void signRound(engine, onLine), roundMilliseconds);
  resources.defer(() => clearInterval(rounds));
  gate.open(route(engine, onLine));
  const lines = greet({
    // In a clone of the repository, npm runs the service and has the program too.
    program: process.env['npm_lifecycle_event'] === undefined ? 'livepin' : 'npx livepin',
    url,
    folder: folder.path,
    adminToken: begun.adminToken,
    tokenFile: isTerminal ? null : folder.adminToken,
    rootMode,
    isFirst,
    hasRoot: (await store.roots()).length > 0,
    pinKeyFiles: keys.read('pin').map((file) => keys.publicPathOf(file)),
    isLoopback: host === 'localhost' || host === '::1' || host.startsWith('127.'),
  });
  for (const line of lines) onLine(line);
  const running = resources.move();
  const close = () => running.disposeAsync();
  return { url, adminToken: begun.adminToken, close, [Symbol.asyncDispose]: close };
}

/** A disk that is full or read-only is no fault of ours. @throws {LivepinError} LP_FOLDER_UNUSABLE; what `work` says itself */
async function usable<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LivepinError) throw error;
    const sentence = `${what} cannot be used: ${(error as Error).message}.`;
    throw new LivepinError('LP_FOLDER_UNUSABLE', sentence, { cause: error });
  }
}

/** A server that asks to be asked again until it is told who answers. */
function openGate() {
  let listener: RequestListener = (request, response) =>
    sendProblem(request, response, {
      status: 503,
      code: 'LP_STARTING',
      sentence: 'The service is starting.',
      headers: ['Retry-After', '1'],
    });
  const server = createServer(serverOptions, (request, response) => listener(request, response));
  limitConnections(server);
  return {
    server,
    open: (next: RequestListener) => {
      listener = next;
    },
  };
}

/**
 * Delivers what is stored and signs anew what is due. What goes wrong is told and tried again in the next round:
 * delivery goes on meanwhile.
 */
async function signRound(engine: Engine, onLine: (line: string) => void): Promise<void> {
  try {
    await bringInLine(engine);
    const { apps, failures } = await signDueAnew(engine);
    if (apps.length > 0) onLine(`Signed anew: ${apps.join(', ')}.`);
    for (const { app, error } of failures) onLine(`${app} could not be signed anew: ${(error as Error).message}`);
  } catch (error) {
    onLine(`The round of signing anew failed: ${(error as Error).message}`);
  }
}
