import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Crypto, PublicKey } from '@livepin/core';

/**
 * Cryptography by Node's OpenSSL, without the hop to another thread that WebCrypto makes for each call: a bundle is
 * accepted in the time that its signature takes. Keys are imported once, for as long as their trust root is held.
 */
export function nodeCrypto(): Crypto {
  const imported = new WeakMap<PublicKey, KeyObject>();
  const importOnce = (key: PublicKey) => {
    const known = imported.get(key) ?? createPublicKey({ key: { ...key.jwk }, format: 'jwk' });
    imported.set(key, known);
    return known;
  };
  return {
    sha256: (bytes) => createHash('sha256').update(bytes).digest(),
    verify(key, message, signature) {
      if (signature.length !== 64) return false;
      if (key.alg === 'Ed25519') return verify(null, message, importOnce(key), signature);
      return verify('sha256', message, importOnce(key), derOf(signature));
    },
  };
}

/**
 * r‖s as an ECDSA-Sig-Value (RFC 3279 §2.2.3), at most 72 bytes. Node can be told to do this itself (`dsaEncoding`), and
 * then takes half as long again for a verification.
 */
function derOf(signature: Uint8Array): Uint8Array {
  const [r, s] = [integerOf(signature.subarray(0, 32)), integerOf(signature.subarray(32))];
  return Uint8Array.of(0x30, r.length + s.length, ...r, ...s);
}

// The shortest form that is not negative (X.690 §8.3).
function integerOf(bigEndian: Uint8Array): number[] {
  let start = 0;
  while (start < bigEndian.length - 1 && bigEndian[start] === 0) start++;
  const digits = [...(bigEndian[start]! > 127 ? [0] : []), ...bigEndian.subarray(start)];
  return [2, digits.length, ...digits];
}
