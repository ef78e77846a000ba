import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { formatPin, type Pin } from '@livepin/core';
import { spkiOf } from './extensions.ts';

/** The keys that TLS servers have, the most useful first. */
export const tlsKeyTypes = ['P-256', 'P-384', 'P-521', 'RSA-2048', 'RSA-3072', 'RSA-4096', 'Ed25519'] as const;

export type TlsKeyType = (typeof tlsKeyTypes)[number];

export function makeTlsKey(type: TlsKeyType): KeyObject {
  if (type === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  if (type.startsWith('RSA-')) {
    return generateKeyPairSync('rsa', { modulusLength: Number(type.slice('RSA-'.length)) }).privateKey;
  }
  return generateKeyPairSync('ec', { namedCurve: type }).privateKey;
}

/** What stands in the way of a public certificate for such a key, in a sentence, or null. */
export function remarkOnKeyType(type: TlsKeyType): string | null {
  if (type === 'Ed25519') return 'No public CA issues certificates for Ed25519 keys, and browsers take none.';
  if (type === 'P-521') return 'Few public CAs issue certificates for P-521 keys, and Chromium takes none.';
  return null;
}

/** PKCS#8 in PEM; encrypted (PBES2, AES-256-CBC) where a passphrase is given. */
export function privateKeyPem(key: KeyObject, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return key.export({ type: 'pkcs8', format: 'pem', ...encryption }) as string;
}

/** The pin of a key, private or public. */
export function pinOfKey(key: KeyObject): Pin {
  return formatPin(createHash('sha256').update(spkiOf(key)).digest());
}
