import { createDecipheriv } from 'node:crypto';
import { decryptRc2 } from './rc2.ts';

/** A cipher in CBC mode; sizes in bytes. */
export interface Cipher {
  readonly name: string;
  readonly keySize: number;
  readonly blockSize: number;
}

export const desEde3: Cipher = { name: 'des-ede3-cbc', keySize: 24, blockSize: 8 };
export const desEde: Cipher = { name: 'des-ede-cbc', keySize: 16, blockSize: 8 };
// OpenSSL 3 has set DES aside; three times the same key makes of triple DES what one key makes of DES.
export const des: Cipher = { name: 'des', keySize: 8, blockSize: 8 };
export const rc2 = (keySize: number): Cipher => ({ name: 'rc2', keySize, blockSize: 8 });
export const aes = (keySize: number): Cipher => ({ name: `aes-${keySize * 8}-cbc`, keySize, blockSize: 16 });

/** @returns null where the length or the padding (RFC 8018 §6.1.1) is wrong: another key was meant */
export function decipher(cipher: Cipher, key: Buffer, iv: Uint8Array, encrypted: Uint8Array): Buffer | null {
  const { name, blockSize } = cipher;
  if (encrypted.length === 0 || encrypted.length % blockSize !== 0) return null;
  const padded =
    name === 'rc2' ? decryptRc2(key, iv, key.length * 8, encrypted) : decryptBlocks(name, key, iv, encrypted);
  const padding = padded[padded.length - 1]!;
  if (padding === 0 || padding > blockSize) return null;
  const isPadding = padded.subarray(padded.length - padding).every((byte) => byte === padding);
  return isPadding ? padded.subarray(0, padded.length - padding) : null;
}

function decryptBlocks(name: string, key: Buffer, iv: Uint8Array, encrypted: Uint8Array): Buffer {
  const opened =
    name === 'des'
      ? createDecipheriv('des-ede3-cbc', Buffer.concat([key, key, key]), iv)
      : createDecipheriv(name, key, iv);
  opened.setAutoPadding(false);
  return Buffer.concat([opened.update(encrypted), opened.final()]);
}

/** Ciphers of PEM's own encryption (RFC 1421), by their names in DEK-Info. */
export const pemCiphers: Readonly<Record<string, Cipher>> = {
  'DES-CBC': des,
  'DES-EDE3-CBC': desEde3,
  'RC2-CBC': rc2(16),
  'AES-128-CBC': aes(16),
  'AES-192-CBC': aes(24),
  'AES-256-CBC': aes(32),
};
