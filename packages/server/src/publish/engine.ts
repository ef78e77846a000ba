import { type Crypto, type Host, LivepinError } from '@livepin/core';
import type { Delivery } from '../delivery/index.ts';
import type { Change, Committed, Store } from '../store/store.ts';
import type { KeyFolder } from '../trust/key-folder.ts';
import type { Draft } from './draft.ts';
import type { Observation } from './judge-host.ts';

/** What every step of the service works with. */
export interface Engine {
  readonly store: Store;
  readonly delivery: Delivery;
  readonly keys: KeyFolder;
  readonly crypto: Crypto;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** Asks the hosts of a draft what they serve. */
  readonly observe: (draft: Draft, now: number) => Promise<ReadonlyMap<Host, Observation>>;
  /** One step that signs after another: each decides on what the one before has kept. */
  readonly serially: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @returns runs one piece of work after another, whatever becomes of each */
export function makeQueue(): Engine['serially'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    // Whoever handed the work in is told of its failure; the next in the queue need not know.
    last = result.catch(() => undefined);
    return result;
  };
}

/**
 * Keeps a change, then delivers it: trust roots before the bundles that need them.
 * @throws {LivepinError} LP_STORE_FAILED: not known whether it was kept
 */
export async function commitAndDeliver(engine: Engine, change: Change): Promise<Committed> {
  const committed = await keep(engine, (store) => store.commit(change));
  if (committed.kind === 'conflict') return committed;
  const { root, signings = [] } = change;
  if (root) engine.delivery.setRoot(root.version, root.document);
  for (const { publication } of signings) deliver(engine, publication);
  return committed;
}

/** Delivers what is stored: at the start, and when it is not known what was kept. */
export async function bringInLine({ store, delivery }: Pick<Engine, 'store' | 'delivery'>): Promise<void> {
  for (const { version, document } of await store.roots()) delivery.setRoot(version, document);
  for (const { id } of await store.apps()) delivery.addApp(id, await store.history(id));
  for (const publication of await store.current()) deliver({ delivery }, publication);
}

/**
 * Writes to the store. Where its answer is lost, what is delivered is brought in line with what was kept.
 * @throws {LivepinError} LP_STORE_FAILED: not known whether it was kept
 */
export async function keep<T>(engine: Engine, write: (store: Store) => Promise<T>): Promise<T> {
  try {
    return await write(engine.store);
  } catch (error) {
    const faults = [error, ...(await faultsOf(bringInLine(engine)))] as Error[];
    const why = faults.map(({ message }) => message).join('; ');
    throw new LivepinError('LP_STORE_FAILED', `The database failed while a change was being kept: ${why}.`, {
      cause: new AggregateError(faults),
    });
  }
}

// While the database is gone, delivery goes on with what it has; the next round of the service brings it in line.
async function faultsOf(work: Promise<unknown>): Promise<unknown[]> {
  return work.then(
    () => [],
    (error: unknown) => [error],
  );
}

function deliver(
  { delivery }: Pick<Engine, 'delivery'>,
  {
    app,
    epoch,
    version,
    iat,
    document,
  }: { app: string; epoch: number; version: number; iat: number; document: Uint8Array },
): void {
  delivery.setBundle(app, { epoch, version, iat, bytes: document });
}
