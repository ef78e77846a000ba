import { edwards } from '@noble/curves/abstract/edwards.js';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { Crypto } from './crypto.ts';
import { integerOf } from './curve-point.ts';

/**
 * Cryptography in JavaScript alone, for engines without WebCrypto: Hermes, JavaScriptCore, QuickJS. Hashes and curves are
 * noble's. The two equations below stand here because noble's `p256` and `ed25519` bring signing, key making, encodings and
 * hashing to curves with them: a quarter of what an app would carry, and a verifier uses none of it.
 */
export const portableCrypto: Crypto = {
  sha256: (bytes) => sha256(bytes),
  verify({ alg, bytes }, message, signature) {
    if (signature.length !== 64) return false;
    const [first, second] = [signature.subarray(0, 32), signature.subarray(32)];
    return alg === 'ES256' ? verifyEs256(bytes, message, first, second) : verifyEd25519(bytes, message, first, second);
  },
};

// SEC 2 §2.4.2
const P256 = /* @__PURE__ */ weierstrass({
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  h: 1n,
  a: 0xffffffff00000001000000000000000000000000fffffffffffffffffffffffcn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  Gx: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  Gy: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
});

// RFC 8032 §5.1
const Edwards25519 = /* @__PURE__ */ edwards({
  p: 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedn,
  n: 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn,
  h: 8n,
  a: 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffecn,
  d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n,
});

/** FIPS 186-5 §6.4.2. @param key x‖y of a point of the curve, which `parseKey` has made sure of */
function verifyEs256(key: Uint8Array, message: Uint8Array, rBytes: Uint8Array, sBytes: Uint8Array): boolean {
  const { Fn, BASE } = P256;
  const [r, s] = [integerOf(rBytes), integerOf(sBytes)];
  if (r === 0n || r >= Fn.ORDER || s === 0n || s >= Fn.ORDER) return false;
  const point = P256.fromAffine({ x: integerOf(key.subarray(0, 32)), y: integerOf(key.subarray(32)) });
  const inverse = Fn.inv(s);
  const u1 = Fn.create(integerOf(sha256(message)) * inverse);
  const u2 = Fn.create(r * inverse);
  const sum = BASE.multiplyUnsafe(u1).add(point.multiplyUnsafe(u2));
  return !sum.is0() && Fn.create(sum.toAffine().x) === r;
}

/**
 * RFC 8032 §5.1.7, comparing encodings ("sufficient, but not required"): so do OpenSSL, BoringSSL and CryptoKit, and an R
 * in another spelling, or off by a point of small order, passes nowhere. @param key see `isEd25519Key`
 */
function verifyEd25519(key: Uint8Array, message: Uint8Array, rBytes: Uint8Array, sBytes: Uint8Array): boolean {
  const { Fn, BASE } = Edwards25519;
  const s = integerOf(sBytes.slice().reverse());
  if (s >= Fn.ORDER) return false;
  const hash = sha512.create().update(rBytes).update(key).update(message).digest();
  const k = Fn.create(integerOf(hash.reverse()));
  const point = Edwards25519.fromBytes(key).negate();
  const r = BASE.multiplyUnsafe(s).add(point.multiplyUnsafe(k)).toBytes();
  return r.every((byte, index) => byte === rBytes[index]);
}
