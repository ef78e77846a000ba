import type { Bundle, BundleOrder } from './bundle.ts';
import { secondsPerDay } from './payload.ts';
import type { Kid } from './public-key.ts';
import type { ChainId, TrustRoot } from './trust-root.ts';

/** A bundle together with what it was accepted by, which decides how long it counts. */
export interface HeldBundle {
  readonly bundle: Bundle;
  /** The distinct pin keys whose signatures verified. */
  readonly signers: ReadonlySet<Kid>;
  /** The trust root it was accepted under, and the threshold which that root asked for. */
  readonly root: number;
  readonly threshold: number;
}

/** The highest (epoch, version) accepted in this chain, kept even when the bundle itself no longer counts. */
export interface Memory extends Omit<BundleOrder, 'iat'> {
  /** What the device clock is at least, seconds since 1970; counted within `floorEpoch`. */
  readonly floor: number;
  readonly floorEpoch: number;
}

/** All that a client knows. Replaced as a whole by `acceptRoot` and `acceptBundle`, never changed in place. */
export interface ClientState {
  readonly app: string;
  readonly chain: ChainId;
  /** The embedded trust root first, then each proven successor. */
  readonly roots: readonly [TrustRoot, ...TrustRoot[]];
  readonly seed: HeldBundle;
  /** The bundle accepted last. Whether it still counts, `bundleInForce` says. */
  readonly held: HeldBundle;
  readonly memory: Memory;
}

export function newestRoot(state: ClientState): TrustRoot {
  return state.roots[state.roots.length - 1]!;
}

/**
 * The bundle that decides: the one accepted last, unless a proven root has dropped so many of its keys that fewer than
 * its threshold are left; then the seed by the same rule; else null, and the app may connect nowhere.
 */
export function bundleInForce(state: ClientState): HeldBundle | null {
  const { kids } = newestRoot(state).roles.pins;
  const counts = ({ signers, threshold }: HeldBundle) =>
    [...signers].filter((kid) => kids.has(kid)).length >= threshold;
  return [state.held, state.seed].find(counts) ?? null;
}

/** The time to judge bundles by: a clock that was set back cannot revive what has expired. */
export function nowFor(state: ClientState, clock: number): number {
  return Math.max(clock, state.memory.floor);
}

/** What an `iat` adds to the floor: at most the clock of the moment and a day, lest one document from the future stops time. */
export function floorOf(iat: number, clock: number): number {
  return Math.min(iat, clock + secondsPerDay);
}

export type Freshness = 'fresh' | 'stale' | 'none';

/** Whether pins of today are in force, pins past their `exp`, or none at all. @param clock seconds since 1970 */
export function freshnessOf(state: ClientState, clock: number): Freshness {
  const inForce = bundleInForce(state);
  if (!inForce) return 'none';
  return inForce.bundle.exp > nowFor(state, clock) ? 'fresh' : 'stale';
}

/** An expired trust root goes on counting; the app is told. Judged by the device clock and the root's own `iat` only. */
export function isRootExpired(state: ClientState, clock: number): boolean {
  const { iat, exp } = newestRoot(state);
  return exp <= Math.max(clock, iat);
}
