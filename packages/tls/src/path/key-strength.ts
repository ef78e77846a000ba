import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../certificate/certificate.ts';
import { bytesOfBits, childrenOf, contentOf, type Der, oidOf, readDer } from '../certificate/der.ts';

/**
 * Whether a certificate's key can be read and is one that OpenSSL's security level 2 takes: 2,048 bits of RSA, 224 of a
 * named curve, and whatever is newer than those; of RSA none that is worthless, or made to be slow.
 */
export function hasStrongKey({ publicKey, spki }: Certificate): boolean {
  switch (publicKey?.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return isStrongRsa(spki);
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
// is measured was read before, by OpenSSL and by `Certificate`, from the same bytes.

/** P-256, P-384 and P-521. */
const commonCurves: ReadonlySet<string> = new Set(['2a8648ce3d030107', '2b81040022', '2b81040023']);

function curveOf(spki: Uint8Array): string {
  const [, parameters] = childrenOf(childrenOf(readDer(spki))[0]!);
  return oidOf(parameters);
}

function bitsOfCurve(key: KeyObject): number {
  return Number(/\d{3}/.exec(key.asymmetricKeyDetails?.namedCurve ?? '')?.[0] ?? 0);
}

// A peer can make up keys that are slow to use: Go draws the first line too, and BoringSSL the second. Real keys have the
// exponent 65537, a few 3; with 1 anyone can sign.
const maxModulusBits = 8192;
const maxExponentBits = 33;

function isStrongRsa(spki: Uint8Array): boolean {
  const [modulus, exponent] = childrenOf(readDer(bytesOfBits(childrenOf(readDer(spki))[1], 'the key')));
  const [modulusBits, exponentBits] = [bitsOf(modulus!), bitsOf(exponent!)];
  return modulusBits >= 2048 && modulusBits <= maxModulusBits && exponentBits > 1 && exponentBits <= maxExponentBits;
}

function bitsOf(number: Der): number {
  const digits = contentOf(number);
  const first = digits.findIndex((digit) => digit !== 0);
  return first === -1 ? 0 : (digits.length - first) * 8 - (Math.clz32(digits[first]!) - 24);
}
