import type { Host, Pin } from '@livepin/core';
import type { PlannedHost, PlannedKey } from './plan.ts';
import type { ReadConfig, ReadEntry, ReadProblem } from './read-config.ts';
import type { Loss } from './target.ts';
import { utcStartOf } from './write/date.ts';

export interface NamedConfig {
  /** Of the file, for sentences and labels. */
  readonly path: string;
  readonly config: ReadConfig;
  /** Which pin is which key, where the file says it. */
  readonly keys?: ReadonlyMap<Pin, PlannedKey>;
}

export interface FoundPlan {
  readonly hosts: readonly PlannedHost[];
  /** The earliest date of all; null where none has one. */
  readonly expires: number | null;
  /** The earliest date of each host; null where none stands with it. */
  readonly ends: ReadonlyMap<Host, number | null>;
  /** What stands in the files and cannot stand in a plan, one sentence each. */
  readonly losses: readonly Loss[];
}

interface Gathered {
  subdomains: boolean;
  mode: PlannedHost['mode'];
  readonly keys: Map<Pin, PlannedKey>;
}

/**
 * What configs say, as a plan: one line for each host, with the pins of all places that name it. Which key is which they do
 * not say.
 */
export function planFromConfigs(configs: readonly NamedConfig[]): FoundPlan {
  const hosts = new Map<Host, Gathered>();
  const losses: Loss[] = [];
  const ends = new Map<Host, number | null>();
  for (const { path, config, keys } of configs) {
    losses.push(...unread(config, path));
    for (const entry of config.entries) {
      losses.push(...lossesOf(entry, path));
      const pins = entry.pins.flatMap(({ pin }) => (pin === null ? [] : [pin]));
      if (entry.host.host === null || pins.length === 0) continue;
      ends.set(entry.host.host, earliest([ends.get(entry.host.host) ?? null, expiryOf(entry)]));
      const planned = pins.map(
        (pin): PlannedKey => keys?.get(pin) ?? { pin, role: 'unknown', label: fileName(path), notAfter: null },
      );
      gather(hosts, entry.host.host, entry, planned, losses);
    }
  }
  return {
    hosts: [...hosts].map(([host, { keys, ...rest }]) => ({ host, ...rest, keys: [...keys.values()] })),
    expires: earliest([...ends.values()]),
    ends,
    losses: [...new Map(losses.map((loss) => [loss.sentence, loss])).values()],
  };
}

/** What is written goes where others read it: the folders of who wrote it are nothing to them. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

function gather(
  hosts: Map<Host, Gathered>,
  host: Host,
  { coverage, isEnforced }: ReadEntry,
  planned: readonly PlannedKey[],
  losses: Loss[],
): void {
  const subdomains = coverage !== 'host';
  const mode = isEnforced ? 'enforce' : 'report';
  const known = hosts.get(host);
  const found = known ?? { subdomains, mode, keys: new Map() };
  hosts.set(host, found);
  if (known) {
    const isOther =
      planned.some(({ pin }) => !known.keys.has(pin)) ||
      known.keys.size !== new Set(planned.map(({ pin }) => pin)).size;
    if (isOther)
      losses.push({
        rule: 'platform-drift',
        sentence: `${host}: not all places have the same pins; taken are all of them.`,
      });
    if (known.subdomains !== subdomains)
      losses.push({
        rule: 'platform-drift',
        sentence: `${host}: not all places pin the names below it; they are taken as pinned.`,
      });
    known.subdomains ||= subdomains;
    // One place that refuses is enough for a connection to end.
    if (mode === 'enforce') known.mode = mode;
  }
  for (const key of planned) if (!found.keys.has(key.pin)) found.keys.set(key.pin, key);
}

/** What is computed and belongs to no entry: a host that nobody knows, with all its pins. */
function unread({ entries, problems }: ReadConfig, path: string): Loss[] {
  const isTold = ({ span }: ReadProblem) =>
    entries.some((entry) => entry.isPartial && entry.span.start <= span.start && span.end <= entry.span.end);
  return problems
    .filter((problem) => problem.rule === 'pin-indirect' && !isTold(problem))
    .map(({ rule, sentence }) => ({ rule, sentence: `${path}: ${sentence}` }));
}

function lossesOf(entry: ReadEntry, path: string): Loss[] {
  const { host, coverage, pins, isPartial } = entry;
  const name = host.text === '' ? 'A host without a name' : host.text;
  const say = (rule: string, what: string): Loss => ({ rule, sentence: `${name} (${path}): ${what}` });
  if (host.host === null) return [say('host-is-url', 'no request can have this name, so it is left out.')];
  const losses: Loss[] = [];
  if (pins.length === 0) losses.push(say('empty-pin-set', 'it is named without pins, which cannot be taken over.'));
  const ofCertificates = pins.filter((pin) => pin.of === 'certificate').length;
  const malformed = pins.filter((pin) => pin.of === 'key' && pin.pin === null).length;
  if (ofCertificates > 0) {
    const what = `${ofCertificates} of its pins ${ofCertificates === 1 ? 'is that of a whole certificate' : 'are those of whole certificates'}, from which no pin of a key can be made: left out.`;
    losses.push(say('whole-certificate-pin', what));
  }
  if (malformed > 0)
    losses.push(
      say(
        'pin-bad-base64',
        `${malformed} of its pins ${malformed === 1 ? 'is none, and is' : 'are none, and are'} left out.`,
      ),
    );
  if (isPartial)
    losses.push(say('pin-indirect', 'some of its pins are computed, or stand elsewhere: they were not read.'));
  if (coverage === 'one-label')
    losses.push(
      say(
        'subdomain-depth-differs',
        'only names with exactly one more label were pinned; now it is itself pinned too, and all below it.',
      ),
    );
  if (coverage === 'host-and-one-label')
    losses.push(
      say('subdomain-depth-differs', 'names with exactly one more label were pinned with it; now all below it are.'),
    );
  return losses;
}

function earliest(dates: readonly (number | null)[]): number | null {
  const known = dates.filter((date) => date !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** So that the same day is written again: what is written lies a day before the end (`lastSafeDay`). */
function expiryOf({ expires }: ReadEntry): number | null {
  const day = expires === null ? null : utcStartOf(expires.text);
  return day === null ? (expires?.seconds ?? null) : day + 86_400;
}
