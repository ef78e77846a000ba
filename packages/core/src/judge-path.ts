import type { Host } from './host.ts';
import type { Pin } from './pin.ts';
import { findPinSet, type Policy } from './policy.ts';

declare const verified: unique symbol;

/** A certificate as far as pins go. `subject` is for people. */
export interface PathCertificate {
  readonly pin: Pin;
  readonly subject: string;
}

/**
 * Leaf first, up to and including the trust anchor; accepted as a whole by RFC 5280 path validation. A list as the peer
 * sent it is not a path, nor is a mere chain of signatures: the type exists so that neither can be passed by mistake.
 */
export type VerifiedPath = readonly PathCertificate[] & { readonly [verified]: true };

/** For who verifies paths (`@livepin/tls`) or is handed them by a platform that did (Android, iOS, OpenSSL): nobody else. */
export function asVerifiedPath(certificates: readonly PathCertificate[]): VerifiedPath {
  return certificates as VerifiedPath;
}

/** What was found. What is done about it is `enforcementOf`'s to say. `depth` counts from the leaf (0). */
export type Judgement =
  | { readonly verdict: 'unpinned' }
  | { readonly verdict: 'match'; readonly pin: Pin; readonly depth: number }
  | { readonly verdict: 'revoked'; readonly pin: Pin; readonly depth: number }
  | { readonly verdict: 'mismatch'; readonly expected: readonly Pin[]; readonly seen: readonly Pin[] };

/** Says whether `path` is one that the owner of `host` pinned (RFC 7469 §2.6). Never throws. */
export function judgePath(policy: Policy, host: Host, path: VerifiedPath): Judgement {
  // Revocation first, on every host: one pinned certificate must not excuse a stolen key elsewhere in the path.
  const stolen = path.findIndex(({ pin }) => policy.revoked.has(pin));
  if (stolen !== -1) return { verdict: 'revoked', pin: path[stolen]!.pin, depth: stolen };
  const pinSet = findPinSet(policy, host);
  if (!pinSet) return { verdict: 'unpinned' };
  const depth = path.findIndex(({ pin }) => pinSet.pins.has(pin));
  if (depth !== -1) return { verdict: 'match', pin: path[depth]!.pin, depth };
  return { verdict: 'mismatch', expected: [...pinSet.pins], seen: path.map(({ pin }) => pin) };
}

/**
 * Several paths can exist (cross-signs): a client that builds them accepts if one passes. Where none does, a mismatch is
 * told before a revocation, because it is the milder of the two: a host that is only reported then goes on.
 *
 * Without any path, a host without pins is a mismatch as soon as a key is revoked: a thief of that key could otherwise
 * send a chain that the platform accepts and a search for paths does not (critical extensions, a crowd of certificates).
 */
export function judgePaths(policy: Policy, host: Host, paths: readonly VerifiedPath[]): Judgement {
  const judgements = paths.map((path) => judgePath(policy, host, path));
  const byMildness = ['match', 'unpinned', 'mismatch', 'revoked'] as const;
  for (const verdict of byMildness) {
    const found = judgements.find((judgement) => judgement.verdict === verdict);
    if (found) return found;
  }
  if (!needsPath(policy, host)) return { verdict: 'unpinned' };
  return { verdict: 'mismatch', expected: [...(findPinSet(policy, host)?.pins ?? [])], seen: [] };
}

/** Whether a judgement of `host` can be anything but 'unpinned': otherwise no path need be looked for. */
export function needsPath(policy: Policy, host: Host): boolean {
  return policy.revoked.size > 0 || findPinSet(policy, host) !== null;
}
