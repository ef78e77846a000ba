import { type BundleContent, type Crypto, LivepinError, openState } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import type { SigningKey } from '../signing/index.ts';
import { newestRootOf, oldestSufficientRoot, pinSignersUnder, type Trust } from '../trust/trust.ts';
import { bundlePayload } from './bundle-payload.ts';
import { bundleLifetimeSeconds, type Standing } from './next-order.ts';

export interface SignedBundle extends Standing {
  readonly exp: number;
  readonly document: Uint8Array;
}

/**
 * Signs a bundle and proves it as an app will that has it for its seed: whatever is wrong with it is noticed here.
 * @param order says where it stands, given the oldest sufficient trust root
 * @param now seconds since 1970
 * @throws {LivepinError} LP_ROOT_MISSING, LP_PIN_KEY_MISSING, LP_DOCUMENT_TOO_LARGE
 */
export async function signBundle(
  app: string,
  content: BundleContent,
  trust: Pick<Trust, 'roots' | 'pinKeys'>,
  order: (oldestRoot: number) => Standing,
  now: number,
  crypto: Crypto,
): Promise<SignedBundle> {
  const { newest, signers } = signersOf(trust);
  const standing = order(oldestSufficientRoot(trust.roots, new Set(signers.map(({ kid }) => kid))));
  const exp = standing.iat + bundleLifetimeSeconds;
  const payload = bundlePayload(content, { ...standing, exp, chain: newest.chain, app });
  const document = await signDocument('livepin-bundle+json', payload, signers);
  await openState({ app, root: newest.jws.bytes, seed: document }, null, now, crypto);
  return { ...standing, exp, document };
}

function signersOf(trust: Pick<Trust, 'roots' | 'pinKeys'>) {
  const newest = newestRootOf(trust);
  if (!newest)
    throw new LivepinError('LP_ROOT_MISSING', 'The service has no trust root yet, so nothing can be signed.');
  const signers: readonly SigningKey[] = pinSignersUnder(newest, trust.pinKeys);
  const { threshold } = newest.roles.pins;
  if (signers.length >= threshold) return { newest, signers };
  throw new LivepinError(
    'LP_PIN_KEY_MISSING',
    `The service holds ${signers.length} pin keys that trust root ${newest.version} lists, and ${threshold} must sign.`,
  );
}
