import { contentOf, type Der, tags } from '@livepin/tls/der';

/**
 * One element of BER (ITU-T X.690 §8.1), as Java, Windows and Apple write the containers of keys and certificates: with
 * lengths that are indefinite or longer than they need be. Certificates within are DER, and are taken as they stand.
 */
export interface Ber extends Der {
  /** Where the next element stands: behind `end`, which is the end of the content, and the end mark if there is one. */
  readonly next: number;
}

/** Containers nest some ten elements deep. */
const maxDepth = 32;
/** A trust store with every CA of the world has some hundreds. */
const maxParts = 100_000;
const endMark = 0x00;

/** The bytes are not those that they should be. Its message holds nothing of them. */
export class BerFault extends Error {}

/** @returns the element that fills `bytes` exactly. @throws {BerFault} */
export function readBer(bytes: Uint8Array): Ber {
  const element = readElement(bytes, 0, bytes.length, maxDepth);
  if (element.next !== bytes.length) throw new BerFault('something follows an element');
  return element;
}

/** The elements that a constructed one holds. @throws {BerFault} */
export function partsOf(element: Ber): Ber[] {
  const parts: Ber[] = [];
  for (let at = element.content; at < element.end; ) {
    const part = readElement(element.bytes, at, element.end, maxDepth);
    if (parts.push(part) > maxParts) throw new BerFault('it has too many parts');
    at = part.next;
  }
  return parts;
}

/** @throws {BerFault} */
export function expectBer(element: Ber | undefined, tag: number, what: string): Ber {
  if (element?.tag !== tag) throw new BerFault(`${what} is not where it must be`);
  return element;
}

/** The elements of the SEQUENCE that must stand here. @throws {BerFault} */
export function sequenceOf(element: Ber | undefined, what: string): Ber[] {
  return partsOf(expectBer(element, tags.sequence, what));
}

/** The bytes of an OCTET STRING, which may come in pieces (X.690 §8.7.3), also under a tag of its place. @throws {BerFault} */
export function octetsOf(element: Ber | undefined, what: string, depth = maxDepth): Uint8Array {
  if (!element || depth === 0) throw new BerFault(`${what} is not where it must be`);
  if ((element.tag & 0x20) === 0) return contentOf(element);
  return Buffer.concat(partsOf(element).map((part) => octetsOf(part, what, depth - 1)));
}

/** A whole number from 0 to 2^48. @throws {BerFault} */
export function numberOf(element: Ber | undefined, what: string): number {
  const content = contentOf(expectBer(element, tags.integer, what));
  if (content.length === 0 || content.length > 6 || content[0]! >= 0x80) throw new BerFault(`${what} is out of range`);
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** An OBJECT IDENTIFIER as "1.2.840.113549". @throws {BerFault} */
export function dottedOf(element: Ber | undefined): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contentOf(expectBer(element, tags.oid, 'an object identifier'))) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > 2 ** 40) throw new BerFault('an object identifier is too long');
    if (byte >= 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(Math.floor(arc / 40), 2);
      arcs.push(first);
      arc -= first * 40;
    }
    arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

function readElement(bytes: Uint8Array, start: number, limit: number, depth: number): Ber {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || start + 2 > limit) throw new BerFault('it ends early');
  if ((tag & 0x1f) === 0x1f) throw new BerFault('it holds a tag of several bytes');
  if (first === 0x80) return readIndefinite(bytes, start, limit, depth);
  const size = first > 0x80 ? first & 0x7f : 0;
  if (size > 8) throw new BerFault('a length is too long');
  const content = start + 2 + size;
  if (content > limit) throw new BerFault('it ends early');
  let length = first;
  if (size > 0) {
    length = 0;
    for (const byte of bytes.subarray(start + 2, content)) length = length * 256 + byte;
  }
  const end = content + length;
  if (end > limit) throw new BerFault('it ends early');
  return { bytes, tag, start, content, end, next: end };
}

function readIndefinite(bytes: Uint8Array, start: number, limit: number, depth: number): Ber {
  const tag = bytes[start]!;
  if ((tag & 0x20) === 0) throw new BerFault('an element without parts has no length');
  if (depth === 0) throw new BerFault('it nests too deep');
  const content = start + 2;
  for (let at = content; ; ) {
    if (bytes[at] === endMark && bytes[at + 1] === 0 && at + 2 <= limit)
      return { bytes, tag, start, content, end: at, next: at + 2 };
    at = readElement(bytes, at, limit, depth - 1).next;
  }
}
