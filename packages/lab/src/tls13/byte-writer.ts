/** Big-endian. */
export function uint(size: 1 | 2 | 3 | 4, value: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

/** A vector of TLS (RFC 8446 §3.4): the length in `size` bytes, then the parts. */
export function vector(size: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint(size, body.length), body]);
}

/** A number of QUIC in its shortest form (RFC 9000 §16). @param value below 2^53 */
export function varint(value: number): Uint8Array {
  if (value < 0x40) return Uint8Array.of(value);
  if (value < 0x4000) return uint(2, value + 0x4000);
  if (value < 0x4000_0000) return uint(4, value + 0x8000_0000);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value) + 0xc000_0000_0000_0000n);
  return bytes;
}
