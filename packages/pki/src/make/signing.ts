import { constants, type KeyObject, sign } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { childrenOf, der, integer, nothing, oid, readDer, sequence, tags } from '@livepin/tls/der';
import { spkiOf } from './extensions.ts';

/** How a key signs certificates and requests. */
export interface Signing {
  /** The AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

type Hash = 'sha256' | 'sha384' | 'sha512';

const hashOids: Readonly<Record<Hash, string>> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};
const ecdsaOids: Readonly<Record<Hash, string>> = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

const minRsaBits = 2048;
const minCurveBits = 256;

/**
 * The signature algorithm that fits a private key: RSA with SHA-256, RSA-PSS as the key itself restricts it, ECDSA with the
 * hash of the curve's size (RFC 5758 and the CA/Browser Forum's Baseline Requirements §7.1.3.2), Ed25519, Ed448.
 * @param where what to call the key in messages
 * @throws {LivepinError} LP_KEY_UNUSABLE: of a type that signs nothing, or too short
 */
export function signingOf(key: KeyObject, where: string): Signing {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (modulusLength < minRsaBits) throw tooShort(where, `an RSA key of ${modulusLength} bits`);
      return hashed(key, 'sha256', sequence(oid('1.2.840.113549.1.1.11'), nothing));
    case 'rsa-pss':
      if (modulusLength < minRsaBits) throw tooShort(where, `an RSA-PSS key of ${modulusLength} bits`);
      return pss(key, where);
    case 'ec': {
      const bits = Number(/\d{3}/.exec(namedCurve ?? '')?.[0] ?? 0);
      if (bits === 0 || !isNamed(key)) throw unusable(where, 'is of a curve that is spelled out, not named');
      if (bits < minCurveBits) throw tooShort(where, `a key of the curve ${namedCurve}`);
      const hash = bits <= 256 ? 'sha256' : bits <= 384 ? 'sha384' : 'sha512';
      return hashed(key, hash, sequence(oid(ecdsaOids[hash])));
    }
    case 'ed25519':
      return hashed(key, null, sequence(oid('1.3.101.112')));
    case 'ed448':
      return hashed(key, null, sequence(oid('1.3.101.113')));
    default:
      throw unusable(where, `is of the type ${key.asymmetricKeyType}, which no TLS server has`);
  }
}

// OpenSSL gives a curve that is spelled out the name of the one it looks like; clients refuse it (RFC 5480 §2.1.1).
function isNamed(key: KeyObject): boolean {
  const [algorithm] = childrenOf(readDer(spkiOf(key)));
  return childrenOf(algorithm!)[1]?.tag === tags.oid;
}

function hashed(key: KeyObject, hash: Hash | null, algorithm: Uint8Array): Signing {
  return { algorithm, sign: (bytes) => sign(hash, bytes, key) };
}

// RSASSA-PSS-params (RFC 4055 §3.1). A key may prescribe its hash, and a shortest salt; otherwise the salt is as long as
// the hash, which is what TLS 1.3 and the Baseline Requirements ask for.
function pss(key: KeyObject, where: string): Signing {
  const {
    hashAlgorithm = 'sha256',
    mgf1HashAlgorithm = hashAlgorithm,
    saltLength = 0,
  } = key.asymmetricKeyDetails ?? {};
  if (!isHash(hashAlgorithm) || mgf1HashAlgorithm !== hashAlgorithm)
    throw unusable(where, `is restricted to ${hashAlgorithm} with MGF1 over ${mgf1HashAlgorithm}`);
  const salt = Math.max(saltLength, Number(hashAlgorithm.slice('sha'.length)) / 8);
  const hash = sequence(oid(hashOids[hashAlgorithm]), nothing);
  const parameters = sequence(
    der(0xa0, hash),
    der(0xa1, sequence(oid('1.2.840.113549.1.1.8'), hash)),
    der(0xa2, integer(salt)),
  );
  const how = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: salt };
  return {
    algorithm: sequence(oid('1.2.840.113549.1.1.10'), parameters),
    sign: (bytes) => sign(hashAlgorithm, bytes, how),
  };
}

function isHash(name: string): name is Hash {
  return Object.hasOwn(hashOids, name);
}

function tooShort(where: string, what: string): LivepinError<'LP_KEY_UNUSABLE'> {
  return new LivepinError('LP_KEY_UNUSABLE', `${where} holds ${what}, which is too short: no CA signs it.`);
}

function unusable(where: string, what: string): LivepinError<'LP_KEY_UNUSABLE'> {
  return new LivepinError('LP_KEY_UNUSABLE', `${where}: its key ${what}.`);
}
