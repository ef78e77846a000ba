import { tooFew } from './accept-root.ts';
import { type Bundle, compareBundles, compareVersions, parseBundle, saysTheSame } from './bundle.ts';
import { bundleInForce, type ClientState, floorOf, type HeldBundle, newestRoot, nowFor } from './client-state.ts';
import type { Crypto } from './crypto.ts';
import { type Refusal, refusal, refusalFrom } from './errors.ts';
import { verifyJws } from './jws.ts';
import { keysOf, type TrustRoot } from './trust-root.ts';

export type BundleOutcome =
  | {
      readonly kind: 'accepted';
      readonly state: ClientState;
      readonly bundle: Bundle;
      /** The bundle was made after what the device clock shows: the clock is slow (or the maker's fast). To be told. */
      readonly clockIsBehind: boolean;
    }
  | { readonly kind: 'unchanged' }
  | Refusal;

/**
 * Judges a delivered bundle; the steps are those of `spec/protocol.md`, "Accepting a bundle". A refused or unchanged one
 * leaves the state as it is. LP_BUNDLE_ROOT_UNKNOWN asks the caller to fetch trust roots and to judge again.
 * @param clock the device clock, seconds since 1970
 */
export async function acceptBundle(
  state: ClientState,
  bytes: Uint8Array,
  clock: number,
  crypto: Crypto,
): Promise<BundleOutcome> {
  const inForce = bundleInForce(state);
  // Step 0: the common case of a poll costs a comparison.
  if (inForce && sameBytes(inForce.bundle.jws.bytes, bytes)) return { kind: 'unchanged' };
  try {
    const bundle = parseBundle(bytes);
    const judged = await judgeSigned(bundle, state.chain, state.app, newestRoot(state), crypto);
    if (judged.kind === 'refused') return judged;
    return judgeOrder(state, inForce?.bundle ?? null, judged.held, clock);
  } catch (error) {
    return refusalFrom(error);
  }
}

export type Judged = { readonly kind: 'signed'; readonly held: HeldBundle } | Refusal;

/** Steps 2 to 4: is it for this app, and have enough of the root's pin keys signed it? */
export async function judgeSigned(
  bundle: Bundle,
  chain: string,
  app: string,
  root: TrustRoot,
  crypto: Crypto,
): Promise<Judged> {
  if (bundle.chain !== chain)
    return refusal('LP_BUNDLE_CHAIN', `The bundle is of the chain ${bundle.chain}, not of ${chain}.`);
  if (bundle.app !== app) return refusal('LP_BUNDLE_APP', `The bundle is for the app ${bundle.app}, not for ${app}.`);
  if (bundle.root > root.version) {
    return refusal(
      'LP_BUNDLE_ROOT_UNKNOWN',
      `The bundle needs trust root ${bundle.root}; the newest known is ${root.version}.`,
    );
  }
  const { threshold } = root.roles.pins;
  const verification = await verifyJws(bundle.jws, 'livepin-bundle+json', keysOf(root, root.roles.pins), crypto);
  if (verification.signers.size < threshold) {
    return refusal('LP_BUNDLE_SIGNATURES', tooFew('The bundle', verification, root.roles.pins, root));
  }
  return { kind: 'signed', held: { bundle, signers: verification.signers, root: root.version, threshold } };
}

// Steps 5 to 8.
function judgeOrder(state: ClientState, inForce: Bundle | null, held: HeldBundle, clock: number): BundleOutcome {
  const { bundle } = held;
  const root = newestRoot(state);
  if (bundle.epoch !== root.epoch) {
    return refusal(
      'LP_BUNDLE_EPOCH',
      `The bundle has epoch ${bundle.epoch}; trust root ${root.version} says ${root.epoch}.`,
    );
  }
  if (compareVersions(bundle, state.memory) < 0) {
    const { epoch, version } = state.memory;
    return refusal(
      'LP_BUNDLE_ROLLBACK',
      `The bundle is ${named(bundle)}; ${named({ epoch, version })} was accepted before.`,
    );
  }
  if (inForce && compareVersions(bundle, inForce) === 0) {
    if (!saysTheSame(bundle, inForce)) {
      return refusal(
        'LP_BUNDLE_CONFLICT',
        `The bundle is ${named(bundle)} as the one in force, and says something else.`,
      );
    }
    if (compareBundles(bundle, inForce) <= 0) return { kind: 'unchanged' };
  }
  const now = nowFor(state, clock);
  if (bundle.exp <= now) {
    return refusal('LP_BUNDLE_EXPIRED', `The bundle ${named(bundle)} expired ${now - bundle.exp} seconds ago.`);
  }
  return { kind: 'accepted', state: withBundle(state, held, clock), bundle, clockIsBehind: bundle.iat > clock };
}

/** The state once a proven bundle is in force. It may be an older one (the seed): memory never goes back. */
export function withBundle(state: ClientState, held: HeldBundle, clock: number): ClientState {
  const { epoch, version, iat } = held.bundle;
  const highest = compareVersions(state.memory, held.bundle) < 0 ? { epoch, version } : state.memory;
  const floor =
    epoch === state.memory.floorEpoch ? Math.max(state.memory.floor, floorOf(iat, clock)) : state.memory.floor;
  const memory = { epoch: highest.epoch, version: highest.version, floor, floorEpoch: state.memory.floorEpoch };
  return { ...state, held, memory };
}

function named({ epoch, version }: { epoch: number; version: number }): string {
  return `version ${version} of epoch ${epoch}`;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
