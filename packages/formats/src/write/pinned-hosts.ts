import { type Host, LivepinError, type Pin } from '@livepin/core';
import type { PinPlan, PlannedHost, PlannedKey } from '../plan.ts';
import type { Loss } from '../target.ts';

/** What a form that can only refuse is able to say. */
export interface Form {
  /** For sentences: "OkHttp". */
  readonly name: string;
  /** Whether any key on the path can be pinned, or the server's own alone. */
  readonly compares: 'path' | 'leaf';
  /** Whether one name can be left unpinned below a host that is pinned with its sub-domains. */
  readonly excludes: boolean;
}

/** One line of a table in which the most specific host decides. */
export interface PinnedHost {
  readonly host: Host;
  readonly subdomains: boolean;
  /** Empty: the host is not pinned, although a host above it is, sub-domains and all. */
  readonly pins: readonly Pin[];
}

export interface PinnedHosts {
  readonly hosts: readonly PinnedHost[];
  readonly losses: readonly Loss[];
}

/**
 * What a form that can only refuse enforces. A host whose mismatches are to be reported, or whose keys the form cannot
 * compare, is left out, and out of the pins of the hosts above it: pins that were not chosen for it could cut it off.
 * @throws {LivepinError} LP_FORM_PINS_NOTHING
 */
export function pinnedHosts(plan: PinPlan, form: Form): PinnedHosts {
  const rows = [...plan.hosts].sort((a, b) => (a.host < b.host ? -1 : 1)).map((planned) => rowOf(planned, form));
  const pinned = rows.filter(({ keys }) => keys.length > 0);
  const hosts: PinnedHost[] = [];
  const losses: Loss[] = [];
  for (const { planned, keys, loss } of rows) {
    const { host, subdomains } = planned;
    const isBelow = isBelowPinned(
      host,
      pinned.map((row) => row.planned),
    );
    const isForced = keys.length === 0 && isBelow && !form.excludes;
    if (isForced) losses.push({ rule: loss?.rule ?? 'report-only', sentence: forced(host, form) });
    else if (loss) losses.push(loss);
    if (keys.length > 0 || isBelow) {
      hosts.push({ host, subdomains, pins: (isForced ? planned.keys : keys).map(({ pin }) => pin) });
    }
  }
  if (pinned.length > 0) return { hosts, losses };
  const reasons = losses.map(({ sentence }) => ` ${sentence}`).join('');
  throw new LivepinError('LP_FORM_PINS_NOTHING', `${form.name} would pin nothing of this.${reasons}`);
}

interface Row {
  readonly planned: PlannedHost;
  /** Those that are enforced. */
  readonly keys: readonly PlannedKey[];
  readonly loss: Loss | null;
}

function rowOf(planned: PlannedHost, { name, compares }: Form): Row {
  const { host, mode, keys } = planned;
  if (mode === 'report') {
    const sentence = `${host}: ${name} cannot report without refusing, so this host is not pinned here.`;
    return { planned, keys: [], loss: { rule: 'report-only', sentence } };
  }
  if (compares === 'leaf' && keys.some(({ role }) => role === 'unknown')) {
    const sentence = `${host}: ${name} compares only the server's own key, and which one that is is not known: this host is not pinned here.`;
    return { planned, keys: [], loss: { rule: 'key-unknown', sentence } };
  }
  const ofCas = keys.filter(({ role }) => role === 'intermediate' || role === 'anchor');
  if (compares === 'path' || ofCas.length === 0) return { planned, keys, loss: null };
  const says = `${host}: ${name} compares only the server's own key`;
  if (!keys.some(({ role }) => role === 'leaf')) {
    const sentence = `${says}, and only keys of CAs are to be pinned: this host is not pinned here.`;
    return { planned, keys: [], loss: { rule: 'leaf-only', sentence } };
  }
  const sentence = `${says}: those of CAs are left out (${ofCas.map(({ pin }) => pin).join(', ')}).`;
  return { planned, keys: keys.filter((key) => !ofCas.includes(key)), loss: { rule: 'leaf-only', sentence } };
}

function forced(host: Host, { name }: Form): string {
  return `${host}: ${name} cannot leave out one name below a pinned host, so this host is pinned to its own keys although it was not to be.`;
}

/** Whether pins of a host above would be asked for this one. */
export function isBelowPinned(host: Host, pinned: readonly Pick<PlannedHost, 'host' | 'subdomains'>[]): boolean {
  return pinned.some((above) => above.subdomains && host.endsWith(`.${above.host}`));
}
