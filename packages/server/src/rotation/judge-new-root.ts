import {
  acceptRoot,
  type ClientState,
  type Crypto,
  LivepinError,
  openState,
  parseBundle,
  parseTrustRoot,
  type Refusal,
  type TrustRoot,
} from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { bundlePayload } from '../publish/bundle-payload.ts';
import { parseDraft } from '../publish/draft.ts';
import type { SigningKey } from '../signing/index.ts';
import { pinSignersUnder } from '../trust/trust.ts';

export type NewRootOutcome =
  | { readonly kind: 'accepted'; readonly root: TrustRoot }
  /** The same bytes as the newest: an answer was lost, and its sender asks again. */
  | { readonly kind: 'known'; readonly root: TrustRoot }
  | Refusal;

/**
 * Says whether a trust root made elsewhere may take its place in the chain: as clients will judge it, by the same
 * functions, and then whether the service could go on signing under it.
 * @param roots those published, version 1 first; empty: `bytes` begins the chain
 * @param now seconds since 1970
 * @throws {LivepinError} a code of core's parsers: the document is none
 */
export async function judgeNewRoot(
  bytes: Uint8Array,
  roots: readonly TrustRoot[],
  pinKeys: readonly SigningKey[],
  now: number,
  crypto: Crypto,
): Promise<NewRootOutcome> {
  const root = await parseTrustRoot(bytes, crypto);
  const newest = roots.at(-1);
  if (newest && Buffer.compare(newest.jws.bytes, bytes) === 0) return { kind: 'known', root: newest };
  if (!newest && root.version !== 1) {
    const sentence = `Trust root ${root.version} cannot begin a chain: the service has none yet, and wants version 1.`;
    return { kind: 'refused', code: 'LP_ROOT_VERSION', sentence };
  }
  if (newest) {
    const outcome = await acceptRoot(await stateAt(newest), bytes, now, crypto);
    if (outcome.kind === 'refused') return outcome;
  }
  const signers = pinSignersUnder(root, pinKeys);
  if (signers.length < root.roles.pins.threshold) return withoutServiceKey(root, signers.length);
  return proveUsable(root, signers, now, crypto);
}

/** A trial bundle must open under it as an app's seed will: that proves its own signatures too. */
async function proveUsable(root: TrustRoot, signers: readonly SigningKey[], now: number, crypto: Crypto) {
  try {
    const seed = await signDocument('livepin-bundle+json', trialPayload(root), signers);
    await openState({ app: trialApp, root: root.jws.bytes, seed }, null, now, crypto);
    return { kind: 'accepted', root } as const;
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    return { kind: 'refused', code: error.code, sentence: error.message } as const;
  }
}

function withoutServiceKey({ version, roles }: TrustRoot, held: number): Refusal {
  const { kids, threshold } = roles.pins;
  const sentence = `Trust root ${version} lists ${kids.size} pin keys, of which ${threshold} must sign; the service holds ${held} of them.`;
  return { kind: 'refused', code: 'LP_ROOT_WITHOUT_SERVICE_KEY', sentence };
}

const trialApp = 'trial';

function trialPayload({ chain, version, epoch, iat }: TrustRoot): object {
  const { content } = parseDraft({ domains: [] });
  const exp = iat + 14 * 86_400;
  return bundlePayload(content, { chain, app: trialApp, epoch, version: 1, root: version, iat, exp });
}

// A client that knows this root. What bundle it holds does not matter to how it judges roots, so it is an unsigned one:
// the service must be able to take a new root also after it lost the keys that the old one lists.
async function stateAt(root: TrustRoot): Promise<ClientState> {
  const bundle = parseBundle(await signDocument('livepin-bundle+json', trialPayload(root), []));
  const held = { bundle, signers: new Set<never>(), root: root.version, threshold: root.roles.pins.threshold };
  const memory = { epoch: root.epoch, version: 1, floor: root.iat, floorEpoch: root.epoch };
  return { app: trialApp, chain: root.chain, roots: [root], seed: held, held, memory };
}
