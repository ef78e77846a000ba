import type { Span } from '../read-config.ts';
import type { Plist, PlistEntry, PlistNode } from './plist.ts';
import type { TextRefused } from './xml.ts';

// Written out because the libraries for it follow every reference: a few hundred bytes whose lists all name the next list
// twice would keep them busy for ever, one that names itself would overflow the stack, and of a key that stands twice they
// keep one. They also give no places.

const maxDepth = 100;
const maxNodes = 200_000;
const trailerBytes = 32;

class NotRead extends Error {
  readonly at: number;
  constructor(sentence: string, at: number) {
    super(sentence);
    this.at = at;
  }
}

/** Reads a binary property list of version 0 (CFBinaryPList.c describes the form). */
export function parseBinaryPlist(bytes: Uint8Array): Plist | TextRefused {
  try {
    return { kind: 'plist', form: 'binary', root: readTree(bytes), comments: [] };
  } catch (fault) {
    if (!(fault instanceof NotRead)) throw fault;
    const span = { start: fault.at, end: Math.min(fault.at + 1, bytes.length) };
    return { kind: 'refused', sentence: `is a broken binary property list: ${fault.message}`, span };
  }
}

function readTree(bytes: Uint8Array): PlistNode {
  if (String.fromCharCode(...bytes.subarray(0, 8)) !== 'bplist00') throw new NotRead('its version is not 00', 0);
  if (bytes.length < 8 + 1 + trailerBytes) throw new NotRead('it is too short', 0);
  const trailer = bytes.length - trailerBytes;
  const offsetBytes = bytes[trailer + 6]!;
  const referenceBytes = bytes[trailer + 7]!;
  const count = unsigned(bytes, trailer + 8, 8);
  const top = unsigned(bytes, trailer + 16, 8);
  const table = unsigned(bytes, trailer + 24, 8);
  if (
    offsetBytes < 1 ||
    offsetBytes > 8 ||
    referenceBytes < 1 ||
    referenceBytes > 8 ||
    table + count * offsetBytes > trailer
  )
    throw new NotRead('its table of objects lies outside of it', trailer);
  const scalars = new Map<number, PlistNode>();
  let nodes = 0;

  function spend(size: number, at: number): void {
    nodes += size;
    if (nodes > maxNodes) throw new NotRead('it expands to more than 200,000 values', at);
  }

  /** Where object `index` begins. */
  function offsetOf(index: number, from: number): number {
    if (index >= count) throw new NotRead('it names an object that it does not have', from);
    const offset = unsigned(bytes, table + index * offsetBytes, offsetBytes);
    if (offset < 8 || offset >= table) throw new NotRead('an object lies outside of it', from);
    return offset;
  }

  function within(start: number, end: number): Span {
    if (end > table) throw new NotRead('an object ends outside of it', start);
    return { start, end };
  }

  function sized(at: number): { readonly size: number; readonly from: number } {
    const low = bytes[at]! & 15;
    if (low !== 15) return { size: low, from: at + 1 };
    const marker = bytes[at + 1]!;
    const width = 1 << (marker & 15);
    if (marker >> 4 !== 1 || width > 8) throw new NotRead('a size is none', at);
    within(at, at + 2 + width);
    return { size: unsigned(bytes, at + 2, width), from: at + 2 + width };
  }

  function references(from: number, size: number): number[] {
    return Array.from({ length: size }, (_, nth) => unsigned(bytes, from + nth * referenceBytes, referenceBytes));
  }

  function read(index: number, from: number, depth: number): PlistNode {
    const at = offsetOf(index, from);
    if (depth > maxDepth) throw new NotRead(`it nests deeper than ${maxDepth}, or for ever`, at);
    const type = bytes[at]! >> 4;
    if (type === 10) return array(at, depth);
    if (type === 13) return dict(at, depth);
    // One text can be named many times, and is kept once.
    const scalar = scalars.get(at) ?? readScalar(at);
    scalars.set(at, scalar);
    return scalar;
  }

  function array(at: number, depth: number): PlistNode {
    const { size, from } = sized(at);
    const span = within(at, from + size * referenceBytes);
    spend(size, at);
    return { kind: 'array', items: references(from, size).map((item) => read(item, at, depth + 1)), span };
  }

  function dict(at: number, depth: number): PlistNode {
    const { size, from } = sized(at);
    const span = within(at, from + 2 * size * referenceBytes);
    spend(2 * size, at);
    const values = references(from + size * referenceBytes, size);
    const entries = references(from, size).map((keyIndex, nth): PlistEntry => {
      const key = read(keyIndex, at, depth + 1);
      if (key.kind !== 'string') throw new NotRead('a key is no text', at);
      const value = read(values[nth]!, at, depth + 1);
      return { key: key.value, keySpan: key.textSpan, span: key.span, value };
    });
    return { kind: 'dict', entries, span };
  }

  function readScalar(at: number): PlistNode {
    const marker = bytes[at]!;
    const power = 1 << (marker & 15);
    if (marker === 8 || marker === 9) return { kind: 'bool', value: marker === 9, span: within(at, at + 1) };
    switch (marker >> 4) {
      case 0:
        return other('null', at, at + 1);
      case 1:
        return other('integer', at, at + 1 + power);
      case 2:
        return other('real', at, at + 1 + power);
      case 3:
        return other('date', at, at + 9);
      case 4: {
        const { size, from } = sized(at);
        return other('data', at, from + size);
      }
      case 5:
        return text(at, 1);
      case 6:
        return text(at, 2);
      case 8:
        return other('uid', at, at + 2 + (marker & 15));
      default:
        throw new NotRead(`an object has the unknown mark 0x${marker.toString(16)}`, at);
    }
  }

  function other(type: string, at: number, end: number): PlistNode {
    const span = within(at, end);
    return { kind: 'other', type, raw: bytes.slice(at, end), span };
  }

  function text(at: number, unitBytes: 1 | 2): PlistNode {
    const { size, from } = sized(at);
    const span = within(at, from + unitBytes * size);
    const units = Array.from({ length: size }, (_, nth) =>
      String.fromCharCode(unsigned(bytes, from + nth * unitBytes, unitBytes)),
    );
    return { kind: 'string', value: units.join(''), span, textSpan: { start: from, end: span.end } };
  }

  return read(top, trailer, 1);
}

function unsigned(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let nth = 0; nth < width; nth++) value = value * 256 + bytes[at + nth]!;
  return value;
}
