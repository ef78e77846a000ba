import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Crypto } from './crypto.ts';

/** Cryptography in JavaScript alone (noble), for engines without WebCrypto: Hermes, JavaScriptCore, QuickJS. */
export const portableCrypto: Crypto = {
  sha256: (bytes) => sha256(bytes),
  verify({ alg, bytes }, message, signature) {
    if (signature.length !== 64) return false;
    if (alg === 'Ed25519') return ed25519.verify(signature, message, bytes, { zip215: false });
    const uncompressed = new Uint8Array([4, ...bytes]);
    return p256.verify(signature, message, uncompressed, { lowS: false });
  },
};
