import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import {
  type Algorithm,
  type Json,
  type JsonObject,
  type Kid,
  LivepinError,
  type PublicKey,
  parseJson,
  parseKey,
} from '@livepin/core';
import { readKeyFile, readPrivateKey } from '@livepin/pki';
import { nodeCrypto } from '@livepin/tls';

/** A private key that signs reports. */
export interface ReportKey {
  readonly kid: Kid;
  readonly alg: Algorithm;
  readonly key: KeyObject;
}

/**
 * Reads the private key that reports are signed with: P-256 or Ed25519, in any form of file.
 * @param where the name of the file, for messages
 * @throws {LivepinError} LP_SIGNING_KEY_TYPE, LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED, LP_KEY_FILE_UNSUPPORTED
 */
export function readReportKey(bytes: Uint8Array, where: string, passphrase?: string): ReportKey {
  const key = readPrivateKey(bytes, where, passphrase);
  const jwk = publicJwkOf(createPublicKey(key), where);
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url') as Kid;
  return { kid, alg: jwk['kty'] === 'EC' ? 'ES256' : 'Ed25519', key };
}

/**
 * Reads the public key that reports are verified with: in PEM or DER, of a certificate, or as a JWK as `livepin key show
 * --json` prints it.
 * @throws {LivepinError} LP_SIGNING_KEY_TYPE, LP_KEY_PRIVATE, LP_KEY_FILE_UNREADABLE, the codes of `parseKey`
 */
export async function readReportPublicKey(bytes: Uint8Array, where: string): Promise<PublicKey> {
  const text = Buffer.from(bytes).toString('latin1');
  const jwk = /^\s*\{/.test(text) ? jwkIn(parseJson(text, where, 8), where) : jwkOfFile(bytes, where);
  const [, key] = await parseKey(jwk, where, nodeCrypto());
  if (!key) throw ofAnotherType(where, 'another type');
  return key;
}

// The members that RFC 7638 §3.2 hashes, in its order.
function publicJwkOf(key: KeyObject, where: string): Readonly<Record<string, string>> {
  const type = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : key.asymmetricKeyType;
  if (type !== 'prime256v1' && type !== 'ed25519') throw ofAnotherType(where, `the type ${type}`);
  const { crv = '', kty = '', x = '', y = '' } = key.export({ format: 'jwk' });
  return type === 'ed25519' ? { crv, kty, x } : { crv, kty, x, y };
}

function jwkOfFile(bytes: Uint8Array, where: string): JsonObject {
  // An encrypted one too: its passphrase is nothing to be asked for here.
  if (/PRIVATE KEY-----/.test(Buffer.from(bytes).toString('latin1'))) throw isPrivate(where);
  const held = readKeyFile(bytes, where);
  if (held.some(({ kind }) => kind === 'private key')) throw isPrivate(where);
  const spkis = held.flatMap((one) => {
    if (one.kind === 'certificate') return [one.certificate.spki];
    return one.kind === 'private key' ? [] : [one.spki];
  });
  // Of a chain the first certificate is the one of the key; of several keys nobody knows which is meant.
  const isOne = spkis.length === 1 || held.every(({ kind }) => kind === 'certificate');
  if (!spkis[0] || !isOne) throw unreadable(where, `it holds ${spkis.length === 0 ? 'no public key' : 'several keys'}`);
  const key = createPublicKey({ key: Buffer.from(spkis[0]), format: 'der', type: 'spki' });
  return new Map(Object.entries(publicJwkOf(key, where)));
}

function jwkIn(value: Json, where: string): JsonObject {
  if (value instanceof Map) {
    if (value.has('kty')) return value;
    const inner = value.get('jwk');
    if (inner instanceof Map) return jwkIn(inner, where);
    const keys = value.get('keys');
    if (Array.isArray(keys) && keys.length === 1) return jwkIn(keys[0], where);
  }
  throw unreadable(where, 'it is JSON, and not one key as JWK');
}

function ofAnotherType(where: string, type: string): LivepinError<'LP_SIGNING_KEY_TYPE'> {
  return new LivepinError(
    'LP_SIGNING_KEY_TYPE',
    `${where} holds a key of ${type}; reports are signed by P-256 and Ed25519 keys.`,
  );
}

function isPrivate(where: string): LivepinError<'LP_KEY_PRIVATE'> {
  return new LivepinError('LP_KEY_PRIVATE', `${where} holds a private key: a report is verified with its public part.`);
}

function unreadable(where: string, what: string): LivepinError<'LP_KEY_FILE_UNREADABLE'> {
  return new LivepinError('LP_KEY_FILE_UNREADABLE', `${where}: ${what}.`);
}
