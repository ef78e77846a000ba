import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { digestOfStore, protector, reveal } from '../encryption/jks-protection.ts';
import { BerFault, dottedOf, octetsOf, readBer, sequenceOf } from './ber.ts';
import type { Opening } from './opening.ts';
import { keyOfDer } from './private-keys.ts';

/** An entry of a Java key store: a key with its chain (leaf first), or a certificate that is trusted. */
export type JksEntry =
  | { readonly kind: 'key'; readonly alias: string; readonly key: KeyObject; readonly chain: readonly Uint8Array[] }
  | { readonly kind: 'certificate'; readonly alias: string; readonly der: Uint8Array };

export const jksMagic = 0xfeedfeed;
const keyTag = 1;
const certificateTag = 2;

/**
 * Reads a Java key store (.jks), as `sun.security.provider.JavaKeyStore` writes it. Without a passphrase its certificates are
 * read, as keytool does, and what has been changed in the file is not noticed.
 * @throws {LivepinError} LP_KEY_FILE_ENCRYPTED, LP_KEY_FILE_UNREADABLE
 * @throws {BerFault}
 */
export function readJks(bytes: Uint8Array, opening: Opening): JksEntry[] {
  const { passphrase } = opening;
  if (passphrase !== undefined && !isDigestRight(bytes, passphrase)) throw opening.closed('it');
  const cursor = new Cursor(bytes.subarray(0, Math.max(bytes.length - digestLength, 0)));
  cursor.uint32();
  const version = cursor.uint32();
  if (version !== 1 && version !== 2) throw new BerFault('its version is neither 1 nor 2');
  const count = cursor.uint32();
  const entries: JksEntry[] = [];
  for (let index = 0; index < count; index++) entries.push(readEntry(cursor, version, opening));
  if (!cursor.isAtEnd) throw new BerFault('something follows the last entry');
  return entries;
}

const digestLength = 20;

function isDigestRight(bytes: Uint8Array, passphrase: string): boolean {
  if (bytes.length < digestLength) throw new BerFault('it ends early');
  const split = bytes.length - digestLength;
  return timingSafeEqual(digestOfStore(bytes.subarray(0, split), passphrase), bytes.subarray(split));
}

function readEntry(cursor: Cursor, version: number, opening: Opening): JksEntry {
  const tag = cursor.uint32();
  const alias = cursor.text();
  cursor.take(8); // when it was made
  if (tag === certificateTag) return { kind: 'certificate', alias, der: readCertificate(cursor, version) };
  if (tag !== keyTag) throw new BerFault('an entry is of an unknown kind');
  const encrypted = cursor.take(cursor.uint32());
  const chain: Uint8Array[] = [];
  for (let left = cursor.uint32(); left > 0; left--) chain.push(readCertificate(cursor, version));
  return { kind: 'key', alias, key: keyOf(encrypted, alias, opening), chain };
}

function readCertificate(cursor: Cursor, version: number): Uint8Array {
  if (version === 2 && cursor.text() !== 'X.509') throw new BerFault('a certificate is of an unknown kind');
  return cursor.take(cursor.uint32());
}

function keyOf(encrypted: Uint8Array, alias: string, opening: Opening): KeyObject {
  const { passphrase, where } = opening;
  if (passphrase === undefined) throw opening.closed(`its private key "${alias}"`);
  const [algorithm, content] = sequenceOf(readBer(encrypted), 'a private key');
  if (dottedOf(sequenceOf(algorithm, 'the protection of a private key')[0]) !== protector)
    throw new BerFault('a private key is protected in an unknown way');
  const plain = reveal(octetsOf(content, 'a private key'), passphrase);
  if (plain) return keyOfDer(plain, 'pkcs8', opening);
  throw new LivepinError(
    'LP_KEY_FILE_ENCRYPTED',
    `${where}: its private key "${alias}" has a passphrase of its own; keytool -keypasswd gives it that of the store.`,
  );
}

/** Reads the file from its beginning to its end, in the big-endian numbers of Java's DataInput. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new BerFault('it ends early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  text(): string {
    return this.take(this.take(2).readUInt16BE()).toString('utf8');
  }
}
