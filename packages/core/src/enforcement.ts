import type { Freshness } from './client-state.ts';
import type { ErrorCode } from './errors.ts';
import type { Host } from './host.ts';
import type { Judgement } from './judge-path.ts';
import { findPinSet, type Policy } from './policy.ts';

/** What is done about what was found. `report`: the app is told, and the connection goes on. */
export type Enforcement =
  | { readonly action: 'proceed' }
  | { readonly action: 'report'; readonly code: ErrorCode }
  | { readonly action: 'refuse'; readonly code: ErrorCode };

const proceed: Enforcement = { action: 'proceed' };

/**
 * What can be said before a connection is made.
 * @param policy null where no bundle is in force: then nothing may be reached
 * @param isTls whether the request would travel encrypted: in the clear, no key can be judged
 */
export function admissionOf(policy: Policy | null, host: Host, freshness: Freshness, isTls: boolean): Enforcement {
  if (!policy || freshness === 'none') return { action: 'refuse', code: 'LP_NO_BUNDLE' };
  const pinSet = findPinSet(policy, host);
  if (!pinSet) return policy.unlisted === 'refuse' ? { action: 'refuse', code: 'LP_HOST_UNLISTED' } : proceed;
  if (pinSet.mode === 'report') return isTls ? proceed : { action: 'report', code: 'LP_CLEARTEXT' };
  if (!isTls) return { action: 'refuse', code: 'LP_CLEARTEXT' };
  if (freshness === 'stale' && pinSet.stale === 'refuse') return { action: 'refuse', code: 'LP_BUNDLE_STALE' };
  return proceed;
}

/**
 * What follows from a judgement of a connection to `host`. A revoked key ends it on every host, pinned or not, enforced
 * or only reported: it is known to be in the wrong hands. So does the lack of any path, where a revoked key may hide.
 */
export function enforcementOf(policy: Policy, host: Host, judgement: Judgement): Enforcement {
  switch (judgement.verdict) {
    case 'match':
    case 'unpinned':
      return proceed;
    case 'revoked':
      return { action: 'refuse', code: 'LP_PIN_REVOKED' };
    case 'mismatch': {
      const mayBeRevoked = judgement.seen.length === 0 && policy.revoked.size > 0;
      const isReported = findPinSet(policy, host)?.mode === 'report' && !mayBeRevoked;
      return { action: isReported ? 'report' : 'refuse', code: 'LP_PIN_MISMATCH' };
    }
  }
}
