import { isUtf8 } from 'node:buffer';
import {
  childrenOf,
  contentOf,
  type Der,
  exactlyOf,
  expectSound,
  expectTag,
  hexOf,
  malformed,
  oidOf,
  tags,
  wholeOf,
} from './der.ts';

/** A name, each RDN brought into one spelling. Names are compared as OpenSSL does: string type, case and runs of blanks do not count. */
export type DistinguishedName = readonly string[];

const commonNameOid = '550403';
const emailOid = '2a864886f70d010901';
// PrintableString, TeletexString (read as Latin-1, as everybody does), IA5String.
const oneByteStrings: ReadonlySet<number> = new Set([19, 20, 22]);
// And what OpenSSL takes beside those: a BIT STRING, NumericString, UniversalString, a SEQUENCE.
const numericString = 18;
const valueTypes: ReadonlySet<number> = new Set([...oneByteStrings, 12, 30, 3, numericString, 28, 0x30]);

/** @param name a Name (RFC 5280 §4.1.2.4) */
export function parseName(name: Der): DistinguishedName {
  return childrenOf(expectTag(name, tags.sequence, 'a name')).map(parseNamePart);
}

/** @param rdn a RelativeDistinguishedName */
export function parseNamePart(rdn: Der): string {
  const attributes = childrenOf(expectTag(rdn, tags.set, 'a part of a name'));
  if (attributes.length === 0) throw malformed('a part of a name is empty');
  return attributes.map(canonicalAttribute).sort().join('+');
}

/** One text for one name, whatever its spelling. */
export function nameKey(name: DistinguishedName): string {
  return name.join('/');
}

/** The values of the subject that some take for host names or mail addresses. Null text: of a type that holds no text. */
export function valuesOf(name: Der, kind: 'commonName' | 'email'): { text: string | null; isIa5: boolean }[] {
  const oid = kind === 'commonName' ? commonNameOid : emailOid;
  return childrenOf(name)
    .flatMap(childrenOf)
    .map(childrenOf)
    .filter(([type]) => oidOf(type) === oid)
    .map(([, value]) => ({ text: textOf(value!) ?? digitsOf(value!), isIa5: value!.tag === tags.ia5String }));
}

function canonicalAttribute(attribute: Der): string {
  const [type, value] = exactlyOf(expectTag(attribute, tags.sequence, 'an attribute of a name'), 2, 'a name');
  if (!valueTypes.has(value!.tag)) throw malformed('a name holds what is no text');
  expectSound(value!);
  const text = textOf(value!);
  // Text is quoted, so that no value can be mistaken for two attributes or parts, or for one of another type.
  return `${oidOf(type)}=${text === null ? `#${hexOf(wholeOf(value!))}` : JSON.stringify(fold(text))}`;
}

// ASCII letters and blanks only: that is what OpenSSL folds, and more would need tables that change.
function fold(text: string): string {
  return text
    .replace(/[ \t\n\v\f\r]+/g, ' ')
    .replace(/^ | $/g, '')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function textOf(value: Der): string | null {
  const bytes = Buffer.from(contentOf(value));
  if (value.tag === tags.utf8String) {
    // Were the wrong bytes replaced by question marks, different names would be one.
    if (!isUtf8(bytes)) throw malformed('a name is not in UTF-8');
    return bytes.toString('utf8');
  }
  if (oneByteStrings.has(value.tag)) return bytes.toString('latin1');
  if (value.tag === tags.universalString) return textOfUniversal(bytes);
  if (value.tag !== tags.bmpString) return null;
  return bytes.swap16().toString('utf16le');
}

function textOfUniversal(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const point = bytes.readUInt32BE(at);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) throw malformed('a name holds what is no character');
    text += String.fromCodePoint(point);
  }
  return text;
}

// To OpenSSL a NumericString is text, but in another spelling it is another name.
function digitsOf(value: Der): string | null {
  return value.tag === numericString ? Buffer.from(contentOf(value)).toString('latin1') : null;
}
