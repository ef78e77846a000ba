import { createPublicKey, type KeyObject } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { Certificate } from '@livepin/tls';
import { childrenOf, type Der, expectTag, readDer, tags, wholeOf } from '@livepin/tls/der';
import { unreadable } from '../key-file-error.ts';

/** Something that a file of keys and certificates holds. `alias` is the name that people gave it there. */
export type Held = HeldCertificate | HeldRequest | HeldPublicKey | HeldPrivateKey;

export interface HeldCertificate {
  readonly kind: 'certificate';
  readonly certificate: Certificate;
  readonly alias?: string | undefined;
}

export interface HeldRequest {
  readonly kind: 'certificate request';
  readonly der: Uint8Array;
  readonly spki: Uint8Array;
}

export interface HeldPublicKey {
  readonly kind: 'public key';
  readonly spki: Uint8Array;
}

export interface HeldPrivateKey {
  readonly kind: 'private key';
  readonly key: KeyObject;
  /** As OpenSSL writes it into a request for this key: with the parameters and the form of its point that the file has. */
  readonly spki: Uint8Array;
  readonly alias?: string | undefined;
}

/** @throws {LivepinError} LP_CERTIFICATE_MALFORMED */
export function heldCertificate(der: Uint8Array, where: string, alias?: string): HeldCertificate {
  try {
    return { kind: 'certificate', certificate: new Certificate(der), alias };
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    const sentence = `${where}: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
    throw new LivepinError('LP_CERTIFICATE_MALFORMED', sentence, { cause: error });
  }
}

/** @throws {LivepinError} LP_KEY_FILE_UNREADABLE */
export function heldRequest(der: Uint8Array, where: string): HeldRequest {
  try {
    const spki = wholeOf(expectTag(requestParts(der)[2], tags.sequence, 'the public key'));
    createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return { kind: 'certificate request', der, spki };
  } catch (error) {
    throw unreadable(where, 'its certificate request is malformed', error);
  }
}

/** @param form SubjectPublicKeyInfo (RFC 5280), or PKCS#1. @throws {LivepinError} LP_KEY_FILE_UNREADABLE */
export function heldPublicKey(der: Uint8Array, form: 'spki' | 'pkcs1', where: string): HeldPublicKey {
  try {
    readDer(der);
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: form });
    return { kind: 'public key', spki: form === 'spki' ? der : key.export({ type: 'spki', format: 'der' }) };
  } catch (error) {
    throw unreadable(where, 'its public key cannot be read', error);
  }
}

/** @throws {LivepinError} LP_KEY_FILE_UNREADABLE */
export function heldPrivateKey(key: KeyObject, where: string, alias?: string): HeldPrivateKey {
  try {
    return { kind: 'private key', key, spki: createPublicKey(key).export({ type: 'spki', format: 'der' }), alias };
  } catch {
    // The cause stays out: it is about a private key.
    throw unreadable(where, 'its private key has no public part');
  }
}

/** Tells a request (RFC 2986) from a certificate: both are three elements, the first of them what is signed. */
export function isRequest(der: Uint8Array): boolean {
  const [version, subject, spki, attributes] = requestParts(der);
  return (
    version?.tag === tags.integer &&
    subject?.tag === tags.sequence &&
    spki?.tag === tags.sequence &&
    attributes?.tag !== tags.sequence
  );
}

/** What is signed: version, subject, public key, attributes. */
function requestParts(der: Uint8Array): Der[] {
  return childrenOf(childrenOf(readDer(der))[0]!);
}
