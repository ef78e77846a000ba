import { LivepinError } from '@livepin/core';
import { der, oid, sequence, set } from '@livepin/tls/der';
import type { CertificateName } from './certificate-name.ts';

/** One attribute of a subject: its short name and value. */
export interface Attribute {
  readonly type: string;
  readonly value: string;
}

interface Kind {
  readonly oid: string;
  /** The upper bound of RFC 5280 appendix A.1, in characters. */
  readonly max: number;
  /** The ASN.1 string type that the RFC prescribes where it is not UTF8String. */
  readonly tag?: number;
}

const printable = 0x13;
const ia5 = 0x16;

const kinds: Readonly<Record<string, Kind>> = {
  C: { oid: '2.5.4.6', max: 2, tag: printable },
  ST: { oid: '2.5.4.8', max: 128 },
  L: { oid: '2.5.4.7', max: 128 },
  STREET: { oid: '2.5.4.9', max: 128 },
  postalCode: { oid: '2.5.4.17', max: 40 },
  O: { oid: '2.5.4.10', max: 64 },
  OU: { oid: '2.5.4.11', max: 64 },
  serialNumber: { oid: '2.5.4.5', max: 64, tag: printable },
  CN: { oid: '2.5.4.3', max: 64 },
  emailAddress: { oid: '1.2.840.113549.1.9.1', max: 255, tag: ia5 },
};

/**
 * The common name of a certificate for `names`: the first host name that fits, if any. Clients look among the alternative names
 * alone. No address, which some take for a host name that name constraints do not permit.
 */
export function commonNameFor(names: readonly CertificateName[]): Attribute[] {
  const name = names.find(({ form, text }) => form === 'dns' && text.length <= kinds['CN']!.max);
  return name ? [{ type: 'CN', value: name.text }] : [];
}

/**
 * Reads a subject in either spelling of OpenSSL: "O=Example Ltd, C=GB" or "/C=GB/O=Example Ltd". A backslash takes the
 * separator after it, or another backslash, into the value.
 * @throws {LivepinError} LP_SUBJECT_MALFORMED
 */
export function parseSubject(text: string): Attribute[] {
  const separator = text.startsWith('/') ? '/' : ',';
  const parts = splitAt(separator, separator === '/' ? text.slice(1) : text);
  return parts.filter((part) => part.trim() !== '').map(parseAttribute);
}

function splitAt(separator: string, text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    const isEscaped = text[at] === '\\' && (text[at + 1] === separator || text[at + 1] === '\\');
    if (isEscaped) part += text[++at];
    else if (text[at] !== separator) part += text[at];
    else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}

function parseAttribute(part: string): Attribute {
  const [, given, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
  if (given === undefined || value === undefined)
    throw malformed(`${JSON.stringify(part.trim())} is not of the form NAME=VALUE`);
  const type = Object.keys(kinds).find((name) => name.toLowerCase() === given.toLowerCase());
  if (!type) throw malformed(`it names an attribute ${JSON.stringify(given)}`);
  const { max, tag } = kinds[type]!;
  if (value === '') throw malformed(`${type} has no value`);
  if ([...value].length > max) throw malformed(`${type} has more than ${max} characters`);
  if (type === 'C' && !/^[A-Z]{2}$/.test(value)) throw malformed('C is not a country of two letters, such as GB');
  if (tag === printable && !/^[A-Za-z0-9 '()+,\-./:=?]+$/.test(value))
    throw malformed(`${type} has characters that it cannot hold`);
  // A zero byte has been used to make one name look like another.
  if (/[\x00-\x1f\x7f]/.test(value) || (tag === ia5 && /[^\x20-\x7e]/.test(value)))
    throw malformed(`${type} has characters that it cannot hold`);
  return { type, value };
}

/** A Name (RFC 5280 §4.1.2.4), each attribute a part of its own. */
export function encodeSubject(attributes: readonly Attribute[]): Uint8Array {
  return sequence(
    ...attributes.map(({ type, value }) => {
      const kind = kinds[type]!;
      return set(sequence(oid(kind.oid), der(kind.tag ?? 0x0c, Buffer.from(value))));
    }),
  );
}

function malformed(what: string): LivepinError<'LP_SUBJECT_MALFORMED'> {
  return new LivepinError('LP_SUBJECT_MALFORMED', `The subject cannot be used: ${what}.`);
}
