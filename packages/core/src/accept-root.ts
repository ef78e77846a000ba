import { type ClientState, floorOf, newestRoot } from './client-state.ts';
import type { Crypto } from './crypto.ts';
import { type Refusal, refusal, refusalFrom } from './errors.ts';
import { type Verification, verifyJws } from './jws.ts';
import { keysOf, parseTrustRoot, type Role, type TrustRoot } from './trust-root.ts';

export type RootOutcome = { readonly kind: 'accepted'; readonly state: ClientState } | Refusal;

/**
 * Judges the next trust root of the client's chain (`spec/protocol.md`, "Accepting a trust root"). Its dates are no
 * reason to refuse: a missed ceremony must not cut a fleet off.
 * @param clock the device clock, seconds since 1970
 */
export async function acceptRoot(
  state: ClientState,
  bytes: Uint8Array,
  clock: number,
  crypto: Crypto,
): Promise<RootOutcome> {
  try {
    return await acceptParsedRoot(state, await parseTrustRoot(bytes, crypto), clock, crypto);
  } catch (error) {
    return refusalFrom(error);
  }
}

/** @throws {LivepinError} a signature of a listed key under a header that is not as it must be */
export async function acceptParsedRoot(
  state: ClientState,
  root: TrustRoot,
  clock: number,
  crypto: Crypto,
): Promise<RootOutcome> {
  const old = newestRoot(state);
  const refused = await judgeSuccessor(old, state.chain, root, crypto);
  if (refused) return refused;
  const raised = root.epoch > old.epoch;
  const memory = raised ? { ...state.memory, floor: floorOf(root.iat, clock), floorEpoch: root.epoch } : state.memory;
  return { kind: 'accepted', state: { ...state, roots: [...state.roots, root], memory } };
}

async function judgeSuccessor(old: TrustRoot, chain: string, root: TrustRoot, crypto: Crypto): Promise<Refusal | null> {
  if (root.version !== old.version + 1) {
    return refusal(
      'LP_ROOT_VERSION',
      `Trust root ${root.version} does not follow ${old.version}: each is exactly the next.`,
    );
  }
  if (root.chain !== chain) {
    return refusal('LP_ROOT_CHAIN', `Trust root ${root.version} is of the chain ${root.chain}, not of ${chain}.`);
  }
  const byOld = await verifyJws(root.jws, 'livepin-root+json', keysOf(old, old.roles.root), crypto);
  if (byOld.signers.size < old.roles.root.threshold) {
    return refusal('LP_ROOT_OLD_SIGNATURES', tooFew(`Trust root ${root.version}`, byOld, old.roles.root, old));
  }
  const byOwn = await verifyOwn(root, crypto);
  if (byOwn) return byOwn;
  if (root.epoch < old.epoch) {
    return refusal(
      'LP_ROOT_EPOCH_LOWER',
      `Trust root ${root.version} has epoch ${root.epoch}, lower than ${old.epoch}.`,
    );
  }
  return null;
}

/** Every trust root is signed by the threshold of its own root keys too, so that none is published with keys nobody holds. */
export async function verifyOwn(root: TrustRoot, crypto: Crypto): Promise<Refusal | null> {
  const verification = await verifyJws(root.jws, 'livepin-root+json', keysOf(root, root.roles.root), crypto);
  if (verification.signers.size >= root.roles.root.threshold) return null;
  return refusal('LP_ROOT_OWN_SIGNATURES', tooFew(`Trust root ${root.version}`, verification, root.roles.root, root));
}

/** "1 of 2 needed signatures": what was there, and why the rest counts for nothing. */
export function tooFew(what: string, { signers, faults }: Verification, role: Role, root: TrustRoot): string {
  const why = faults.length > 0 ? ` (${faults.join('; ')})` : '';
  return `${what} has ${signers.size} of ${role.threshold} needed signatures by keys that trust root ${root.version} lists${why}.`;
}
