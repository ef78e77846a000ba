import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../certificate/certificate.ts';
import { childrenOf, contentOf, oidOf, readDer } from '../certificate/der.ts';

/**
 * Whether a certificate's key can be read and is one that OpenSSL's security level 2 takes: 2,048 bits of RSA, 224 of a
 * named curve, and whatever is newer than those.
 */
export function hasStrongKey({ publicKey, spki }: Certificate): boolean {
  switch (publicKey?.asymmetricKeyType) {
    case 'rsa':
      return modulusBitsOf(spki) >= 2048;
    case 'rsa-pss':
      return (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    case 'ec':
      return commonCurves.has(curveOf(spki)) || bitsOfCurve(publicKey) >= 224;
    case undefined:
    case 'dsa':
    case 'dh':
      return false;
    default:
      return true;
  }
}

// Asking OpenSSL for the details of a key costs as much as reading the key did, so common kinds are measured here. What
// is measured was read by OpenSSL before, from the same bytes.

/** P-256, P-384 and P-521. */
const commonCurves: ReadonlySet<string> = new Set(['2a8648ce3d030107', '2b81040022', '2b81040023']);

function curveOf(spki: Uint8Array): string {
  const [, parameters] = childrenOf(childrenOf(readDer(spki))[0]!);
  return oidOf(parameters);
}

function bitsOfCurve(key: KeyObject): number {
  return Number(/\d{3}/.exec(key.asymmetricKeyDetails?.namedCurve ?? '')?.[0] ?? 0);
}

function modulusBitsOf(spki: Uint8Array): number {
  const [modulus] = childrenOf(readDer(contentOf(childrenOf(readDer(spki))[1]!).subarray(1)));
  const digits = contentOf(modulus!);
  const first = digits.findIndex((digit) => digit !== 0);
  return first === -1 ? 0 : (digits.length - first) * 8 - (Math.clz32(digits[first]!) - 24);
}
