import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

// How Java's own key store protects itself and its keys: SHA-1 in a way of its own. It is weak, and so is any .jks file.

/** The algorithm that a protected key is marked with. */
export const protector = '1.3.6.1.4.1.42.2.17.1.1';

const digestSize = 20;
const whitener = Buffer.from('Mighty Aphrodite');

/** What stands behind the entries, and tells whether they are as they were written. */
export function digestOfStore(entries: Uint8Array, passphrase: string): Buffer {
  return sha1(passwordBytes(passphrase), whitener, entries);
}

/** @returns null where it is another passphrase that opens the key */
export function reveal(hidden: Uint8Array, passphrase: string): Buffer | null {
  if (hidden.length < 2 * digestSize) return null;
  const password = passwordBytes(passphrase);
  const check = hidden.subarray(hidden.length - digestSize);
  const key = mask(hidden.subarray(digestSize, hidden.length - digestSize), password, hidden.subarray(0, digestSize));
  return timingSafeEqual(sha1(password, key), check) ? key : null;
}

/** The reverse of `reveal`. */
export function hide(key: Uint8Array, passphrase: string): Buffer {
  const password = passwordBytes(passphrase);
  const salt = randomBytes(digestSize);
  return Buffer.concat([salt, mask(key, password, salt), sha1(password, key)]);
}

/** Combines the bytes with a stream: each 20 bytes of it are the hash of the passphrase and the 20 before. */
function mask(bytes: Uint8Array, password: Buffer, salt: Uint8Array): Buffer {
  const masked = Buffer.from(bytes);
  let pad: Uint8Array = salt;
  for (let at = 0; at < masked.length; at++) {
    if (at % digestSize === 0) pad = sha1(password, pad);
    masked[at] = masked[at]! ^ pad[at % digestSize]!;
  }
  return masked;
}

/** UTF-16, big-endian. */
function passwordBytes(passphrase: string): Buffer {
  return Buffer.from(passphrase, 'utf16le').swap16();
}

function sha1(...parts: Uint8Array[]): Buffer {
  return hash('sha1', Buffer.concat(parts), 'buffer');
}
