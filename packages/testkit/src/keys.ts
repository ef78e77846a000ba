import { type Algorithm, encodeBase64Url, encodeUtf8, formatPin, type Kid, type Pin } from '@livepin/core';
import type { Signer } from '@livepin/core/sign';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';

export interface TestKey extends Signer {
  readonly jwk: Readonly<Record<string, string>>;
}

/** A key made from its name alone, so that vectors are the same on every machine. Worthless for anything but tests. */
export function testKey(name: string, alg: Algorithm = 'ES256'): TestKey {
  const secret = sha256(encodeUtf8(`livepin test key: ${name}`));
  const jwk =
    alg === 'ES256'
      ? p256Jwk(secret)
      : { crv: 'Ed25519', kty: 'OKP', x: encodeBase64Url(ed25519.getPublicKey(secret)) };
  const kid = encodeBase64Url(sha256(encodeUtf8(JSON.stringify(jwk)))) as Kid;
  const sign = (message: Uint8Array) =>
    alg === 'ES256' ? p256.sign(message, secret, { lowS: false }) : ed25519.sign(message, secret);
  return { kid, alg, jwk, sign };
}

/** The pin of a key that exists only by name. */
export function testPin(name: string): Pin {
  return formatPin(sha256(encodeUtf8(`livepin test pin: ${name}`)));
}

function p256Jwk(secret: Uint8Array): Record<string, string> {
  const point = p256.getPublicKey(secret, false);
  return { crv: 'P-256', kty: 'EC', x: encodeBase64Url(point.slice(1, 33)), y: encodeBase64Url(point.slice(33)) };
}
