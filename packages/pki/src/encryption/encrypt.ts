import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { integer, nothing, octets, oid, sequence } from '@livepin/tls/der';
import { deriveByPkcs12, purposes } from './pkcs12-kdf.ts';

/** `legacy`: triple DES and SHA-1, for systems older than Windows 10 1709, macOS 15, Java 8u301 and OpenSSL 1.1. */
export type Protection = 'modern' | 'legacy';

/** How often the passphrase is hashed: a guess costs an attacker as much as it costs the owner once. */
export const iterationsFor: Readonly<Record<Protection, number>> = { modern: 100_000, legacy: 10_000 };
export const saltLength = 16;

export interface Encrypted {
  /** An AlgorithmIdentifier. */
  readonly algorithm: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The reverse of `decrypt`: PBES2 with AES-256-CBC (RFC 8018), or PKCS#12's own scheme with triple DES. */
export function encrypt(plain: Uint8Array, passphrase: string, protection: Protection): Encrypted {
  const salt = randomBytes(saltLength);
  const iterations = iterationsFor[protection];
  if (protection === 'legacy') {
    const kdf = { digest: 'sha1', passphrase, salt, iterations };
    const key = deriveByPkcs12({ ...kdf, purpose: purposes.key, length: 24 });
    const iv = deriveByPkcs12({ ...kdf, purpose: purposes.iv, length: 8 });
    return {
      algorithm: sequence(oid('1.2.840.113549.1.12.1.3'), sequence(octets(salt), integer(iterations))),
      bytes: encipher('des-ede3-cbc', key, iv, plain),
    };
  }
  const iv = randomBytes(16);
  const key = pbkdf2Sync(passphrase, salt, iterations, 32, 'sha256');
  const prf = sequence(oid('1.2.840.113549.2.9'), nothing);
  const kdf = sequence(oid('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(iterations), prf));
  const scheme = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(iv));
  return {
    algorithm: sequence(oid('1.2.840.113549.1.5.13'), sequence(kdf, scheme)),
    bytes: encipher('aes-256-cbc', key, iv, plain),
  };
}

/** An EncryptedPrivateKeyInfo (RFC 5958 §3). @param pkcs8 a PrivateKeyInfo */
export function encryptPrivateKey(pkcs8: Uint8Array, passphrase: string, protection: Protection): Buffer {
  const { algorithm, bytes } = encrypt(pkcs8, passphrase, protection);
  return sequence(algorithm, octets(bytes));
}

function encipher(name: string, key: Buffer, iv: Buffer, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}
