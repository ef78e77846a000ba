import { LivepinError } from '@livepin/core';
import { childrenOf, contentOf, type Der, oidOf, readDer, tags } from '@livepin/tls/der';
import { addressText } from '../make/ip-bytes.ts';
import { nameText } from './name-text.ts';
import { dotted, keyUsageNames, purposeNames } from './oid-names.ts';

/** What the extensions of a certificate or request say, in words. */
export interface ExtensionView {
  /** Host names and IP addresses among the alternative names. */
  readonly names: readonly string[];
  /** The alternative names of other forms: "email:ada@example.com". */
  readonly otherNames: readonly string[];
  readonly keyUsage: readonly string[] | null;
  /** The extended key usage. */
  readonly purposes: readonly string[] | null;
  readonly isCa: boolean;
  readonly pathLength: number | null;
  readonly nameConstraints: { readonly permitted: readonly string[]; readonly excluded: readonly string[] } | null;
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  readonly ocsp: readonly string[];
  readonly caIssuers: readonly string[];
  readonly crls: readonly string[];
  /** Those that are critical and not spoken of here, dotted. */
  readonly otherCritical: readonly string[];
  /** Those spoken of here whose value is not in its form, dotted. */
  readonly unreadable: readonly string[];
}

type Mutable = { -readonly [K in keyof ExtensionView]: ExtensionView[K] };

const readers: Readonly<Record<string, (view: Mutable, value: Der) => void>> = {
  '551d0e': (view, value) => {
    view.subjectKeyId = hex(value);
  },
  '551d0f': (view, value) => {
    const [, ...bytes] = contentOf(value);
    view.keyUsage = keyUsageNames.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
  },
  '551d11': (view, value) => {
    const isHost = ({ tag }: Der) => tag === dnsTag || tag === ipTag;
    view.names = childrenOf(value).filter(isHost).map(generalNameText);
    view.otherNames = childrenOf(value)
      .filter((name) => !isHost(name))
      .map(generalNameText);
  },
  '551d13': (view, value) => {
    const members = childrenOf(value);
    view.isCa = members.some((member) => member.tag === tags.boolean && contentOf(member)[0] !== 0);
    const length = members.find(({ tag }) => tag === tags.integer);
    view.pathLength = length ? Number.parseInt(hex(length), 16) : null;
  },
  '551d1e': (view, value) => {
    const trees = (tag: number) =>
      childrenOf(value)
        .filter((list) => list.tag === tag)
        .flatMap(childrenOf)
        .map((tree) => generalNameText(childrenOf(tree)[0]));
    view.nameConstraints = { permitted: trees(0xa0), excluded: trees(0xa1) };
  },
  '551d1f': (view, value) => {
    view.crls = urisIn(value);
  },
  '551d23': (view, value) => {
    const keyId = childrenOf(value).find(({ tag }) => tag === 0x80);
    view.authorityKeyId = keyId ? hex(keyId) : null;
  },
  '551d25': (view, value) => {
    view.purposes = childrenOf(value)
      .map(oidOf)
      .map((oid) => purposeNames[oid] ?? dotted(oid));
  },
  '2b06010505070101': (view, value) => {
    const at = (method: string) =>
      childrenOf(value)
        .map(childrenOf)
        .filter(([type]) => oidOf(type) === method)
        .flatMap(([, location]) => (location?.tag === uriTag ? [latin1(location)] : []));
    view.ocsp = at('2b06010505073001');
    view.caIssuers = at('2b06010505073002');
  },
};

/** @param list the Extensions sequence, where there is one */
export function extensionViewOf(list: Der | undefined): ExtensionView {
  const view: Mutable = {
    ...{ names: [], otherNames: [], keyUsage: null, purposes: null, isCa: false, pathLength: null },
    ...{ nameConstraints: null, subjectKeyId: null, authorityKeyId: null },
    ...{ ocsp: [], caIssuers: [], crls: [], otherCritical: [], unreadable: [] },
  };
  for (const extension of list ? childrenOf(list) : []) {
    const [type, ...rest] = childrenOf(extension);
    const value = rest[rest.length - 1];
    const oid = oidOf(type);
    const read = readers[oid];
    if (!read || !value) {
      if (rest.length === 2) view.otherCritical = [...view.otherCritical, dotted(oid)];
      continue;
    }
    try {
      read(view, readDer(value.bytes, value.content, value.end));
    } catch (error) {
      if (!(error instanceof LivepinError)) throw error;
      view.unreadable = [...view.unreadable, dotted(oid)];
    }
  }
  return view;
}

const dnsTag = 0x82;
const uriTag = 0x86;
const ipTag = 0x87;

function generalNameText(name: Der | undefined): string {
  if (!name) return '(none)';
  switch (name.tag) {
    case dnsTag:
      return latin1(name);
    case ipTag:
      return addressText(contentOf(name));
    case 0x81:
      return `email:${latin1(name)}`;
    case uriTag:
      return `uri:${latin1(name)}`;
    case 0xa4:
      return `directory:${nameText(readDer(name.bytes, name.content, name.end))}`;
    default:
      return `other:${hex(name)}`;
  }
}

/** The addresses within a CRLDistributionPoints, which nests no deeper (RFC 5280 §4.2.1.13). */
function urisIn(element: Der, depth = 5): string[] {
  if (element.tag === uriTag) return [latin1(element)];
  const isLeaf = (element.tag & 0x20) === 0 || depth === 0;
  return isLeaf ? [] : childrenOf(element).flatMap((child) => urisIn(child, depth - 1));
}

function hex(element: Der): string {
  return Buffer.from(contentOf(element)).toString('hex');
}

function latin1(element: Der): string {
  return Buffer.from(contentOf(element)).toString('latin1');
}
