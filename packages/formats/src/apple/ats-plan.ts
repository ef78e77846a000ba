import { isAddress, LivepinError, type Pin } from '@livepin/core';
import type { PinPlan, PlannedHost, PlannedKey } from '../plan.ts';
import type { Loss } from '../target.ts';
import { dayOf } from '../write/date.ts';

export interface AtsHost {
  readonly host: string;
  readonly subdomains: boolean;
  readonly set: 'NSPinnedCAIdentities' | 'NSPinnedLeafIdentities';
  readonly pins: readonly Pin[];
}

/**
 * What ATS can carry of a plan. It knows one set for CAs and one for leaves, and asks for a match in each that is there:
 * a plan that any key may satisfy gets one of them, with the backups in it.
 * @throws {LivepinError} LP_FORM_PINS_NOTHING
 */
export function atsHosts(plan: PinPlan): { readonly hosts: readonly AtsHost[]; readonly losses: readonly Loss[] } {
  const losses: Loss[] = [];
  const sorted = plan.hosts.toSorted((a, b) => (a.host < b.host ? -1 : 1));
  const enforced = sorted.filter(({ mode }) => mode === 'enforce').flatMap((planned) => hostsOf(planned, plan, losses));
  const reported = sorted.filter(({ mode }) => mode === 'report');
  // A name below a pinned one cannot be left out: the pins above, which were not chosen for it, would be asked for it.
  const forced = reported.filter(({ host }) => enforced.some((above) => isOneBelow(host, above)));
  const hosts = [...enforced, ...forced.flatMap((planned) => hostsOf({ ...planned, subdomains: false }, plan, losses))];
  for (const planned of reported) {
    const what = !forced.includes(planned)
      ? 'App Transport Security cannot report without refusing; not pinned here.'
      : hosts.some(({ host }) => host === planned.host)
        ? 'App Transport Security cannot leave out one name below a pinned host, so this host is pinned to its own keys although it was not to be.'
        : 'App Transport Security cannot leave out one name below a pinned host, so the pins of that one are asked here.';
    losses.push({ rule: 'report-only', sentence: `${planned.host}: ${what}` });
  }
  if (hosts.length === 0) {
    const reasons = losses.map(({ sentence }) => ` ${sentence}`).join('');
    throw new LivepinError('LP_FORM_PINS_NOTHING', `App Transport Security would pin nothing of this.${reasons}`);
  }
  if (plan.expires !== null) {
    const sentence = `App Transport Security knows no date: an app that still runs after ${dayOf(plan.expires)} goes on asking for these pins.`;
    losses.push({ rule: 'expiry-lost', sentence });
  }
  return { hosts: hosts.toSorted((a, b) => (a.host < b.host ? -1 : 1)), losses };
}

function isOneBelow(host: string, above: AtsHost): boolean {
  return above.subdomains && host.slice(host.indexOf('.') + 1) === above.host;
}

/** None where it cannot be carried. */
function hostsOf(planned: PlannedHost, { isBesideSdk }: PinPlan, losses: Loss[]): AtsHost[] {
  const kept = hostOf(planned, isBesideSdk, losses);
  return kept ? [kept] : [];
}

function hostOf({ host, subdomains, keys }: PlannedHost, isBesideSdk: boolean, losses: Loss[]): AtsHost | null {
  const lost = (rule: string, what: string) => void losses.push({ rule, sentence: `${host}: ${what}` });
  if (isAddress(host)) {
    lost('host-is-ip', 'App Transport Security pins no addresses; not pinned here.');
    return null;
  }
  if (keys.some(({ role }) => role === 'unknown')) {
    lost('key-unknown', 'App Transport Security compares leaves and CAs apart, and which keys are which is not known.');
    return null;
  }
  const isOfCa = ({ role }: PlannedKey) => role === 'intermediate' || role === 'anchor';
  const set = keys.some(isOfCa) || isBesideSdk ? 'NSPinnedCAIdentities' : 'NSPinnedLeafIdentities';
  const pins = keys.filter((key) => takes(set, key)).map(({ pin }) => pin);
  if (!keys.some((key) => key.role !== 'backup' && takes(set, key))) {
    lost('ats-no-identities', 'beside an SDK only keys of CAs are pinned here, and there is none; not pinned here.');
    return null;
  }
  const left = keys.filter((key) => !takes(set, key)).map(({ pin }) => pin);
  if (left.length > 0) {
    lost(
      'ats-leaf-and-ca',
      `a leaf and a CA would both have to match, so the leaf's keys are left out (${left.join(', ')}).`,
    );
  }
  if (subdomains) {
    lost(
      'subdomain-depth-differs',
      `names with exactly one more label are pinned with it, deeper ones (a.b.${host}) are not.`,
    );
  }
  return { host, subdomains, set, pins };
}

/** Whether a key belongs into a set. Of a backup nothing is known but that it is on no path now: it may be of either. */
export function takes(set: AtsHost['set'], { role }: PlannedKey): boolean {
  if (role === 'unknown') return false;
  return role === 'backup' || (role === 'leaf') === (set === 'NSPinnedLeafIdentities');
}
