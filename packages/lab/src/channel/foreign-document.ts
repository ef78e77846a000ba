import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Algorithm, type Bundle, decodeUtf8, type Kid, LivepinError, type Pin, parseBundle } from '@livepin/core';
import { type Signer, signDocument } from '@livepin/core/sign';

/** What an attacker puts in the place of a document, and what it is to bring about. */
export interface Forgery {
  /** A document of the owner, old or new: everything in it is public. */
  readonly seen: Uint8Array;
  /** That the app is to take for its own: those of the lab's CAs, so that an app that is taken in lets itself be read. */
  readonly pins: readonly [Pin, ...Pin[]];
  /** Seconds since 1970. */
  readonly now: number;
}

/**
 * The document as its owner would publish the next one, of the same chain and app, with other pins, signed under the names of
 * the owner's keys by keys of the attacker's. Everything about it is right but the signatures.
 * @returns null where `seen` is no bundle of Livepin's: the form of others is not known
 */
export async function foreignDocument({ seen, pins, now }: Forgery): Promise<Uint8Array | null> {
  const bundle = readBundle(seen);
  if (!bundle) return null;
  const payload = JSON.parse(decodeUtf8(bundle.jws.payloadBytes) ?? '{}') as Readonly<Record<string, unknown>>;
  const domains = (payload['domains'] as readonly Readonly<Record<string, unknown>>[]).map((domain) => ({
    ...domain,
    pins,
  }));
  const next = {
    ...payload,
    version: Math.min(bundle.version + 1, Number.MAX_SAFE_INTEGER),
    iat: now,
    exp: now + (bundle.exp - bundle.iat),
    domains,
    revoked: [],
  };
  return signDocument('livepin-bundle+json', next, bundle.jws.signatures.flatMap(impostorOf));
}

function readBundle(document: Uint8Array): Bundle | null {
  try {
    return parseBundle(document);
  } catch (error) {
    if (error instanceof LivepinError) return null;
    throw error;
  }
}

/** Somebody who signs in the name of a key, with another of the same kind. */
function impostorOf({ kid, header }: Bundle['jws']['signatures'][number]): Signer[] {
  const alg = header.get('alg');
  if (kid === null || !isKnown(alg)) return [];
  const key = keyFor(alg);
  return [{ kid: kid as Kid, alg, sign: (message) => signatureBy(key, message) }];
}

function isKnown(alg: unknown): alg is Algorithm {
  return alg === 'ES256' || alg === 'Ed25519';
}

function keyFor(alg: Algorithm): KeyObject {
  return alg === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('ed25519').privateKey;
}

function signatureBy(key: KeyObject, message: Uint8Array): Uint8Array {
  if (key.asymmetricKeyType === 'ed25519') return sign(null, message, key);
  return sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
}
