import type { Kid, TrustRoot } from '@livepin/core';
import type { SigningKey } from '../signing/index.ts';

/** What the service signs with. Replaced as a whole, never changed in place. */
export interface Trust {
  /** Version 1 first, without a gap. Empty while the service waits for a trust root made offline. */
  readonly roots: readonly TrustRoot[];
  /** All that the service holds, in force or not. */
  readonly pinKeys: readonly SigningKey[];
  /** Those of a development trust root; none where the root keys are offline. */
  readonly rootKeys: readonly SigningKey[];
}

export function newestRootOf({ roots }: Pick<Trust, 'roots'>): TrustRoot | null {
  return roots.at(-1) ?? null;
}

/** The held keys that `root` lets sign bundles. All of them sign, so that one can be dropped without signing anew. */
export function pinSignersUnder(root: TrustRoot, pinKeys: readonly SigningKey[]): SigningKey[] {
  return pinKeys.filter(({ kid }) => root.roles.pins.kids.has(kid));
}

export function rootSignersUnder(root: TrustRoot, rootKeys: readonly SigningKey[]): SigningKey[] {
  return rootKeys.filter(({ kid }) => root.roles.root.kids.has(kid));
}

/**
 * The oldest trust root that a client needs to judge a bundle of these signers: going back from the newest, as far as
 * each root has the same epoch and is satisfied by them. The lower it is, the fewer clients must fetch roots first.
 */
export function oldestSufficientRoot(roots: readonly TrustRoot[], signers: ReadonlySet<Kid>): number {
  const newest = roots.at(-1)!;
  let oldest = newest.version;
  for (const { version, epoch, roles } of roots.toReversed()) {
    const enough = [...roles.pins.kids].filter((kid) => signers.has(kid)).length >= roles.pins.threshold;
    if (epoch !== newest.epoch || !enough) break;
    oldest = version;
  }
  return oldest;
}
