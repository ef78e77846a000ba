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
      return verify('sha256', message, { key: importOnce(key), dsaEncoding: 'ieee-p1363' }, signature);
    },
  };
}
