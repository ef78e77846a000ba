import { appForm, type Bundle, LivepinError, newestRoot, type TrustRoot } from '@livepin/core';
import { fetchDelivered, following } from './fetch-delivered.ts';
import { type BundleJudgement, judgeBundle } from './judge-bundle.ts';

export interface ProvenDelivery {
  /** The base address that an app lists among its sources. */
  readonly base: string;
  readonly judgement: BundleJudgement;
}

export interface Proven {
  readonly base: string;
  readonly bundle: Bundle;
  readonly root: TrustRoot;
  /** The name of the chain of trust roots. */
  readonly chain: string;
}

/**
 * Fetches what an app fetches and judges it as an app does.
 * @param known trust roots that are known to be right; where there are none, the first that is delivered is taken as it comes
 * @param now seconds since 1970
 * @throws {LivepinError} LP_MEMBER_VALUE: `app` is no id of an app; LP_SERVICE_UNREACHABLE, LP_DOCUMENT_TOO_LARGE, LP_APP_UNKNOWN, LP_NOTHING_PUBLISHED
 */
export async function fetchProven(
  service: string,
  app: string,
  known: readonly Uint8Array[],
  now: number,
): Promise<ProvenDelivery> {
  if (!appForm.test(app)) throw new LivepinError('LP_MEMBER_VALUE', `${JSON.stringify(app)} is not the id of an app.`);
  const { base, roots: delivered, bundle } = await fetchDelivered(service, app);
  const roots = known.length > 0 ? await following(known, delivered) : delivered;
  return { base, judgement: await judgeBundle({ app, roots, bundle, stored: null, now }) };
}

/** What is to be said where no trust root was known. */
export function unproven(chain: string): string {
  return `No --root was given, so the trust roots of the chain ${chain} are taken as they came: compare its name with what the holders of the root keys say.`;
}

/** As `fetchProven`. @throws {LivepinError} besides, what the bundle is refused with */
export async function fetchPublished(
  service: string,
  app: string,
  known: readonly Uint8Array[],
  now: number,
): Promise<Proven> {
  const { base, judgement } = await fetchProven(service, app, known, now);
  if (judgement.kind === 'refused') {
    const sentence = `What the service delivers for ${app} does not prove itself: ${judgement.sentence}`;
    throw new LivepinError(judgement.code, sentence);
  }
  const { bundle, state } = judgement;
  return { base, bundle, root: newestRoot(state), chain: state.chain };
}
