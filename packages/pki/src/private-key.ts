import { createPrivateKey, type KeyObject } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { unreadable } from './key-file-error.ts';

/**
 * Reads a private key: PKCS#8, PKCS#1 or SEC 1, in PEM or DER, encrypted or not.
 * @param where the name of the file, for messages
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED
 */
export function readPrivateKey(bytes: Uint8Array, where: string, passphrase?: string): KeyObject {
  const text = Buffer.from(bytes).toString('latin1');
  return privateKeyOf(/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? text : Buffer.from(bytes), where, passphrase);
}

/** @param key a PEM text, or DER */
export function privateKeyOf(key: string | Buffer, where: string, passphrase?: string): KeyObject {
  const pass = passphrase === undefined ? {} : { passphrase };
  const attempts =
    typeof key === 'string'
      ? [{ key, ...pass }]
      : (['pkcs8', 'sec1', 'pkcs1'] as const).map((type) => ({ key, format: 'der' as const, type, ...pass }));
  let fault: unknown;
  for (const attempt of attempts) {
    try {
      return createPrivateKey(attempt);
    } catch (error) {
      fault ??= error;
    }
  }
  if (isEncrypted(key, (fault as NodeJS.ErrnoException).code)) {
    const what = passphrase === undefined ? 'needs a passphrase' : 'is not opened by the passphrase given';
    throw new LivepinError('LP_KEY_FILE_ENCRYPTED', `${where}: its private key ${what}.`);
  }
  // The cause stays out: a parser's message could hold part of the key.
  throw unreadable(where, 'its private key cannot be read');
}

function isEncrypted(key: string | Buffer, code: string | undefined): boolean {
  if (typeof key === 'string') return /BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(key);
  return code === 'ERR_MISSING_PASSPHRASE' || code === 'ERR_OSSL_BAD_DECRYPT';
}
