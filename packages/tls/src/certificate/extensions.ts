import {
  booleanOf,
  childrenOf,
  contentOf,
  countOf,
  type Der,
  expectTag,
  hexOf,
  integerOf,
  malformed,
  namedBitsOf,
  oidOf,
  optionalOf,
  readDer,
  tags,
} from './der.ts';
import { nameKey } from './distinguished-name.ts';
import { checkDistributionPoints } from './distribution-points.ts';
import { type GeneralName, parseGeneralName, parseGeneralNames } from './general-name.ts';

/** What a certificate's extensions say (RFC 5280 §4.2). Absent ones are null. All known ones are parsed, needed or not. */
export interface Extensions {
  readonly basicConstraints: { readonly isCa: boolean; readonly pathLength: number | null } | null;
  readonly keyUsage: { readonly certSign: boolean; readonly tlsServer: boolean } | null;
  readonly extendedKeyUsage: ReadonlySet<string> | null;
  /** What the Netscape type, older than the key usages, says of TLS servers. Of CAs it said what basic constraints say. */
  readonly netscapeServer: boolean | null;
  readonly subjectAltNames: readonly GeneralName[] | null;
  readonly nameConstraints: NameConstraints | null;
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: AuthorityKeyId | null;
  /** The first critical extension that is not understood, or that asks for what is not done (policies). */
  readonly unmet: string | null;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
  /** Length of the encoding: what checking it can cost. */
  readonly size: number;
}

export interface AuthorityKeyId {
  readonly keyId: string | null;
  /** Who issued the issuer's certificate: of several names the first, as OpenSSL reads it. */
  readonly issuer: string | null;
  readonly serial: string | null;
}

export const serverAuth = '2b06010505070301';

type Mutable = { -readonly [K in keyof Extensions]: Extensions[K] };
type Read = (into: Mutable, value: Der) => void;

const known: Readonly<Record<string, Read>> = {
  '551d0e': (into, value) => {
    into.subjectKeyId = hexOf(contentOf(expectTag(value, tags.octetString, 'the subject key identifier')));
  },
  '551d0f': (into, value) => {
    const bit = namedBitsOf(value, 'the key usage');
    // digitalSignature, keyEncipherment or keyAgreement: what OpenSSL asks of a TLS server.
    into.keyUsage = { certSign: bit(5), tlsServer: bit(0) || bit(2) || bit(4) };
  },
  '551d11': (into, value) => {
    into.subjectAltNames = parseGeneralNames(expectTag(value, tags.sequence, 'the alternative names'));
    if (into.subjectAltNames.length === 0) throw malformed('the list of alternative names is empty');
  },
  '551d13': (into, value) => {
    into.basicConstraints = parseBasicConstraints(value);
  },
  '551d1e': (into, value) => {
    into.nameConstraints = parseNameConstraints(value);
  },
  '551d1f': (_into, value) => checkDistributionPoints(value),
  '551d23': (into, value) => {
    into.authorityKeyId = parseAuthorityKeyId(value);
  },
  '551d25': (into, value) => {
    const usages = childrenOf(expectTag(value, tags.sequence, 'the extended key usage')).map(oidOf);
    if (usages.length === 0) throw malformed('the extended key usage is empty');
    into.extendedKeyUsage = new Set(usages);
  },
  '6086480186f8420101': (into, value) => {
    into.netscapeServer = namedBitsOf(value, 'the Netscape type')(1);
  },
};

// Understood, and nothing follows from them for a path: policies (any will do), OCSP without check. Where others are
// critical (alternative names of the issuer, access to information, TLS features, certificate transparency), nobody who is
// asked before us takes the certificate.
const harmless = new Set(['551d20', '2b0601050507300105']);
// RFC 5280 §4.2.1.1 and §4.2.1.2: must not be critical; where they are, others refuse.
const neverCritical = new Set(['551d0e', '551d23']);
// What binds a path even where it is not critical, and is not followed here: proxy certificates (RFC 3820), which act for
// the holder of a server certificate, and the addresses of RFC 3779.
const notFollowed = new Set(['2b0601050507010e', '2b06010505070107', '2b06010505070108']);

/** @param list the Extensions sequence of a certificate */
export function parseExtensions(list: readonly Der[]): Extensions {
  const into: Mutable = { ...noExtensions };
  const seen = new Set<string>();
  for (const extension of list) {
    const [type, ...rest] = childrenOf(expectTag(extension, tags.sequence, 'an extension'));
    const oid = oidOf(type);
    if (seen.has(oid)) throw malformed('an extension stands twice');
    seen.add(oid);
    const isCritical = rest.length === 2 && booleanOf(expectTag(rest[0], tags.boolean, 'criticality'));
    if (rest.length === 0 || rest.length > 2) throw malformed('an extension has no value');
    const value = expectTag(rest[rest.length - 1], tags.octetString, 'the value of an extension');
    const read = known[oid];
    read?.(into, readDer(value.bytes, value.content, value.end));
    const isUnmet = (!read && !harmless.has(oid)) || neverCritical.has(oid);
    if ((isCritical && isUnmet) || notFollowed.has(oid)) into.unmet ??= oid;
  }
  return into;
}

export const noExtensions: Extensions = {
  basicConstraints: null,
  keyUsage: null,
  extendedKeyUsage: null,
  netscapeServer: null,
  subjectAltNames: null,
  nameConstraints: null,
  subjectKeyId: null,
  authorityKeyId: null,
  unmet: null,
};

function parseBasicConstraints(value: Der): NonNullable<Extensions['basicConstraints']> {
  const members = childrenOf(expectTag(value, tags.sequence, 'the basic constraints'));
  const [ca, length] = optionalOf(members, [tags.boolean, tags.integer], 'the basic constraints');
  const isCa = ca !== undefined && booleanOf(ca);
  if (length && !isCa) throw malformed('a path length stands where there is no CA');
  return { isCa, pathLength: length ? countOf(length, 'the path length') : null };
}

function parseNameConstraints(value: Der): NameConstraints {
  const members = childrenOf(expectTag(value, tags.sequence, 'the name constraints'));
  const [permitted, excluded] = optionalOf(members, [0xa0, 0xa1], 'the name constraints');
  if (members.length === 0) throw malformed('the name constraints say nothing');
  return { permitted: subtreesOf(permitted), excluded: subtreesOf(excluded), size: value.end - value.content };
}

function subtreesOf(list: Der | undefined): GeneralName[] {
  if (list && list.content === list.end) throw malformed('a list of name constraints is empty');
  return list ? childrenOf(list).map(parseSubtree) : [];
}

// GeneralSubtree: minimum must be 0 (its default) and maximum absent (RFC 5280 §4.2.1.10).
function parseSubtree(subtree: Der): GeneralName {
  const members = childrenOf(expectTag(subtree, tags.sequence, 'a name constraint'));
  if (members.length !== 1) throw malformed('a name constraint has a minimum or maximum');
  return parseGeneralName(members[0]!);
}

function parseAuthorityKeyId(value: Der): AuthorityKeyId {
  const members = childrenOf(expectTag(value, tags.sequence, 'the authority key identifier'));
  const [keyId, issuer, serial] = optionalOf(members, [0x80, 0xa1, 0x82], 'the authority key identifier');
  if ((issuer === undefined) !== (serial === undefined))
    throw malformed('the authority key identifier names half a certificate');
  const directory = issuer && parseGeneralNames(issuer).find(({ form }) => form === 'directory');
  return {
    keyId: keyId ? hexOf(contentOf(keyId)) : null,
    issuer: directory?.form === 'directory' ? nameKey(directory.name) : null,
    serial: serial ? hexOf(integerOf({ ...serial, tag: tags.integer }, 'the serial number')) : null,
  };
}
