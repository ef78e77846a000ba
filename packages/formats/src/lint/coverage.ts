import type { Host, Pin } from '@livepin/core';
import type { ReadConfig, ReadEntry } from '../read-config.ts';
import { namesAbove } from '../text/read-pin.ts';
import { type Form, formOf } from './forms.ts';
import { judgePin } from './pin-text.ts';

/** What holds for one name in one config, when all of its entries are weighed as the platform does. */
export interface Effective {
  /** Those that decide: one, or where pins are added up all that match. */
  readonly entries: readonly ReadEntry[];
  readonly pins: ReadonlySet<Pin>;
  /** Some of its pins were not read. */
  readonly isPartial: boolean;
}

/** Whether an entry speaks for a name. */
export function covers({ host: { host }, coverage }: ReadEntry, name: Host): boolean {
  if (host === null) return false;
  const labels = name.endsWith(`.${host}`) ? name.slice(0, -host.length - 1).split('.').length : 0;
  switch (coverage) {
    case 'host':
      return name === host;
    case 'one-label':
      return labels === 1;
    case 'host-and-one-label':
      return name === host || labels === 1;
    case 'host-and-below':
      return name === host || labels > 0;
  }
}

/** @returns null where the config pins nothing for the name: nobody speaks for it, or one does who has no pins */
export function effectiveFor(config: ReadConfig, name: Host): Effective | null {
  const form = formOf(config);
  const entries = deciding(form, config, name);
  const texts = entries.flatMap((entry) => entry.pins);
  if (texts.length === 0) return null;
  const pins = texts.map(({ text, pin }) => pin ?? judgePin(text, form).pin).filter((pin) => pin !== null);
  return { entries, pins: new Set(pins), isPartial: entries.some((entry) => entry.isPartial) };
}

function deciding({ overlap }: Form, config: ReadConfig, name: Host): readonly ReadEntry[] {
  const byHost = entriesByHost(config);
  // The name itself, then those above it, the nearest first: the most specific first.
  const matching = [name, ...namesAbove(name)]
    .flatMap((above) => byHost.get(above) ?? [])
    .filter((entry) => covers(entry, name));
  if (overlap === 'union') return matching;
  return overlap === 'exact' ? matching.filter(({ host }) => host.host === name).slice(0, 1) : matching.slice(0, 1);
}

const indexes = new WeakMap<ReadConfig, ReadonlyMap<string, readonly ReadEntry[]>>();

function entriesByHost(config: ReadConfig): ReadonlyMap<string, readonly ReadEntry[]> {
  const known = indexes.get(config);
  if (known) return known;
  const byHost = new Map<string, ReadEntry[]>();
  for (const entry of config.entries) {
    if (entry.host.host === null) continue;
    const own = byHost.get(entry.host.host);
    if (own) own.push(entry);
    else byHost.set(entry.host.host, [entry]);
  }
  indexes.set(config, byHost);
  return byHost;
}

/** Whether a config pins any host. */
export function pinsAny({ entries }: ReadConfig): boolean {
  return entries.some(({ pins, isPartial }) => pins.length > 0 || isPartial);
}

/** Every name that entries of these configs speak for with pins, each once. */
export function pinnedNames(configs: readonly ReadConfig[]): Host[] {
  const names = configs.flatMap(({ entries }) =>
    entries.filter(({ pins }) => pins.length > 0).map(({ host }) => host.host),
  );
  return [...new Set(names.filter((name) => name !== null))];
}
