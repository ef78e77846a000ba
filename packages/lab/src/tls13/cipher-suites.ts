import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';

/** A cipher suite of TLS 1.3 (RFC 8446 appendix B.4). */
export interface CipherSuite {
  readonly id: number;
  readonly hash: 'sha256' | 'sha384';
  readonly hashBytes: number;
  readonly aead: CipherGCMTypes | 'chacha20-poly1305';
  readonly keyBytes: number;
}

export const cipherSuites: readonly CipherSuite[] = [
  { id: 0x1301, hash: 'sha256', hashBytes: 32, aead: 'aes-128-gcm', keyBytes: 16 },
  { id: 0x1302, hash: 'sha384', hashBytes: 48, aead: 'aes-256-gcm', keyBytes: 32 },
  { id: 0x1303, hash: 'sha256', hashBytes: 32, aead: 'chacha20-poly1305', keyBytes: 32 },
];

/** Of each AEAD above (RFC 8446 §5.2, RFC 9001 §5.3). */
export const tagBytes = 16;

/** Key and IV for one direction at one stage (RFC 8446 §7.3). */
export interface PacketKey {
  readonly suite: CipherSuite;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** RFC 8446 §5.3: the IV with the number of the record or packet over its end. @param sequence below 2^53 */
function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(4) ^ Math.floor(sequence / 0x1_0000_0000)) >>> 0, 4);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ (sequence >>> 0)) >>> 0, 8);
  return nonce;
}

// Node's types tell the two families apart, which here are used alike.
const gcm = (suite: CipherSuite) => suite.aead as CipherGCMTypes;

/** @returns ciphertext and tag */
export function seal(key: PacketKey, sequence: number, head: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv(gcm(key.suite), key.key, nonceOf(key.iv, sequence), { authTagLength: tagBytes });
  cipher.setAAD(head, { plaintextLength: plaintext.length });
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** @returns null where it was not sealed with this key, number and head */
export function open(key: PacketKey, sequence: number, head: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < tagBytes) return null;
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv(gcm(key.suite), key.key, nonceOf(key.iv, sequence), { authTagLength: tagBytes });
  decipher.setAAD(head, { plaintextLength: end });
  decipher.setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    // The one way in which OpenSSL says that the tag is another.
    return null;
  }
  return plaintext;
}
