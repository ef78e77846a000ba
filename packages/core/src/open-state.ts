import { type Judged, judgeSigned, withBundle } from './accept-bundle.ts';
import { acceptParsedRoot, verifyOwn } from './accept-root.ts';
import { compareBundles, compareVersions, parseBundle } from './bundle.ts';
import { type ClientState, floorOf, newestRoot } from './client-state.ts';
import type { Crypto } from './crypto.ts';
import { LivepinError, type Refusal, refusal, refusalFrom } from './errors.ts';
import type { StoredState } from './stored-state.ts';
import { parseTrustRoot, type TrustRoot } from './trust-root.ts';
import { encodeUtf8 } from './utf8.ts';

/** What is built into an app: its id, a trust root and a bundle, as delivered by the service. */
export interface Embedded {
  readonly app: string;
  readonly root: Uint8Array;
  readonly seed: Uint8Array;
}

export interface Opened {
  readonly state: ClientState;
  /** What of the store did not prove itself again, and is left: the client goes on with what did. */
  readonly dropped: readonly Refusal[];
}

/**
 * Builds the state that a client starts with. What is stored proves itself anew, by the same functions that judge what
 * is delivered; only the record of the highest version is taken as it stands.
 * @param stored null at the first start
 * @param clock the device clock, seconds since 1970
 * @throws {LivepinError} the embedded root or seed does not prove itself: a mistake of the build. Its code is that of the fault.
 */
export async function openState(
  embedded: Embedded,
  stored: StoredState | null,
  clock: number,
  crypto: Crypto,
): Promise<Opened> {
  const fresh = await openEmbedded(embedded, clock, crypto);
  if (!stored) return { state: fresh, dropped: [] };
  if (stored.app !== fresh.app || stored.chain !== fresh.chain) {
    const sentence = `The store is of the app ${stored.app} and the chain ${stored.chain}: this app begins with a memory of its own.`;
    return { state: fresh, dropped: [refusal('LP_STORE_FOREIGN', sentence)] };
  }
  const replayed = await replayRoots(fresh, stored, clock, crypto);
  const remembering = recall(replayed.state, stored);
  const judged = await replayBundle(remembering, stored, crypto);
  const dropped = [replayed.refused, judged.kind === 'refused' ? judged : null].filter((refused) => refused !== null);
  const isNewer = judged.kind === 'signed' && compareBundles(judged.held.bundle, fresh.seed.bundle) > 0;
  // The iat of what is stored was counted when it was accepted; that of a seed newer than the store was not.
  const state = isNewer ? { ...remembering, held: judged.held } : withBundle(remembering, fresh.seed, clock);
  return { state, dropped };
}

async function openEmbedded(
  { app, root: rootBytes, seed: seedBytes }: Embedded,
  clock: number,
  crypto: Crypto,
): Promise<ClientState> {
  const root = await parseTrustRoot(rootBytes, crypto);
  orThrow(await verifyOwn(root, crypto), 'The embedded trust root');
  const judged = await judgeSigned(parseBundle(seedBytes), root.chain, app, root, crypto);
  if (judged.kind === 'refused') throw refusedEmbedded(judged, 'The seed');
  const seed = judged.held;
  const { epoch, version, iat } = seed.bundle;
  if (epoch > root.epoch) {
    throw new LivepinError(
      'LP_BUNDLE_EPOCH',
      `The seed has epoch ${epoch}, and the embedded trust root ${root.epoch}.`,
    );
  }
  const floor = floorOf(epoch === root.epoch ? Math.max(iat, root.iat) : root.iat, clock);
  return {
    app,
    chain: root.chain,
    roots: [root],
    seed,
    held: seed,
    memory: { epoch, version, floor, floorEpoch: root.epoch },
  };
}

export async function replayRoots(state: ClientState, stored: StoredState, clock: number, crypto: Crypto) {
  try {
    for (const text of stored.roots) {
      const root = await parseTrustRoot(encodeUtf8(text), crypto);
      // Those up to the embedded one are behind us: an app update may embed a later root than the store began with.
      if (root.version <= newestRoot(state).version) continue;
      const outcome = await acceptParsedRoot(state, root, clock, crypto);
      if (outcome.kind === 'refused') return { state, refused: outcome };
      state = outcome.state;
    }
    return { state, refused: null };
  } catch (error) {
    return { state, refused: refusalFrom(error) };
  }
}

// The record counts even where the documents beside it are damaged: better a client that waits for newer pins than one
// that can be led back to older ones. Its floor was capped by the clock of its moment, so it is not computed anew.
export function recall(state: ClientState, { memory }: StoredState): ClientState {
  const { epoch, version } = compareVersions(memory, state.memory) > 0 ? memory : state.memory;
  const { floor, floorEpoch } = memory.floorEpoch === state.memory.floorEpoch ? memory : state.memory;
  return { ...state, memory: { epoch, version, floor, floorEpoch } };
}

// Judged under the root it was accepted under, so that a threshold raised since then does not void it.
export async function replayBundle(state: ClientState, stored: StoredState, crypto: Crypto): Promise<Judged> {
  try {
    const bundle = parseBundle(encodeUtf8(stored.bundle));
    if (compareVersions(bundle, stored.memory) < 0) {
      return refusal('LP_BUNDLE_ROLLBACK', 'The stored bundle is older than the record beside it.');
    }
    return await judgeSigned(bundle, state.chain, state.app, rootFor(state, stored.bundleRoot), crypto);
  } catch (error) {
    return refusalFrom(error);
  }
}

function rootFor({ roots }: ClientState, version: number): TrustRoot {
  return (
    roots.find((root) => root.version === version) ?? (version < roots[0].version ? roots[0] : roots[roots.length - 1]!)
  );
}

export function orThrow(refused: Refusal | null, what: string): void {
  if (refused) throw refusedEmbedded(refused, what);
}

function refusedEmbedded({ code, sentence }: Refusal, what: string): LivepinError {
  return new LivepinError(code, `${what} cannot be used: ${sentence}`);
}
