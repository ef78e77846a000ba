import type { BundleOrder, TrustRoot } from '@livepin/core';

/** Two weeks. */
export const bundleLifetimeSeconds = 14 * 86_400;

/** Where a published bundle stands, and the oldest trust root that it asks for. */
export interface Standing extends BundleOrder {
  readonly root: number;
}

/**
 * Where another content stands, its version above `above` too. Versions go on after the epoch rose: the history then has one version of each number.
 * `iat` does not go back with a clock that does: clients count time from the highest they have seen. Only a new epoch,
 * which makes them count anew, brings it back to the clock.
 * @param root the oldest sufficient trust root
 * @param now seconds since 1970
 */
export function orderAfter(
  previous: Standing | null,
  newest: TrustRoot,
  root: number,
  now: number,
  above = 0,
): Standing {
  const isOfEpoch = previous?.epoch === newest.epoch;
  return {
    epoch: newest.epoch,
    version: Math.max(previous?.version ?? 0, above) + 1,
    iat: Math.max(now, isOfEpoch ? previous.iat : newest.iat),
    root,
  };
}

/**
 * Where the same content stands when it is signed anew. Its version stays as long as only the dates change; clients
 * refuse a copy of a version that differs in anything else, so another `root` or epoch is another version.
 */
export function orderAnew(previous: Standing, newest: TrustRoot, root: number, now: number): Standing {
  if (previous.epoch !== newest.epoch || previous.root !== root) return orderAfter(previous, newest, root, now);
  return { ...previous, iat: Math.max(now, previous.iat + 1) };
}

/** Half of the lifetime has passed: apps that are offline for days still meet a bundle that has not expired. */
export function isDue({ iat, exp }: { readonly iat: number; readonly exp: number }, now: number): boolean {
  return now >= iat + (exp - iat) / 2;
}
