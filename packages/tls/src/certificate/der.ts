import { LivepinError } from '@livepin/core';

/** One element of DER (ITU-T X.690 §8.1, §10.1): offsets into the bytes that hold it. */
export interface Der {
  readonly bytes: Uint8Array;
  readonly tag: number;
  /** Where the tag stands. */
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

export function malformed(what: string): LivepinError<'LP_CERTIFICATE_MALFORMED'> {
  return new LivepinError('LP_CERTIFICATE_MALFORMED', `The certificate is malformed: ${what}.`);
}

/** @returns the element that fills `bytes` from `start` to `end` exactly. @throws {LivepinError} LP_CERTIFICATE_MALFORMED */
export function readDer(bytes: Uint8Array, start = 0, end = bytes.length): Der {
  const element = readElement(bytes, start, end);
  if (element.end !== end) throw malformed('something follows an element');
  return element;
}

/** The elements that a constructed one holds. */
export function childrenOf(element: Der): Der[] {
  const children: Der[] = [];
  for (let at = element.content; at < element.end; ) {
    const child = readElement(element.bytes, at, element.end);
    children.push(child);
    at = child.end;
  }
  return children;
}

/** Tag numbers above 30 and lengths that are indefinite, not minimal or beyond 2^24 do not stand in certificates. */
export function readElement(bytes: Uint8Array, start: number, limit: number): Der {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || start + 2 > limit) throw malformed('it ends early');
  if ((tag & 0x1f) === 0x1f) throw malformed('it holds a tag of several bytes');
  // Of the universal types only SEQUENCE and SET consist of elements (X.690 §10.2 forbids it of strings).
  if (tag < 0x40 && tag >= 0x20 !== ((tag & 0x1f) === 0x10 || (tag & 0x1f) === 0x11))
    throw malformed('a tag is not in DER');
  let content = start + 2;
  let length = first;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 3) throw malformed('a length is not in DER');
    length = 0;
    for (const byte of bytes.subarray(content, content + size)) length = (length << 8) | byte;
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) throw malformed('a length is not in its shortest form');
    content += size;
  }
  const end = content + length;
  if (end > limit) throw malformed('it ends early');
  return { bytes, tag, start, content, end };
}

export function contentOf(element: Der): Uint8Array {
  return element.bytes.subarray(element.content, element.end);
}

/** The element with its tag and length. */
export function wholeOf(element: Der): Uint8Array {
  return element.bytes.subarray(element.start, element.end);
}

export function expectTag(element: Der | undefined, tag: number, what: string): Der {
  if (element?.tag !== tag) throw malformed(`${what} is not where it must be`);
  return element;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** The children of a constructed element that must be so many. */
export function exactlyOf(element: Der, count: number, what: string): Der[] {
  const children = childrenOf(element);
  if (children.length !== count) throw malformed(`${what} does not hold ${count} elements`);
  return children;
}

/** Elements that may be absent and are told by their tags: each of `order` at most once, and in that order. */
export function optionalOf(elements: readonly Der[], order: readonly number[], what: string): (Der | undefined)[] {
  let at = 0;
  const found = order.map((tag) => (elements[at]?.tag === tag ? elements[at++] : undefined));
  if (at < elements.length) throw malformed(`${what} holds something else`);
  return found;
}

/** The content of an OBJECT IDENTIFIER in hexadecimal: as good a name as its dotted form, and needs no decoding. */
export function oidOf(element: Der | undefined): string {
  const content = contentOf(expectTag(element, tags.oid, 'an object identifier'));
  // X.690 §8.19.2: each arc in its shortest form, and none without its last byte.
  const isSound = content.every((byte, at) => byte !== 0x80 || (at > 0 && content[at - 1]! >= 0x80));
  if (!isSound || !((content[content.length - 1] ?? 0x80) < 0x80)) throw malformed('an object identifier is none');
  return hexOf(content);
}

/** The content of an INTEGER, in its shortest form (X.690 §8.3.2). */
export function integerOf(element: Der | undefined, what: string): Uint8Array {
  const content = contentOf(expectTag(element, tags.integer, what));
  const [first, second] = content;
  const isPadded = second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (first === undefined || isPadded) throw malformed('an INTEGER is not in its shortest form');
  return content;
}

export function booleanOf(element: Der): boolean {
  const content = contentOf(element);
  const value = content[0];
  if (content.length !== 1 || (value !== 0 && value !== 0xff)) throw malformed('a BOOLEAN is neither true nor false');
  return value === 0xff;
}

/** An element of any type: where the type is one of those that have a form, it is in that form. */
export function expectSound(element: Der): void {
  const size = element.end - element.content;
  if (element.tag === tags.boolean) booleanOf(element);
  else if (element.tag === tags.integer) integerOf(element, 'an INTEGER');
  else if (element.tag === tags.bitString) namedBitsOf(element, 'a BIT STRING');
  else if (element.tag === tags.oid) oidOf(element);
  else if (element.tag === tags.null && size > 0) throw malformed('a NULL holds something');
  else if (element.tag === tags.bmpString && size % 2 !== 0) throw malformed('a string holds half a character');
  else if (element.tag === tags.universalString && size % 4 !== 0)
    throw malformed('a string holds a part of a character');
}

/** A small INTEGER that is not negative. */
export function countOf(element: Der | undefined, what: string): number {
  const content = integerOf(element, what);
  if (content.length > 4 || content[0]! >= 0x80) throw malformed('an INTEGER is out of range');
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** The bytes of a BIT STRING that holds whole bytes. */
export function bytesOfBits(element: Der | undefined, what: string): Uint8Array {
  const content = contentOf(expectTag(element, tags.bitString, what));
  if (content[0] !== 0) throw malformed('a BIT STRING does not hold whole bytes');
  return content.subarray(1);
}

/** The named bits of a BIT STRING (X.690 §11.2): bit 0 is the first. */
export function namedBitsOf(element: Der, what: string): (bit: number) => boolean {
  const content = contentOf(expectTag(element, tags.bitString, what));
  const [unused = 8, ...bytes] = content;
  // A bit that is set where none is counted is seen by some readers, and not by others.
  if (unused > 7 || ((bytes[bytes.length - 1] ?? 0) & ((1 << unused) - 1)) !== 0 || (unused > 0 && bytes.length === 0))
    throw malformed(`${what} is no string of bits`);
  return (bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/** UTCTime or GeneralizedTime in the form of RFC 5280 §4.1.2.5: to the second, in UTC. @returns seconds since 1970 */
export function timeOf(element: Der | undefined): number {
  const digits = element?.tag === tags.utcTime ? 2 : element?.tag === tags.generalizedTime ? 4 : 0;
  const text = element && digits > 0 ? contentOf(element) : new Uint8Array(0);
  if (text.length !== digits + 11 || text[digits + 10] !== letterZ) throw malformed('a date is not in its form');
  const short = digits === 4 ? twoDigits(text, 0) * 100 + twoDigits(text, 2) : twoDigits(text, 0);
  const fullYear = digits === 4 ? short : short < 50 ? 2000 + short : 1900 + short;
  const [month, day] = [twoDigits(text, digits), twoDigits(text, digits + 2)];
  const [hour, minute, second] = [
    twoDigits(text, digits + 4),
    twoDigits(text, digits + 6),
    twoDigits(text, digits + 8),
  ];
  const milliseconds = Date.UTC(fullYear, month - 1, day, hour, minute, second);
  const date = new Date(milliseconds);
  if (fullYear < 100) date.setUTCFullYear(fullYear);
  // A day or an hour that does not exist would roll over to another.
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!real || minute > 59 || second > 59) throw malformed('a date does not exist');
  return date.getTime() / 1000;
}

const letterZ = 0x5a;

function twoDigits(text: Uint8Array, at: number): number {
  const [tens, ones] = [text[at]! - 0x30, text[at + 1]! - 0x30];
  if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) throw malformed('a date is not in its form');
  return tens * 10 + ones;
}
