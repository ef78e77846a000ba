import { type Host, isAddress } from '@livepin/core';
import type { ReadEntry, ReadPin, ReadProblem, Span } from '../read-config.ts';
import { entryOf, isTrue, type PlistEntry, type PlistNode, type PlistString } from '../text/plist.ts';
import { hostOf, namesAbove, strictPin } from '../text/read-pin.ts';
import { reportUriProblems } from '../text/report-uri.ts';
import { utcStartOf } from '../write/date.ts';
import { dictionaries, indirect, isVariable } from './info-plist.ts';
import { repeatedKeys } from './repeated-keys.ts';

const globalKeys = ['TSKSwizzleNetworkDelegates', 'TSKPinnedDomains', 'TSKIgnorePinningForUserDefinedTrustAnchors'];
// The text of the constant has lost its T in every release: the name that one would write is not read.
const excludeKey = 'kSKExcludeSubdomainFromParentPolicy';
const domainKeys = [
  'TSKPublicKeyHashes',
  'TSKEnforcePinning',
  'TSKIncludeSubdomains',
  'TSKExpirationDate',
  'TSKReportUris',
  'TSKDisableDefaultReportUri',
  excludeKey,
];
const formerKeys = ['TSKPublicKeyAlgorithms', 'TSKAdditionalTrustAnchors'];

/** One domain of a TrustKit configuration. */
export interface TrustKitDomain {
  readonly entry: PlistEntry;
  readonly host: Host | null;
  readonly isExcluded: boolean;
  readonly isEnforced: boolean;
  readonly pins: readonly { readonly node: PlistString; readonly pin: ReadPin }[];
  readonly date: PlistString | null;
}

/** @param configuration what stands under `TSKConfiguration` */
export function trustKitDomains(configuration: PlistNode | null): TrustKitDomain[] {
  const domains = entryOf(configuration, 'TSKPinnedDomains')?.value;
  return (domains?.kind === 'dict' ? domains.entries : []).map((entry) => {
    const under = (key: string) => entryOf(entry.value, key)?.value ?? null;
    const hashes = under('TSKPublicKeyHashes');
    const date = under('TSKExpirationDate');
    const pins = (hashes?.kind === 'array' ? hashes.items : []).filter((item) => item.kind === 'string');
    return {
      entry,
      host: nameOf(entry.key),
      isExcluded: isTrue(under(excludeKey)) ?? false,
      isEnforced: isTrue(under('TSKEnforcePinning')) ?? true,
      pins: pins.map((node) => ({ node, pin: pinOf(node) })),
      date: date?.kind === 'string' ? date : null,
    };
  });
}

/** Names are compared as they are written. */
function nameOf(text: string): Host | null {
  const host = hostOf(text);
  return host === text && !isAddress(host) ? host : null;
}

function pinOf({ value, textSpan }: PlistString): ReadPin {
  // White space around a pin belongs to it, and TrustKit throws at it.
  return { text: value, span: textSpan, of: 'key', pin: strictPin(value) };
}

export function trustKitEntries(domains: readonly TrustKitDomain[]): ReadEntry[] {
  return domains.map(({ entry, host, isExcluded, isEnforced, pins, date }) => ({
    host: { text: entry.key, span: entry.keySpan, host },
    coverage: isTrue(entryOf(entry.value, 'TSKIncludeSubdomains')?.value) ? 'host-and-below' : 'host',
    pins: isExcluded ? [] : pins.map(({ pin }) => pin),
    isEnforced: isEnforced && !isExcluded,
    expires: date && { text: date.value, seconds: utcStartOf(date.value), span: date.textSpan },
    span: entry.span,
  }));
}

/** What TrustKit throws at when the app starts, what it passes over, and what makes its pins worth less. */
export function trustKitProblems(root: PlistNode, domains: readonly TrustKitDomain[]): ReadProblem[] {
  const found = entryOf(root, 'TSKConfiguration');
  const problems = misplaced(root);
  if (!found) return problems;
  if (domains.length === 0) {
    const sentence = 'No domain is pinned: TrustKit throws, and the app ends at launch.';
    problems.push({ rule: 'trustkit-too-few-pins', sentence, span: found.keySpan });
  }
  const swizzle = entryOf(found.value, 'TSKSwizzleNetworkDelegates');
  if (swizzle && isTrue(swizzle.value)) {
    const sentence =
      'Every delegate of the app is swizzled: what uses no URLSession is missed, and other libraries that do so clash.';
    problems.push({ rule: 'trustkit-swizzling', sentence, span: swizzle.span });
  }
  const list = entryOf(found.value, 'TSKPinnedDomains')?.value;
  const dicts = [found.value, list, ...domains.map(({ entry }) => entry.value)];
  for (const problem of repeatedKeys(root, 'TSKConfiguration', dicts)) problems.push(problem);
  for (const problem of unknownKeys(found.value, [...globalKeys, ...domainKeys], 'the configuration'))
    problems.push(problem);
  const pinned = new Set(domains.filter(({ isExcluded }) => !isExcluded).map(({ entry }) => entry.key));
  return [...problems, ...domains.flatMap((domain) => domainProblems(domain, pinned))];
}

function domainProblems(domain: TrustKitDomain, pinned: ReadonlySet<string>): ReadProblem[] {
  const { entry, isExcluded, isEnforced, pins } = domain;
  const { key: name, keySpan, value } = entry;
  const problems = [
    ...unknownKeys(value, domainKeys, name),
    ...excludeProblems(domain, pinned),
    ...dateProblems(domain),
  ];
  if (isExcluded) return problems;
  const problem = (rule: string, sentence: string, span: Span) => void problems.push({ rule, sentence, span });
  const distinct = new Set(pins.map(({ pin }) => pin.pin ?? pin.text)).size;
  if (distinct < (isEnforced ? 2 : 1)) {
    problem(
      'trustkit-too-few-pins',
      `${name} has ${distinct === 0 ? 'no pin' : 'one pin'}: TrustKit throws, and the app ends at launch.`,
      keySpan,
    );
  }
  const enforce = entryOf(value, 'TSKEnforcePinning');
  if (!isEnforced && enforce)
    problem('trustkit-not-enforced', `A mismatch at ${name} is reported and let through.`, enforce.span);
  if (!isTrue(entryOf(value, 'TSKDisableDefaultReportUri')?.value)) {
    problem(
      'trustkit-default-report',
      `Reports of ${name}, with an id of the device, go to TrustKit's maker too.`,
      keySpan,
    );
  }
  const uris = entryOf(value, 'TSKReportUris')?.value;
  for (const uri of uris?.kind === 'array' ? uris.items : []) {
    if (uri.kind === 'string')
      problems.push(...reportUriProblems(uri.value.trim(), uri.textSpan, new Set([name.toLowerCase()])));
  }
  return [
    ...problems,
    ...pins.filter(({ pin }) => isVariable(pin.text)).map(({ pin }) => indirect(pin.text, pin.span)),
  ];
}

function dateProblems({ entry, date }: TrustKitDomain): ReadProblem[] {
  const written = entryOf(entry.value, 'TSKExpirationDate');
  if (!written || (date && utcStartOf(date.value) !== null)) return [];
  if (date && isVariable(date.value)) return [indirect(date.value, date.textSpan)];
  const what = date ? `"${date.value.slice(0, 40)}"` : 'what stands there';
  const sentence = `${what} is no text of the form yyyy-MM-dd: TrustKit drops it, and the pins of ${entry.key} never expire.`;
  return [{ rule: 'expiry-malformed', sentence, span: written.value.span }];
}

function excludeProblems({ entry, isExcluded }: TrustKitDomain, pinned: ReadonlySet<string>): ReadProblem[] {
  const rule = 'trustkit-exclude-key';
  const misspelt = entryOf(entry.value, 'TSKExcludeSubdomainFromParentPolicy');
  if (misspelt) {
    const sentence = `TrustKit reads ${excludeKey} in a property list; this key is passed over, and the missing pins make it throw.`;
    return [{ rule, sentence, span: misspelt.keySpan }];
  }
  if (!isExcluded) return [];
  const others = entry.value.kind === 'dict' ? entry.value.entries.filter(({ key }) => key !== excludeKey) : [];
  const problems = others.map(({ key, keySpan }) => {
    return {
      rule,
      sentence: `${entry.key.slice(0, 100)} is excluded, and ${key.slice(0, 60)} beside that makes TrustKit throw.`,
      span: keySpan,
    };
  });
  const hasParent = namesAbove(entry.key).some((name) => pinned.has(name));
  if (hasParent) return problems;
  return [
    ...problems,
    {
      rule,
      sentence: `${entry.key} is excluded from a parent that is not there: TrustKit throws.`,
      span: entry.keySpan,
    },
  ];
}

function unknownKeys(node: PlistNode, known: readonly string[], where: string): ReadProblem[] {
  return (node.kind === 'dict' ? node.entries : [])
    .filter(({ key }) => !known.includes(key) && key !== 'TSKExcludeSubdomainFromParentPolicy')
    .map(({ key, keySpan: span }) => {
      const rule = 'trustkit-unknown-key';
      if (known.includes(key.replace(/^k(?=TSK)/, ''))) {
        const sentence = `"${key}" is the name of the constant: in a property list it is written ${key.slice(1)}, and this is passed over.`;
        return { rule, severity: 'error', sentence, span };
      }
      if (/NoSSLValidation$/.test(key)) {
        return {
          rule,
          severity: 'error',
          sentence: `"${key}" of ${where} switches certificate validation off in a fork of TrustKit.`,
          span,
        };
      }
      const why = formerKeys.includes(key) ? 'is of an old version' : 'is not known to TrustKit';
      return { rule, sentence: `"${key.slice(0, 60)}" of ${where.slice(0, 100)} ${why}, and passed over.`, span };
    });
}

/** Keys of a domain beside the domains, and a configuration where nothing looks for it. */
function misplaced(root: PlistNode): ReadProblem[] {
  return dictionaries(root).flatMap(({ path, dict }) => {
    const where = path.join(' › ');
    return dict.entries.flatMap(({ key, keySpan: span }): ReadProblem[] => {
      const rule = 'trustkit-misplaced-key';
      if (key === 'TSKPinnedDomains' && where !== 'TSKConfiguration') {
        return [{ rule, sentence: 'TSKPinnedDomains is read in TSKConfiguration only: here it pins nothing.', span }];
      }
      if (
        domainKeys.includes(key) &&
        (where === 'TSKConfiguration' || where === 'TSKConfiguration › TSKPinnedDomains')
      ) {
        return [{ rule, sentence: `${key} belongs into a domain of TSKPinnedDomains: here it is passed over.`, span }];
      }
      return [];
    });
  });
}
