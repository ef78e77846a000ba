import { ByteReader } from '../tls13/byte-reader.ts';
import { uint } from '../tls13/byte-writer.ts';
import { malformed } from '../tls13/protocol-fault.ts';
import { decodeHuffman } from './huffman.ts';
import { staticTable } from './qpack-static-table.ts';

type Field = readonly [name: string, value: string];

/**
 * A field section of HTTP/3 (RFC 9204 §4.5) by a peer that was told that there is no dynamic table.
 * @throws {ProtocolFault}
 */
export function decodeFields(section: Uint8Array): Field[] {
  const reader = new ByteReader(section, 'a field section');
  const required = integer(reader, reader.uint(1), 8);
  integer(reader, reader.uint(1), 7);
  if (required !== 0) throw malformed('a field section');
  return reader.all(readField);
}

function readField(reader: ByteReader): Field {
  const first = reader.uint(1);
  if ((first & 0xc0) === 0xc0) {
    const [name, value = ''] = entry(integer(reader, first, 6));
    return [name, value];
  }
  // A literal value with the name of an entry, or with a literal name.
  if ((first & 0xd0) === 0x50) return [entry(integer(reader, first, 4))[0], string(reader, reader.uint(1), 7)];
  if ((first & 0xe0) === 0x20) return [string(reader, first, 3), string(reader, reader.uint(1), 7)];
  // All others refer to the dynamic table.
  throw malformed('a field section');
}

function entry(index: number): (typeof staticTable)[number] {
  const found = staticTable[index];
  if (!found) throw malformed('a field section');
  return found;
}

/** RFC 7541 §5.1. @param bits how many of `first`, the last ones, belong to the number */
function integer(reader: ByteReader, first: number, bits: number): number {
  const mask = 2 ** bits - 1;
  let value = first & mask;
  if (value < mask) return value;
  for (let factor = 1; ; factor *= 128) {
    const next = reader.uint(1);
    value += (next & 0x7f) * factor;
    if (value > maxNumber) throw malformed('a field section');
    if (next < 0x80) return value;
  }
}

// Far beyond any string that can come.
const maxNumber = 2 ** 32;

/** RFC 9204 §4.1.2. @param bits of the length; the one before them says whether it is coded */
function string(reader: ByteReader, first: number, bits: number): string {
  const bytes = reader.take(integer(reader, first, bits));
  const isCoded = (first & (1 << bits)) !== 0;
  return Buffer.from(isCoded ? decodeHuffman(bytes) : bytes).toString('latin1');
}

/** All literal, without a table and without a code. @param fields names and values of at most 126 bytes */
export function encodeFields(fields: readonly Field[]): Uint8Array {
  const literals = fields.flatMap(([name, value]) => [
    // Three bits of length, all ones: the rest follows (RFC 7541 §5.1).
    ...(name.length < 7 ? [uint(1, 0x20 + name.length)] : [uint(1, 0x27), uint(1, name.length - 7)]),
    Buffer.from(name, 'latin1'),
    uint(1, value.length),
    Buffer.from(value, 'latin1'),
  ]);
  return Buffer.concat([Uint8Array.of(0, 0), ...literals]);
}
