import { createHmac, hash } from 'node:crypto';
import { uint, vector } from './byte-writer.ts';
import type { CipherSuite, PacketKey } from './cipher-suites.ts';

type Hash = CipherSuite['hash'];

/** RFC 5869 §2.2 */
export const extract = (algorithm: Hash, salt: Uint8Array, secret: Uint8Array): Uint8Array =>
  createHmac(algorithm, salt).update(secret).digest();

/** HKDF-Expand-Label (RFC 8446 §7.1). @param length at most 255 times the hash's */
export function expandLabel(
  algorithm: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const info = Buffer.concat([uint(2, length), vector(1, Buffer.from(`tls13 ${label}`)), vector(1, context)]);
  const blocks: Uint8Array[] = [];
  for (let made = 0, last = none; made < length; made += last.length) {
    last = createHmac(algorithm, secret)
      .update(last)
      .update(info)
      .update(uint(1, blocks.length + 1))
      .digest();
    blocks.push(last);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const none = new Uint8Array();

/** RFC 8446 §7.3; `prefix` is "quic " in RFC 9001 §5.1. */
export function packetKey(suite: CipherSuite, secret: Uint8Array, prefix: '' | 'quic ' = ''): PacketKey {
  return {
    suite,
    key: expandLabel(suite.hash, secret, `${prefix}key`, none, suite.keyBytes),
    iv: expandLabel(suite.hash, secret, `${prefix}iv`, none, 12),
  };
}

/** The secret after a KeyUpdate (RFC 8446 §7.2). */
export const nextSecret = (suite: CipherSuite, secret: Uint8Array, label: 'traffic upd' | 'quic ku' = 'traffic upd') =>
  expandLabel(suite.hash, secret, label, none, suite.hashBytes);

/** RFC 8446 §4.4.4 */
export function finishedOf(suite: CipherSuite, secret: Uint8Array, transcript: Uint8Array): Uint8Array {
  const key = expandLabel(suite.hash, secret, 'finished', none, suite.hashBytes);
  return createHmac(suite.hash, key).update(transcript).digest();
}

/** RFC 8446 §4.6.1 */
export const ticketPsk = (suite: CipherSuite, resumption: Uint8Array, nonce: Uint8Array): Uint8Array =>
  expandLabel(suite.hash, resumption, 'resumption', nonce, suite.hashBytes);

/** The secrets of RFC 8446 §7.1, in the order of its figure. */
export class KeySchedule {
  readonly #suite: CipherSuite;
  #secret: Uint8Array;

  /** @param psk null for a full handshake */
  constructor(suite: CipherSuite, psk: Uint8Array | null) {
    this.#suite = suite;
    const zeros = new Uint8Array(suite.hashBytes);
    this.#secret = extract(suite.hash, zeros, psk ?? zeros);
  }

  /** @param transcript the hash over the messages so far; none where the schedule derives from no message */
  derive(label: string, transcript?: Uint8Array): Uint8Array {
    const { hash: algorithm, hashBytes } = this.#suite;
    return expandLabel(algorithm, this.#secret, label, transcript ?? hash(algorithm, none, 'buffer'), hashBytes);
  }

  /** From the early to the handshake secret, and without a shared secret from that to the master secret. */
  advance(shared: Uint8Array = new Uint8Array(this.#suite.hashBytes)): void {
    this.#secret = extract(this.#suite.hash, this.derive('derived'), shared);
  }
}
