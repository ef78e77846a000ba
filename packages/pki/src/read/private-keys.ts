import { createPrivateKey, hash, type KeyObject } from 'node:crypto';
import { type Cipher, decipher, pemCiphers } from '../encryption/cipher.ts';
import { decrypt } from '../encryption/pbe.ts';
import { unreadable } from '../key-file-error.ts';
import { BerFault, octetsOf, readBer, sequenceOf } from './ber.ts';
import type { Opening } from './opening.ts';
import type { PemBlock } from './pem.ts';

/** The forms of a private key in DER: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915). */
export type KeyForm = 'pkcs8' | 'pkcs1' | 'sec1';

const what = 'its private key';
const formsByLabel: Readonly<Record<string, KeyForm>> = {
  'PRIVATE KEY': 'pkcs8',
  'RSA PRIVATE KEY': 'pkcs1',
  'EC PRIVATE KEY': 'sec1',
};

/** @throws {LivepinError} LP_KEY_FILE_UNREADABLE */
export function keyOfDer(der: Uint8Array, form: KeyForm, { where }: Opening): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: form });
  } catch {
    // The cause stays out: a parser's message could hold part of the key.
    throw unreadable(where, `${what} cannot be read`);
  }
}

/**
 * An EncryptedPrivateKeyInfo (RFC 5958 §3).
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED
 * @throws {BerFault}
 */
export function keyOfEncrypted(der: Uint8Array, opening: Opening): KeyObject {
  if (opening.passphrase === undefined) throw opening.closed(what);
  const key = decryptedKey(der, opening.passphrase, opening);
  if (!key) throw opening.closed(what);
  return key;
}

/**
 * As `keyOfEncrypted`, for who has more passphrases to try.
 * @returns null where it is not the right one
 */
export function decryptedKey(der: Uint8Array, passphrase: string | null, opening: Opening): KeyObject | null {
  const [algorithm, encrypted] = sequenceOf(readBer(der), 'the encrypted private key');
  if (!algorithm) throw new BerFault('the encryption algorithm is not where it must be');
  const plain = decrypt(algorithm, octetsOf(encrypted, 'the encrypted private key'), passphrase, opening);
  return plain && looksLikeKey(plain) ? keyOfDer(plain, 'pkcs8', opening) : null;
}

/**
 * @param bytes what the block holds
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED
 */
export function keyOfPem({ label, headers }: PemBlock, bytes: Uint8Array, opening: Opening): KeyObject {
  const form = formsByLabel[label];
  if (!form) throw unreadable(opening.where, `a private key of the form "${label}" is not known here`);
  const isEncrypted = /ENCRYPTED/.test(headers.get('Proc-Type') ?? '');
  return keyOfDer(isEncrypted ? decryptBlock(bytes, headers.get('DEK-Info') ?? '', opening) : bytes, form, opening);
}

/** PEM's own encryption: the IV is the salt too, and the key is made by one round of MD5 for each block (RFC 1423). */
function decryptBlock(encrypted: Uint8Array, info: string, opening: Opening): Buffer {
  const [name = '', iv = ''] = info.split(',');
  const cipher = pemCiphers[name.trim().toUpperCase()];
  const ivBytes = Buffer.from(iv.trim(), 'hex');
  if (!cipher || ivBytes.length !== cipher.blockSize)
    throw unreadable(opening.where, `${what} is encrypted in a way that is not known here`);
  if (opening.passphrase === undefined) throw opening.closed(what);
  const plain = decipher(cipher, deriveKey(cipher, opening.passphrase, ivBytes), ivBytes, encrypted);
  if (!plain || !looksLikeKey(plain)) throw opening.closed(what);
  return plain;
}

function deriveKey({ keySize }: Cipher, passphrase: string, iv: Buffer): Buffer {
  const seed = Buffer.concat([Buffer.from(passphrase), iv.subarray(0, 8)]);
  let block = Buffer.alloc(0);
  let derived = block;
  while (derived.length < keySize) {
    block = hash('md5', Buffer.concat([block, seed]), 'buffer');
    derived = Buffer.concat([derived, block]);
  }
  return derived.subarray(0, keySize);
}

/** One wrong passphrase in 256 leaves padding that looks right, and bytes that are no key. */
function looksLikeKey(plain: Buffer): boolean {
  try {
    return sequenceOf(readBer(plain), 'the key')[0]?.tag === 0x02;
  } catch {
    return false; // not even an element: another passphrase was meant
  }
}
