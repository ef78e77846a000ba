import type { Certificate } from '../certificate/certificate.ts';
import { serverAuth } from '../certificate/extensions.ts';
import { hasStrongKey } from './key-strength.ts';
import type { NameChecks } from './name-constraints.ts';

/**
 * Checks one path by RFC 5280 §6.1, all but the signatures (which the search has checked) and the policy tree: a critical
 * policyConstraints, policyMappings or inhibitAnyPolicy is refused. Where the RFC leaves it open, as OpenSSL 3 does it.
 * The anchor is checked like a CA: who trusts a root trusts it for what it says of itself.
 * @param path leaf first, trust anchor last (a trusted leaf is both)
 * @param now seconds since 1970
 * @param names what was checked of names before, on other paths of the same search
 * @returns what is wrong first, in a sentence's end ("has expired"), or null
 */
export function faultOf(
  path: readonly Certificate[],
  now: number,
  names: NameChecks,
): { readonly depth: number; readonly what: string } | null {
  let below = 0; // intermediates below that count for a path length: the self-issued ones do not (§6.1.4 l)
  for (const [depth, certificate] of path.entries()) {
    const role = depth === 0 ? 'leaf' : depth === path.length - 1 ? 'anchor' : 'intermediate';
    const what = faultOfOne(certificate, now, role, below) ?? violationBelow(path, depth, names);
    if (what) return { depth, what };
    if (depth > 0 && !certificate.isSelfIssued) below++;
  }
  return null;
}

type Role = 'leaf' | 'intermediate' | 'anchor';

function faultOfOne(certificate: Certificate, now: number, role: Role, below: number): string | null {
  const { unmet } = certificate.extensions;
  if (now < certificate.notBefore) return 'is not valid yet';
  if (now > certificate.notAfter) return 'has expired';
  if (unmet) return `has a critical extension that is not understood (${unmet})`;
  if (!certificate.publicKey) return 'has a key that cannot be read';
  if (!hasStrongKey(certificate)) return 'has a key that is too weak';
  return role === 'leaf' ? faultOfLeaf(certificate) : faultOfCa(certificate, role, below);
}

function faultOfLeaf({ extensions: { keyUsage, extendedKeyUsage, netscapeServer } }: Certificate): string | null {
  if (keyUsage && !keyUsage.tlsServer) return 'has a key that is not for TLS servers';
  if (extendedKeyUsage && !extendedKeyUsage.has(serverAuth)) return 'is not for TLS servers (extended key usage)';
  if (netscapeServer === false) return 'is not for TLS servers (Netscape type)';
  return null;
}

function faultOfCa({ extensions, version }: Certificate, role: Role, below: number): string | null {
  const { basicConstraints, keyUsage, extendedKeyUsage } = extensions;
  // Roots of version 1 are older than the CA bit; the platform has taken them in, so they may end a path.
  if (!basicConstraints?.isCa && !(version === 1 && role === 'anchor')) return 'is not a CA';
  if (keyUsage && !keyUsage.certSign) return 'is a CA that may not sign certificates';
  if (extendedKeyUsage && !extendedKeyUsage.has(serverAuth))
    return 'is a CA, but not for TLS servers (extended key usage)';
  const limit = basicConstraints?.pathLength ?? null;
  if (limit !== null && below > limit) return `is a CA with a path length of ${limit}, and ${below} CAs are below it`;
  return null;
}

// A constraint holds for every certificate below but the self-issued ones, unless those are the leaf (§6.1.3 b, c).
function violationBelow(path: readonly Certificate[], depth: number, names: NameChecks): string | null {
  const ca = path[depth]!;
  if (!ca.extensions.nameConstraints || depth === 0) return null;
  for (let at = depth - 1; at >= 0; at--) {
    const certificate = path[at]!;
    if (certificate.isSelfIssued && at > 0) continue;
    const violation = names.violationOf(ca, certificate, at === 0);
    if (violation) return `has name constraints, and below it: ${violation}`;
  }
  return null;
}
