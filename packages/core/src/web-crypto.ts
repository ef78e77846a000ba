import type { Crypto } from './crypto.ts';
import type { PublicKey } from './public-key.ts';

// The part of WebCrypto (W3C Web Cryptography Level 2) that is used, so that core needs no DOM types.
interface Subtle {
  digest(algorithm: 'SHA-256', data: Uint8Array): Promise<ArrayBuffer>;
  importKey(format: 'jwk', key: object, algorithm: object, extractable: boolean, usages: ['verify']): Promise<object>;
  verify(algorithm: object, key: object, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
}

const algorithms = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
} as const;

/**
 * Cryptography by the platform.
 * @param subtle `crypto.subtle`; must know Ed25519 (Chrome 137, Safari 17, Firefox 129, Node 24) where trust roots use it
 */
export function webCrypto(subtle: object): Crypto {
  const { digest, importKey, verify } = subtle as Subtle;
  const imported = new WeakMap<PublicKey, Promise<object>>();
  const importOnce = (key: PublicKey) => {
    const known = imported.get(key) ?? importKey.call(subtle, 'jwk', key.jwk, algorithms[key.alg], false, ['verify']);
    imported.set(key, known);
    return known;
  };
  return {
    sha256: async (bytes) => new Uint8Array(await digest.call(subtle, 'SHA-256', bytes)),
    verify: async (key, message, signature) =>
      verify.call(subtle, algorithms[key.alg], await importOnce(key), signature, message),
  };
}
