import {
  admissionOf,
  type ErrorCode,
  enforcementOf,
  type Freshness,
  type Host,
  type Judgement,
  judgePath,
  judgePaths,
  type PathCertificate,
  type Policy,
  type VerifiedPath,
} from '@livepin/core';
import { findPaths, type TrustAnchors } from '@livepin/tls';
import type { Probed } from '@livepin/tls/probe';

/** What the pins are, and how fresh: null where only trust is asked about. */
export interface Pinning {
  readonly policy: Policy;
  readonly freshness: Freshness;
}

export interface EndpointVerdict {
  readonly verdict: 'accept' | 'refuse';
  /** Null where it is accepted. */
  readonly code: ErrorCode | null;
  readonly sentence: string | null;
  /** The verified path that the verdict rests on, leaf first; empty where there is none. */
  readonly path: readonly PathCertificate[];
  /** What the pins say; null where they were not asked. */
  readonly judgement: Judgement | null;
  /** A fault that is reported and let through, because the pin set says so. */
  readonly reported: ErrorCode | null;
}

/** What a client says before it connects: null where it connects. */
export function judgeBefore(host: Host, { policy, freshness }: Pinning): EndpointVerdict | null {
  const admission = admissionOf(policy, host, freshness, true);
  if (admission.action !== 'refuse') return null;
  return refuse(admission.code, [], `${host} may not be reached under this bundle.`);
}

/**
 * What a client says of a server: its chain first, then its name, then its pins.
 * @param now seconds since 1970
 */
export function judgeSeen(seen: Probed, pinning: Pinning | null, anchors: TrustAnchors, now: number): EndpointVerdict {
  const { host } = seen.endpoint;
  const [first] = seen.paths;
  if (!first)
    return refuse(untrustedBy(seen, anchors, now), [], `${host} shows no chain that is trusted: ${seen.fault}.`);
  if (seen.nameFault !== null)
    return refuse(
      'LP_NAME_MISMATCH',
      first,
      `The certificate is not for ${host}: ${seen.nameFault.replace(/\.$/, '')}.`,
    );
  if (!pinning) return accept(first, null, null);
  const judgement = judgePaths(pinning.policy, host, seen.paths);
  const path = pathBehind(judgement, pinning.policy, host, seen.paths) ?? first;
  const enforcement = enforcementOf(pinning.policy, host, judgement);
  if (enforcement.action !== 'refuse')
    return accept(path, judgement, enforcement.action === 'report' ? enforcement.code : null);
  return { ...refuse(enforcement.code, path, sentenceOf(judgement, host)), judgement };
}

// Trusted at a time within the leaf's dates, and not now: then it is the dates, and nothing else.
function untrustedBy({ served }: Probed, anchors: TrustAnchors, now: number): ErrorCode {
  const [leaf] = served;
  if (!leaf || (leaf.notBefore <= now && now <= leaf.notAfter)) return 'LP_CHAIN_UNTRUSTED';
  const within = Math.min(Math.max(now, leaf.notBefore), leaf.notAfter);
  const [path] = findPaths({ certificates: served.map(({ der }) => der), anchors, now: within });
  return path ? 'LP_CERTIFICATE_EXPIRED' : 'LP_CHAIN_UNTRUSTED';
}

function pathBehind(
  judgement: Judgement,
  policy: Policy,
  host: Host,
  paths: readonly VerifiedPath[],
): VerifiedPath | undefined {
  return paths.find((path) => judgePath(policy, host, path).verdict === judgement.verdict);
}

function sentenceOf(judgement: Judgement, host: Host): string {
  return judgement.verdict === 'revoked'
    ? `${host} is served with the key ${judgement.pin}, which is revoked.`
    : `No verified path of ${host} holds a pin of its set.`;
}

function accept(
  path: readonly PathCertificate[],
  judgement: Judgement | null,
  reported: ErrorCode | null,
): EndpointVerdict {
  return { verdict: 'accept', code: null, sentence: null, path, judgement, reported };
}

function refuse(code: ErrorCode, path: readonly PathCertificate[], sentence: string): EndpointVerdict {
  return { verdict: 'refuse', code, sentence, path, judgement: null, reported: null };
}
