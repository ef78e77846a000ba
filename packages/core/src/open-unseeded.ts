import { acceptParsedRoot, verifyOwn } from './accept-root.ts';
import type { Bundle } from './bundle.ts';
import { type ClientState, floorOf, type HeldBundle } from './client-state.ts';
import type { Crypto } from './crypto.ts';
import { LivepinError } from './errors.ts';
import { type Opened, orThrow, recall, replayBundle, replayRoots } from './open-state.ts';
import type { StoredState } from './stored-state.ts';
import { parseTrustRoot, type TrustRoot } from './trust-root.ts';

/** What is known to who looks at a bundle from outside: trust roots, and no seed. */
export interface Unseeded {
  readonly app: string;
  /** The trusted one first, then each successor; at least one. */
  readonly roots: readonly Uint8Array[];
  /** The bundle about to be judged. It stands where a seed would, signed by nobody yet, so that it counts for nothing. */
  readonly candidate: Bundle;
}

/**
 * Builds a state in which no bundle is in force but one that `stored` proves: for tools and gates, which judge by the same
 * steps as a client and must not take the bundle that they are asked about for granted.
 * @param stored what an earlier judgement left, or null
 * @param clock seconds since 1970
 * @throws {LivepinError} LP_STORE_FOREIGN; the code of the first trust root that does not prove itself
 */
export async function openUnseeded(
  { app, roots, candidate }: Unseeded,
  stored: StoredState | null,
  clock: number,
  crypto: Crypto,
): Promise<Opened> {
  const [first, ...successors] = await Promise.all(roots.map((root) => parseTrustRoot(root, crypto)));
  if (!first) throw new LivepinError('LP_BUNDLE_ROOT_UNKNOWN', 'No trust root was given to judge by.');
  orThrow(await verifyOwn(first, crypto), 'The first trust root');
  let state = emptyState(app, first, candidate, clock);
  for (const successor of successors) {
    const outcome = await acceptParsedRoot(state, successor, clock, crypto);
    if (outcome.kind === 'refused') throw new LivepinError(outcome.code, outcome.sentence);
    state = outcome.state;
  }
  if (!stored) return { state, dropped: [] };
  if (stored.app !== app || stored.chain !== state.chain) {
    const sentence = `The stored state is of the app ${stored.app} and the chain ${stored.chain}, not of ${app} and ${state.chain}.`;
    throw new LivepinError('LP_STORE_FOREIGN', sentence);
  }
  const replayed = await replayRoots(state, stored, clock, crypto);
  const remembering = recall(replayed.state, stored);
  const judged = await replayBundle(remembering, stored, crypto);
  const dropped = [replayed.refused, judged.kind === 'refused' ? judged : null].filter((refused) => refused !== null);
  return { state: judged.kind === 'signed' ? { ...remembering, held: judged.held } : remembering, dropped };
}

function emptyState(app: string, root: TrustRoot, candidate: Bundle, clock: number): ClientState {
  const nothing: HeldBundle = { bundle: candidate, signers: new Set(), root: root.version, threshold: 1 };
  const memory = { epoch: 0, version: 0, floor: floorOf(root.iat, clock), floorEpoch: root.epoch };
  return { app, chain: root.chain, roots: [root], seed: nothing, held: nothing, memory };
}
