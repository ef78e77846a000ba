import { encodeBase64Url } from './base64.ts';
import type { Crypto } from './crypto.ts';
import { isEd25519Key, isP256Point } from './curve-point.ts';
import { LivepinError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { at, bytesMember, distinctMember, formMember, stringMember } from './members.ts';
import { encodeUtf8 } from './utf8.ts';

declare const thumbprint: unique symbol;

/** The RFC 7638 thumbprint of a key, SHA-256, base64url: 43 characters. */
export type Kid = string & { readonly [thumbprint]: 'Kid' };

/** The algorithms of this version, by their fully-specified names (RFC 7518 §3.4, RFC 9864). */
export type Algorithm = 'ES256' | 'Ed25519';

/** A key that this version can verify with. `bytes`: x‖y (64) for ES256, the encoded point (32) for Ed25519. */
export interface PublicKey {
  readonly kid: Kid;
  readonly alg: Algorithm;
  readonly bytes: Uint8Array;
  readonly jwk: Readonly<Record<string, string>>;
}

/** `null` marks a key of a type that this version does not know: it may stand in a trust root, and counts for nothing. */
export type ListedKey = PublicKey | null;

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/**
 * Reads one JWK (RFC 7517) of a trust root.
 * @throws {LivepinError} LP_KEY_PRIVATE, LP_KEY_MALFORMED, LP_KEY_USE, LP_KEY_ID, or a code of the member readers
 */
export async function parseKey(jwk: JsonObject, where: string, crypto: Crypto): Promise<readonly [Kid, ListedKey]> {
  const secret = privateMembers.find((name) => jwk.has(name));
  if (secret) throw new LivepinError('LP_KEY_PRIVATE', `${where} holds the private member "${secret}".`);
  const read = parseKnownKey(jwk, where);
  const carried = jwk.has('kid') || !read ? formMember(jwk, where, 'kid', /^[A-Za-z0-9_-]{1,128}$/, 'a key id') : null;
  if (!read) return [carried as Kid, null];
  checkUse(jwk, where, read.alg);
  const kid = encodeBase64Url(await crypto.sha256(encodeUtf8(JSON.stringify(read.jwk)))) as Kid;
  if (carried !== null && carried !== kid) {
    throw new LivepinError('LP_KEY_ID', `${at(where, 'kid')} is ${carried}, but the thumbprint of the key is ${kid}.`);
  }
  return [kid, { ...read, kid }];
}

// The members of each `jwk` stand in the order that RFC 7638 §3.2 hashes them in.
function parseKnownKey(jwk: JsonObject, where: string): Omit<PublicKey, 'kid'> | null {
  const kty = stringMember(jwk, where, 'kty');
  const crv = jwk.get('crv');
  if (kty === 'EC' && crv === 'P-256') {
    const [x, y] = [bytesMember(jwk, where, 'x'), bytesMember(jwk, where, 'y')];
    if (x.length !== 32 || y.length !== 32 || !isP256Point(x, y)) throw malformed(where, 'a point of P-256');
    return {
      alg: 'ES256',
      bytes: new Uint8Array([...x, ...y]),
      jwk: { crv, kty, x: encodeBase64Url(x), y: encodeBase64Url(y) },
    };
  }
  if (kty === 'OKP' && crv === 'Ed25519') {
    const x = bytesMember(jwk, where, 'x');
    if (x.length !== 32 || !isEd25519Key(x)) throw malformed(where, 'an Ed25519 key, or is one of small order');
    return { alg: 'Ed25519', bytes: x, jwk: { crv, kty, x: encodeBase64Url(x) } };
  }
  return null;
}

function checkUse(jwk: JsonObject, where: string, alg: Algorithm): void {
  if (jwk.has('alg') && jwk.get('alg') !== alg) throw unfit(at(where, 'alg'), alg);
  if (jwk.has('use') && jwk.get('use') !== 'sig') throw unfit(at(where, 'use'), 'sig');
  if (!jwk.has('key_ops')) return;
  const operations = distinctMember(jwk, where, 'key_ops', { min: 1, max: 16 }, (word) => word);
  if (!operations.includes('verify')) throw unfit(at(where, 'key_ops'), 'verify');
}

function malformed(where: string, what: string): LivepinError<'LP_KEY_MALFORMED'> {
  return new LivepinError('LP_KEY_MALFORMED', `${where} is not ${what}.`);
}

function unfit(where: string, wanted: string): LivepinError<'LP_KEY_USE'> {
  return new LivepinError('LP_KEY_USE', `${where} must be absent or say "${wanted}".`);
}
