import { type Host, isAddress } from '@livepin/core';
import type { ReadEntry, ReadPin, ReadProblem } from '../read-config.ts';
import { entryOf, isTrue, type PlistDict, type PlistEntry, type PlistNode, type PlistString } from '../text/plist.ts';
import { hostOf, namesAbove, strictPin } from '../text/read-pin.ts';
import { dictionaries, indirect, isVariable } from './info-plist.ts';
import { repeatedKeys } from './repeated-keys.ts';

const identityKey = 'SPKI-SHA256-BASE64';
const sets = ['NSPinnedCAIdentities', 'NSPinnedLeafIdentities'] as const;
const domainKeys = ['NSIncludesSubdomains', ...sets];

/** One domain of `NSPinnedDomains`. */
export interface AtsDomain {
  readonly entry: PlistEntry;
  readonly host: Host | null;
  readonly identities: Readonly<Record<(typeof sets)[number], AtsSet | null>>;
}

export interface AtsSet {
  readonly entry: PlistEntry;
  readonly identities: readonly AtsIdentity[];
}

export interface AtsIdentity {
  readonly node: PlistDict;
  readonly text: PlistString;
  readonly pin: ReadPin;
}

export function atsDomains(root: PlistNode): AtsDomain[] {
  const domains = entryOf(entryOf(root, 'NSAppTransportSecurity')?.value, 'NSPinnedDomains')?.value;
  return (domains?.kind === 'dict' ? domains.entries : []).map((entry) => ({
    entry,
    host: nameOf(entry.key),
    identities: {
      NSPinnedCAIdentities: setOf(entryOf(entry.value, 'NSPinnedCAIdentities'), 'ca'),
      NSPinnedLeafIdentities: setOf(entryOf(entry.value, 'NSPinnedLeafIdentities'), 'leaf'),
    },
  }));
}

/** Names are compared as they are written: in lower case, without a dot at the end. Addresses are none. */
function nameOf(text: string): Host | null {
  const host = hostOf(text);
  return host === text && !isAddress(host) ? host : null;
}

function setOf(entry: PlistEntry | null, among: 'leaf' | 'ca'): AtsSet | null {
  if (!entry) return null;
  const items = entry.value.kind === 'array' ? entry.value.items : [];
  return { entry, identities: items.flatMap((item) => identityOf(item, among)) };
}

function identityOf(node: PlistNode, among: 'leaf' | 'ca'): AtsIdentity[] {
  const value = entryOf(node, identityKey)?.value;
  if (node.kind !== 'dict' || value?.kind !== 'string') return [];
  const text = value.value.trim();
  return [{ node, text: value, pin: { text, span: value.textSpan, of: 'key', among, pin: strictPin(text) } }];
}

export function atsEntries(domains: readonly AtsDomain[]): ReadEntry[] {
  return domains.map(({ entry, host, identities }) => ({
    host: { text: entry.key, span: entry.keySpan, host },
    coverage: isTrue(entryOf(entry.value, 'NSIncludesSubdomains')?.value) ? 'host-and-one-label' : 'host',
    pins: sets.flatMap((set) => identities[set]?.identities ?? []).map(({ pin }) => pin),
    isEnforced: true,
    expires: null,
    span: entry.span,
  }));
}

/** What ATS passes over, or what makes its pins worth less. */
export function atsProblems(root: PlistNode, domains: readonly AtsDomain[]): ReadProblem[] {
  const ats = entryOf(root, 'NSAppTransportSecurity')?.value ?? null;
  const pinned = domains.filter(({ identities }) => sets.some((set) => (identities[set]?.identities.length ?? 0) > 0));
  const repeated = repeatedKeys(root, 'NSAppTransportSecurity', [
    ats,
    entryOf(ats, 'NSPinnedDomains')?.value,
    ...domains.map(({ entry }) => entry.value),
  ]);
  return [...domains.flatMap(domainProblems), ...repeated, ...misplaced(root), ...httpProblems(ats, pinned)];
}

function domainProblems({ entry, identities }: AtsDomain): ReadProblem[] {
  const ca = identities.NSPinnedCAIdentities?.identities ?? [];
  const leaf = identities.NSPinnedLeafIdentities?.identities ?? [];
  const problems: ReadProblem[] = [];
  if (ca.length === 0 && leaf.length === 0) {
    const sentence = `${entry.key} has no identity in NSPinnedCAIdentities or NSPinnedLeafIdentities that can be read.`;
    problems.push({ rule: 'ats-no-identities', sentence, span: entry.keySpan });
  }
  if (ca.length > 0 && leaf.length > 0) {
    const sentence = `${entry.key} asks for a CA and for a leaf: both must match, so neither is a backup of the other.`;
    problems.push({ rule: 'ats-leaf-and-ca', sentence, span: entry.keySpan });
  }
  for (const problem of unknownKeys(entry.value, domainKeys, entry.key)) problems.push(problem);
  for (const set of sets) {
    const value = identities[set]?.entry.value;
    for (const item of value?.kind === 'array' ? value.items : []) {
      for (const problem of unknownKeys(item, [identityKey], `an identity of ${entry.key}`)) problems.push(problem);
    }
  }
  const indirects = [...ca, ...leaf].filter(({ pin }) => isVariable(pin.text));
  return [...problems, ...indirects.map(({ pin }) => indirect(pin.text, pin.span))];
}

function unknownKeys(node: PlistNode, known: readonly string[], where: string): ReadProblem[] {
  return (node.kind === 'dict' ? node.entries : [])
    .filter(({ key }) => !known.includes(key))
    .map(({ key, keySpan }) => {
      const meant = known.find((name) => alike(name, key));
      const sentence = `"${key.slice(0, 60)}" of ${where.slice(0, 100)} is passed over${meant ? `; ${meant} is meant` : ''}.`;
      return { rule: 'ats-misspelt-key', sentence, span: keySpan };
    });
}

/** Whether one name is meant by another: other case, other marks, "Include" for "Includes". */
function alike(name: string, key: string): boolean {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .replace('includessub', 'includesub');
  return bare(name) === bare(key);
}

/** Pins where nothing looks for them, and names of dictionaries that differ in case alone. */
function misplaced(root: PlistNode): ReadProblem[] {
  const wrong = (sentence: string, { keySpan }: PlistEntry) => ({ rule: 'ats-misspelt-key', sentence, span: keySpan });
  return dictionaries(root).flatMap(({ path, dict }) => {
    const where = path.join(' › ');
    const inAts = where === 'NSAppTransportSecurity';
    return dict.entries.flatMap((entry): ReadProblem[] => {
      const { key } = entry;
      const name = key.toLowerCase();
      if (name === 'nspinneddomains' && (!inAts || key !== 'NSPinnedDomains')) {
        return [
          wrong(`"${key}" is read as NSPinnedDomains in NSAppTransportSecurity only: here it pins nothing.`, entry),
        ];
      }
      if (path.length === 0 && name === 'nsapptransportsecurity' && key !== 'NSAppTransportSecurity') {
        return [wrong(`"${key}" is passed over; NSAppTransportSecurity is meant.`, entry)];
      }
      if (path.includes('NSExceptionDomains') && sets.some((set) => alike(set, key))) {
        return [wrong(`"${key}" in NSExceptionDomains pins nothing: it belongs into NSPinnedDomains.`, entry)];
      }
      return [];
    });
  });
}

function httpProblems(ats: PlistNode | null, pinned: readonly AtsDomain[]): ReadProblem[] {
  const problems: ReadProblem[] = [];
  const arbitrary = entryOf(ats, 'NSAllowsArbitraryLoads');
  if (arbitrary && isTrue(arbitrary.value)) {
    const sentence =
      pinned.length > 0
        ? 'NSAllowsArbitraryLoads switches ATS off: whether pins hold beside it is not documented.'
        : 'NSAllowsArbitraryLoads switches ATS off: connections without TLS are permitted.';
    problems.push({
      rule: 'ats-arbitrary-loads',
      severity: pinned.length > 0 ? 'error' : 'warning',
      sentence,
      span: arbitrary.span,
    });
  }
  const covered = new Set(pinned.flatMap(({ entry }) => [entry.key, ...namesAbove(entry.key)]));
  const exceptions = entryOf(ats, 'NSExceptionDomains')?.value;
  for (const { key, value } of exceptions?.kind === 'dict' ? exceptions.entries : []) {
    const names = ['NSExceptionAllowsInsecureHTTPLoads', 'NSTemporaryExceptionAllowsInsecureHTTPLoads'];
    const found = names.map((name) => entryOf(value, name)).find((entry) => entry && isTrue(entry.value));
    if (!found) continue;
    const isPinned = covered.has(key);
    const sentence = `Connections without TLS are permitted to ${key}${isPinned ? ', which is pinned' : ''}.`;
    problems.push({ rule: 'ats-insecure-http', severity: isPinned ? 'error' : 'warning', sentence, span: found.span });
  }
  return problems;
}
