import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { bits, boolean, childrenOf, contentOf, der, integer, octets, oid, readDer, sequence } from '@livepin/tls/der';
import type { CertificateName } from './certificate-name.ts';

/** An Extension (RFC 5280 §4.1), DER. */
export type EncodedExtension = Uint8Array;

/** @param type its OID. @param value DER */
export function encodeExtension(type: string, value: Uint8Array, isCritical = false): EncodedExtension {
  return sequence(oid(type), ...(isCritical ? [boolean(true)] : []), octets(value));
}

export function subjectAltName(names: readonly CertificateName[], isCritical: boolean): EncodedExtension {
  return encodeExtension('2.5.29.17', sequence(...names.map(generalName)), isCritical);
}

/** A GeneralName (RFC 5280 §4.2.1.6), DER. */
export function generalName(name: CertificateName): Uint8Array {
  return name.form === 'dns' ? der(0x82, Buffer.from(name.text)) : der(0x87, name.bytes);
}

/**
 * digitalSignature is what a TLS server's key does today. An RSA key also deciphers keys for clients of TLS 1.2 that know
 * nothing better, which RSA-PSS keys cannot.
 */
export function serverKeyUsage(key: KeyObject): EncodedExtension {
  const isPlainRsa = key.asymmetricKeyType === 'rsa';
  return encodeExtension('2.5.29.15', isPlainRsa ? bits(Buffer.from([0xa0]), 5) : bits(Buffer.from([0x80]), 7), true);
}

/** keyCertSign and cRLSign. */
export function caKeyUsage(): EncodedExtension {
  return encodeExtension('2.5.29.15', bits(Buffer.from([0x06]), 1), true);
}

export function serverAuth(): EncodedExtension {
  return encodeExtension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')));
}

/** @param pathLength how many CAs may stand below; null for any number */
export function caBasicConstraints(pathLength: number | null): EncodedExtension {
  const bound = pathLength === null ? [] : [integer(pathLength)];
  return encodeExtension('2.5.29.19', sequence(boolean(true), ...bound), true);
}

/** A name below which a CA may sign: a DNS name with all below it, or a network with its mask. */
export interface Subtree {
  readonly form: 'dns' | 'ip';
  readonly base: Uint8Array;
}

export function nameConstraints(permitted: readonly Subtree[]): EncodedExtension {
  const trees = permitted.map(({ form, base }) => sequence(der(form === 'dns' ? 0x82 : 0x87, base)));
  return encodeExtension('2.5.29.30', sequence(der(0xa0, ...trees)), true);
}

export function subjectKeyId(key: KeyObject): EncodedExtension {
  return encodeExtension('2.5.29.14', octets(keyIdOf(key)));
}

export function authorityKeyId(issuerKey: KeyObject): EncodedExtension {
  return encodeExtension('2.5.29.35', sequence(der(0x80, keyIdOf(issuerKey))));
}

/** SHA-1 of the bits of the public key (RFC 5280 §4.2.1.2, method 1): a name, on whose strength nothing rests. */
export function keyIdOf(key: KeyObject): Buffer {
  const [, publicKey] = childrenOf(readDer(spkiOf(key)));
  return createHash('sha1').update(contentOf(publicKey!).subarray(1)).digest();
}

/** @param key private or public. @returns its SubjectPublicKeyInfo */
export function spkiOf(key: KeyObject): Buffer {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
}
