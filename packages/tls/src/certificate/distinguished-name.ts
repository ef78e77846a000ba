import { childrenOf, contentOf, type Der, expectTag, hexOf, oidOf, tags, wholeOf } from './der.ts';

/** A name, each RDN brought into one spelling. Names are compared as OpenSSL does: string type, case and runs of blanks do not count. */
export type DistinguishedName = readonly string[];

const commonNameOid = '550403';
const emailOid = '2a864886f70d010901';
const decoders: Readonly<Record<number, BufferEncoding>> = {
  12: 'utf8',
  19: 'latin1',
  20: 'latin1',
  22: 'latin1',
  26: 'latin1',
};

/** @param name a Name (RFC 5280 §4.1.2.4) */
export function parseName(name: Der): DistinguishedName {
  return childrenOf(expectTag(name, tags.sequence, 'a name')).map((rdn) =>
    childrenOf(expectTag(rdn, tags.set, 'a part of a name'))
      .map(canonicalAttribute)
      .sort()
      .join('+'),
  );
}

/** One text for one name, whatever its spelling. */
export function nameKey(name: DistinguishedName): string {
  return name.join('/');
}

/** The values of the subject that some take for host names or mail addresses. */
export function valuesOf(name: Der, kind: 'commonName' | 'email'): string[] {
  const oid = kind === 'commonName' ? commonNameOid : emailOid;
  return childrenOf(name)
    .flatMap(childrenOf)
    .map(childrenOf)
    .filter(([type]) => oidOf(type) === oid)
    .map(([, value]) => (value ? textOf(value) : null))
    .filter((text) => text !== null);
}

function canonicalAttribute(attribute: Der): string {
  const [type, value] = childrenOf(expectTag(attribute, tags.sequence, 'an attribute of a name'));
  const text = value ? textOf(value) : null;
  const spelled = text === null ? `#${value ? hexOf(wholeOf(value)) : ''}` : fold(text);
  // Quoted, so that no value can be mistaken for two attributes or parts.
  return `${oidOf(type)}=${JSON.stringify(spelled)}`;
}

// ASCII letters only: that is what OpenSSL folds, and more would need tables that change.
function fold(text: string): string {
  return text
    .trim()
    .replace(/[ \t\n\v\f\r]+/g, ' ')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function textOf(value: Der): string | null {
  const bytes = Buffer.from(contentOf(value));
  const encoding = decoders[value.tag];
  if (encoding) return bytes.toString(encoding);
  if (value.tag === 0x1e && bytes.length % 2 === 0) return Buffer.from(bytes).swap16().toString('utf16le');
  return null;
}
