import { hash } from 'node:crypto';

/** What the bytes are for (RFC 7292 appendix B.3). */
export const purposes = { key: 1, iv: 2, mac: 3 } as const;

export interface Pkcs12Kdf {
  readonly digest: string;
  /** Null: no passphrase at all, which is not the same as an empty one. */
  readonly passphrase: string | null;
  readonly salt: Uint8Array;
  readonly purpose: (typeof purposes)[keyof typeof purposes];
  readonly iterations: number;
  /** In bytes. */
  readonly length: number;
}

/** How many times the hash is computed for so many bytes. */
export function roundsOf({ digest, iterations, length }: Pick<Pkcs12Kdf, 'digest' | 'iterations' | 'length'>): number {
  return iterations * Math.ceil(length / hash(digest, '', 'buffer').length);
}

/** Bytes from a passphrase, as PKCS#12 has it (RFC 7292 appendix B.2). */
export function deriveByPkcs12({ digest, passphrase, salt, purpose, iterations, length }: Pkcs12Kdf): Buffer {
  const blockSize = /384|512/.test(digest) ? 128 : 64;
  const diversifier = Buffer.alloc(blockSize, purpose);
  const input = Buffer.concat([filled(salt, blockSize), filled(passwordBytes(passphrase), blockSize)]);
  const blocks: Buffer[] = [];
  for (let made = 0; made < length; ) {
    let block = hash(digest, Buffer.concat([diversifier, input]), 'buffer');
    for (let round = 1; round < iterations; round++) block = hash(digest, block, 'buffer');
    blocks.push(block);
    made += block.length;
    const addend = filled(block, blockSize).subarray(0, blockSize);
    for (let at = 0; at < input.length; at += blockSize) addOne(input.subarray(at, at + blockSize), addend);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** UTF-16, big-endian, with two zero bytes behind it (RFC 7292 appendix B.1). */
function passwordBytes(passphrase: string | null): Buffer {
  if (passphrase === null) return Buffer.alloc(0);
  return Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
}

/** Repeated until it fills whole blocks. */
function filled(bytes: Uint8Array, blockSize: number): Buffer {
  if (bytes.length === 0) return Buffer.alloc(0);
  return Buffer.alloc(Math.ceil(bytes.length / blockSize) * blockSize, bytes);
}

/** target = target + addend + 1, modulo its size. */
function addOne(target: Buffer, addend: Buffer): void {
  let carry = 1;
  for (let at = target.length - 1; at >= 0; at--) {
    carry += target[at]! + addend[at]!;
    target[at] = carry & 0xff;
    carry >>= 8;
  }
}
