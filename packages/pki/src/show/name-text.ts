import { childrenOf, contentOf, type Der, oidOf, wholeOf } from '@livepin/tls/der';
import { dotted } from './oid-names.ts';

const attributeNames: Readonly<Record<string, string>> = {
  '550403': 'CN',
  '550404': 'SN',
  '550405': 'serialNumber',
  '550406': 'C',
  '550407': 'L',
  '550408': 'ST',
  '550409': 'STREET',
  '55040a': 'O',
  '55040b': 'OU',
  '55040c': 'title',
  '55040f': 'businessCategory',
  '550411': 'postalCode',
  '55042a': 'GN',
  '2a864886f70d010901': 'emailAddress',
  '0992268993f22c640119': 'DC',
  '0992268993f22c640101': 'UID',
  '2b0601040182373c020103': 'jurisdictionC',
  '2b0601040182373c020102': 'jurisdictionST',
};

const utf8Tag = 0x0c;
const bmpTag = 0x1e;

/** A Name for people, the most particular part first: "CN=api.example.com, O=Example". */
export function nameText(name: Der): string {
  const parts = childrenOf(name).map((rdn) => childrenOf(rdn).map(attributeText).join(' + '));
  return parts.length === 0 ? '(no name)' : parts.reverse().join(', ');
}

/** The common names in a Name, first to last. */
export function commonNamesOf(name: Der): string[] {
  const attributes = childrenOf(name).flatMap(childrenOf).map(childrenOf);
  return attributes.flatMap(([type, value]) => (value && oidOf(type) === '550403' ? [stringOf(value)] : []));
}

function attributeText(attribute: Der): string {
  const [type, value] = childrenOf(attribute);
  const oid = oidOf(type);
  const text = value ? stringOf(value) : '';
  // RFC 4514 §2.4, so that no value can be mistaken for two parts.
  return `${attributeNames[oid] ?? dotted(oid)}=${text.replace(/[\\,+]/g, '\\$&')}`;
}

function stringOf(value: Der): string {
  const bytes = Buffer.from(contentOf(value));
  if (value.tag === utf8Tag) return bytes.toString('utf8');
  if (value.tag === bmpTag && bytes.length % 2 === 0) return bytes.swap16().toString('utf16le');
  // The other string types (RFC 5280 §4.1.2.4) are ASCII, or are shown as if they were Latin-1.
  return value.tag >= 0x12 && value.tag <= 0x1c
    ? bytes.toString('latin1')
    : `#${Buffer.from(wholeOf(value)).toString('hex')}`;
}
