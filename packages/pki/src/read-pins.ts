import { createHash, createPublicKey } from 'node:crypto';
import { formatPin, type Pin } from '@livepin/core';
import { Certificate } from '@livepin/tls';
import { childrenOf, type Der, expectTag, readDer, readElement, tags, wholeOf } from '@livepin/tls/der';
import { unreadable } from './key-file-error.ts';
import { privateKeyOf } from './private-key.ts';

/** A key found in a file. A private key is never part of it: only its pin leaves this module. */
export interface FoundKey {
  readonly pin: Pin;
  readonly kind: 'certificate' | 'certificate request' | 'public key' | 'private key';
  /** The certificate, where it is one. */
  readonly certificate?: Certificate;
}

// A block goes no further than the next five hyphens: a file of many beginnings and no end is not read anew from each.
const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----(?:(?!-----)[A-Za-z0-9+/=\s:,-])*?-----END \1-----/g;

/**
 * Finds the pin of every certificate, certificate request, public and private key in a file, PEM (one or several blocks,
 * text around them is skipped) or DER.
 * @param where the name of the file, for messages
 * @param passphrase for encrypted private keys
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED, LP_CERTIFICATE_MALFORMED
 */
export function readPins(bytes: Uint8Array, where: string, passphrase?: string): FoundKey[] {
  const text = Buffer.from(bytes).toString('latin1');
  const blocks = [...text.matchAll(pemBlock)];
  if (blocks.length > 0) return blocks.flatMap(([pem, label]) => readBlock(label!, pem, where, passphrase));
  if (bytes.length > 0 && bytes[0] === tags.sequence) return [readUnlabelled(bytes, where, passphrase)];
  throw unreadable(where, 'it is neither PEM nor DER');
}

function readBlock(label: string, pem: string, where: string, passphrase?: string): FoundKey[] {
  const der = () => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  switch (label) {
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
    case 'TRUSTED CERTIFICATE':
      return [ofCertificate(der())];
    case 'CERTIFICATE REQUEST':
    case 'NEW CERTIFICATE REQUEST':
      return [ofRequest(der(), where)];
    case 'PUBLIC KEY':
      return [{ pin: pinOf(der()), kind: 'public key' }];
    case 'RSA PUBLIC KEY':
      return [ofPublicKey(pem, where)];
    case 'EC PARAMETERS':
    case 'DH PARAMETERS':
      return []; // `openssl ecparam -genkey` writes them before the key
    default:
      if (label.endsWith('PRIVATE KEY')) return [ofPrivateKey(pem, where, passphrase)];
      throw unreadable(where, `a PEM block "${label}" holds no key`);
  }
}

// Each of these is a SEQUENCE, and the elements in it tell them apart.
function readUnlabelled(bytes: Uint8Array, where: string, passphrase?: string): FoundKey {
  const shape = shapeOf(bytes, where);
  if (/^30,30,03$/.test(shape)) return isRequest(bytes) ? ofRequest(bytes, where) : ofCertificate(bytes);
  if (shape === '30,03') return { pin: pinOf(bytes), kind: 'public key' };
  if (shape === '02,02') return ofPublicKey(Buffer.from(bytes), where);
  return ofPrivateKey(Buffer.from(bytes), where, passphrase);
}

function shapeOf(bytes: Uint8Array, where: string): string {
  try {
    return childrenOf(readDer(bytes))
      .map(({ tag }) => tag.toString(16).padStart(2, '0'))
      .join();
  } catch (error) {
    throw unreadable(where, 'it begins like DER, and is not', error);
  }
}

/** A request (RFC 2986) has its key as the third part of what is signed, after version and subject. */
function requestParts(bytes: Uint8Array): Der[] {
  return childrenOf(childrenOf(readDer(bytes))[0]!);
}

function isRequest(bytes: Uint8Array): boolean {
  const [version, subject, spki, attributes] = requestParts(bytes);
  return (
    version?.tag === tags.integer &&
    subject?.tag === tags.sequence &&
    spki?.tag === tags.sequence &&
    attributes?.tag !== tags.sequence
  );
}

function ofCertificate(der: Uint8Array): FoundKey {
  // What OpenSSL's TRUSTED CERTIFICATE adds behind the certificate is left out.
  const certificate = new Certificate(wholeOf(readElement(der, 0, der.length)));
  return { pin: certificate.pin, kind: 'certificate', certificate };
}

function ofRequest(der: Uint8Array, where: string): FoundKey {
  try {
    const spki = expectTag(requestParts(der)[2], tags.sequence, 'the public key');
    return { pin: pinOf(wholeOf(spki)), kind: 'certificate request' };
  } catch (error) {
    throw unreadable(where, 'its certificate request is malformed', error);
  }
}

function ofPublicKey(key: string | Buffer, where: string): FoundKey {
  try {
    const input = typeof key === 'string' ? key : { key, format: 'der' as const, type: 'pkcs1' as const };
    return { pin: pinOf(createPublicKey(input).export({ type: 'spki', format: 'der' })), kind: 'public key' };
  } catch (error) {
    throw unreadable(where, 'its public key cannot be read', error);
  }
}

function ofPrivateKey(key: string | Buffer, where: string, passphrase?: string): FoundKey {
  const spki = createPublicKey(privateKeyOf(key, where, passphrase)).export({ type: 'spki', format: 'der' });
  return { pin: pinOf(spki), kind: 'private key' };
}

function pinOf(spki: Uint8Array): Pin {
  return formatPin(createHash('sha256').update(spki).digest());
}
