import type { Host, Policy } from '@livepin/core';
import { BoundedCache, type CertificateWalk, type TrustAnchors, type ValidPath } from '@livepin/tls';
import type { Finding } from '../engine/index.ts';

/** All that decides whether a path lets a connection through, but the time. */
export interface VerdictBasis {
  readonly walk: CertificateWalk;
  readonly anchors: TrustAnchors;
  readonly policy: Policy;
  readonly host: Host;
}

interface Verdict {
  readonly finding: Finding;
  /** Seconds since 1970: between these all certificates of its path are valid, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const maxVerdicts = 500;

// By the objects themselves: pins or anchors that change are others, and what was found by the former is out of reach.
const byPolicy = new WeakMap<Policy, WeakMap<TrustAnchors, BoundedCache<Verdict>>>();

/**
 * What was found before on the same certificates, for the same host, by the same pins and anchors: it is what a search
 * would find again. Only findings that let a connection through are kept, and none that rests on more than the walk.
 * @param now seconds since 1970
 */
export function knownFinding(basis: VerdictBasis, now: number): Finding | null {
  const verdict = byPolicy.get(basis.policy)?.get(basis.anchors)?.get(keyOf(basis));
  return verdict && verdict.notBefore <= now && now <= verdict.notAfter ? verdict.finding : null;
}

/** @param certificates of the path that the finding rests on */
export function rememberFinding(basis: VerdictBasis, finding: Finding, { certificates }: ValidPath): void {
  const { policy, anchors } = basis;
  const byAnchors = byPolicy.get(policy) ?? new WeakMap<TrustAnchors, BoundedCache<Verdict>>();
  byPolicy.set(policy, byAnchors);
  const verdicts = byAnchors.get(anchors) ?? new BoundedCache<Verdict>(maxVerdicts);
  byAnchors.set(anchors, verdicts);
  verdicts.set(keyOf(basis), {
    finding,
    notBefore: Math.max(...certificates.map(({ notBefore }) => notBefore)),
    notAfter: Math.min(...certificates.map(({ notAfter }) => notAfter)),
  });
}

function keyOf({ host, walk }: VerdictBasis): string {
  return `${host} ${walk.id}`;
}
