import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Algorithm, type Kid, LivepinError } from '@livepin/core';
import type { Signer } from '@livepin/core/sign';

export type Jwk = Readonly<Record<string, string>>;

/** A private key in this process that signs trust roots or bundles. Only its public part can be seen. */
export interface SigningKey extends Signer {
  /** The public key, as a trust root lists it. */
  readonly jwk: Jwk;
}

export interface NewSigningKey {
  readonly key: SigningKey;
  /** PKCS#8 in PEM, for a file of mode 0600; encrypted (PBES2, AES-256-CBC) where a passphrase is given. */
  pem(passphrase?: string): string;
}

// The members that RFC 7638 §3.2 hashes, in its order.
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  'EC P-256': ['crv', 'kty', 'x', 'y'],
  'OKP Ed25519': ['crv', 'kty', 'x'],
};

export function makeSigningKey(alg: Algorithm = 'ES256'): NewSigningKey {
  const { privateKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return {
    key: signingKeyOf(privateKey, alg),
    pem: (passphrase) =>
      privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
      }) as string,
  };
}

/**
 * @param where the name of the file, for messages
 * @throws {LivepinError} LP_KEY_FILE_ENCRYPTED, LP_KEY_FILE_UNREADABLE; LP_SIGNING_KEY_TYPE: a key of another type
 */
export function readSigningKey(pem: string, where: string, passphrase?: string): SigningKey {
  const privateKey = openPrivateKey(pem, where, passphrase);
  const alg = algorithmOf(privateKey);
  if (alg) return signingKeyOf(privateKey, alg);
  const type = privateKey.asymmetricKeyDetails?.namedCurve ?? privateKey.asymmetricKeyType;
  throw new LivepinError('LP_SIGNING_KEY_TYPE', `${where} holds a key of the type ${type}, which signs no documents.`);
}

/**
 * @returns the RFC 7638 thumbprint; for a key of a type that this version does not know, the `kid` that it carries
 * @throws {LivepinError} LP_KEY_PRIVATE; LP_KEY_ID: such a key carries none
 */
export function thumbprintOf(jwk: Jwk): Kid {
  const known = publicJwkOf(jwk);
  if (membersOf(jwk)) return createHash('sha256').update(JSON.stringify(known)).digest('base64url') as Kid;
  if (known['kid']) return known['kid'] as Kid;
  throw new LivepinError(
    'LP_KEY_ID',
    'A key that is neither P-256 nor Ed25519 carries its own kid, and this one has none.',
  );
}

/**
 * The part of a key that goes into a trust root.
 * @throws {LivepinError} LP_KEY_PRIVATE: a private key was handed over where its public part belongs
 */
export function publicJwkOf(jwk: Jwk): Jwk {
  const secret = ['d', 'k', 'priv'].find((name) => Object.hasOwn(jwk, name));
  if (secret) throw new LivepinError('LP_KEY_PRIVATE', `The key holds the private member "${secret}".`);
  const members = membersOf(jwk);
  return members ? Object.fromEntries(members.map((name) => [name, jwk[name] ?? ''])) : jwk;
}

function membersOf(jwk: Jwk): readonly string[] | undefined {
  return publicMembers[`${jwk['kty']} ${jwk['crv']}`];
}

function signingKeyOf(privateKey: KeyObject, alg: Algorithm): SigningKey {
  const { d: _secret, ...exported } = privateKey.export({ format: 'jwk' });
  const jwk = publicJwkOf(exported as Jwk);
  // JOSE wants r‖s (RFC 7518 §3.4), where OpenSSL by default makes DER.
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return { kid: thumbprintOf(jwk), alg, jwk, sign: (message) => sign(alg === 'ES256' ? 'sha256' : null, message, key) };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm | null {
  if (asymmetricKeyType === 'ed25519') return 'Ed25519';
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : null;
}

function openPrivateKey(pem: string, where: string, passphrase?: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    // The cause stays out: a parser's message could hold part of the key.
    if (!/BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem)) {
      throw new LivepinError(
        'LP_KEY_FILE_UNREADABLE',
        `${where}: no private key in PEM that can be read stands there.`,
      );
    }
    const what = passphrase === undefined ? 'needs a passphrase' : 'is not opened by the passphrase given';
    throw new LivepinError('LP_KEY_FILE_ENCRYPTED', `${where}: its private key ${what}.`);
  }
}
