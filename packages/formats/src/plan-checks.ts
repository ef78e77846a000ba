import { LivepinError, type Pin } from '@livepin/core';
import { getPublicSuffix } from 'tldts';
import { publicRoots } from './lint/public-roots.ts';
import type { PinPlan, PlannedHost } from './plan.ts';
import type { Loss } from './target.ts';
import { dayOf } from './write/date.ts';

const secondsPerDay = 86_400;
/** Platforms end a date at different hours, and what is written lies a day early for that reason. */
const shortestDays = 3;
/** Too late for a release to reach most users. */
export const soonDays = 30;
/** Longer than any public certificate lives. */
const farDays = 400;

/**
 * Half a year: most installations have been updated by then, and one that never is loses its pins, and not its servers,
 * within it. Between `soonDays` and `farDays`, and so that a release a quarter renews it in time.
 */
export const defaultDays = 180;

/** The end of pins made now: the start of a day in UTC, so that what is made twice on one day is the same. */
export function endAfter(now: number, days = defaultDays): number {
  return (Math.floor(now / secondsPerDay) + days) * secondsPerDay;
}

/**
 * Refuses what would cut an app off from its servers, and says what whoever wants it all the same should know. Here is
 * the only place that decides it.
 * @param withoutBackup the owner said that there is to be none
 * @param revoked pins of keys that are known to be in the wrong hands
 * @returns remarks, each under the lint rule that explains it
 * @throws {LivepinError} LP_PLAN_REVOKED, LP_PLAN_EXPIRED, LP_PLAN_BESIDE_SDK, LP_PLAN_ONE_PIN, LP_PLAN_NO_BACKUP
 */
export function checkPlan(plan: PinPlan, withoutBackup: boolean, revoked: ReadonlySet<Pin> = new Set()): Loss[] {
  refuseRevoked(plan, revoked);
  return [...checkDates(plan), ...plan.hosts.flatMap((planned) => checkHost(planned, plan, withoutBackup))];
}

function refuseRevoked({ hosts }: PinPlan, revoked: ReadonlySet<Pin>): void {
  for (const { host, keys } of hosts) {
    const stolen = keys.find(({ pin }) => revoked.has(pin));
    if (!stolen) continue;
    const sentence = `${host} would be pinned to ${stolen.pin} (${stolen.label}), which is revoked.`;
    throw new LivepinError('LP_PLAN_REVOKED', sentence);
  }
}

function checkDates({ expires, madeAt, isBesideSdk }: PinPlan): Loss[] {
  if (expires === null) {
    if (isBesideSdk) throw besideSdk('Beside an SDK the pins need an end');
    const sentence = 'The pins have no end: an app that is not updated in time loses its servers for good.';
    return [{ rule: 'pin-set-no-expiry', sentence }];
  }
  const days = Math.floor((expires - madeAt) / secondsPerDay);
  if (days < shortestDays) {
    const sentence = `Pins until ${dayOf(expires)} would be over when they are shipped: platforms end them up to ${shortestDays} days early.`;
    throw new LivepinError('LP_PLAN_EXPIRED', sentence);
  }
  if (days < soonDays)
    return [{ rule: 'pin-set-expires-soon', sentence: `The pins end in ${days} days, on ${dayOf(expires)}.` }];
  if (days <= farDays) return [];
  const sentence = `The pins end in ${days} days only: no public certificate lives that long.`;
  return [{ rule: 'pin-set-expiry-far', sentence }];
}

function checkHost(planned: PlannedHost, { expires, isBesideSdk }: PinPlan, withoutBackup: boolean): Loss[] {
  const { host, keys, subdomains } = planned;
  if (isBesideSdk && keys.some(({ role }) => role === 'leaf' || role === 'unknown'))
    throw besideSdk(`${host}: beside an SDK no key of a server is pinned, for the platform would refuse its next one`);
  const remarks = [...checkBackup(planned, withoutBackup), ...outlived(planned, expires)];
  if (subdomains && getPublicSuffix(host, { allowPrivateDomains: true }) === host) {
    const sentence = `${host} is a public suffix: names below it are those of strangers.`;
    remarks.push({ rule: 'subdomains-of-public-suffix', sentence });
  }
  const inUse = keys.filter(({ role }) => role !== 'backup');
  if (!isBesideSdk && inUse.length > 0 && inUse.every(({ pin }) => publicRoots.has(pin))) {
    const sentence = `${host}: every customer of ${publicRoots.get(inUse[0]!.pin)} passes these pins.`;
    remarks.push({ rule: 'public-root-pin-only', sentence });
  }
  if (keys.some(({ role }) => role === 'intermediate')) {
    const sentence = `${host}: public CAs change their intermediates without notice; pin one of a CA of your own only.`;
    remarks.push({ rule: 'public-intermediate-pin', sentence });
  }
  return remarks;
}

function checkBackup({ host, keys }: PlannedHost, withoutBackup: boolean): Loss[] {
  const isAlone = new Set(keys.map(({ pin }) => pin)).size < 2;
  const hasBackup = keys.some(({ role }) => role === 'backup' || role === 'unknown');
  if (!isAlone && hasBackup) return [];
  const sentence = isAlone ? `${host} would have one pin.` : `${host}: every key that would be pinned is in use now.`;
  if (!withoutBackup) throw new LivepinError(isAlone ? 'LP_PLAN_ONE_PIN' : 'LP_PLAN_NO_BACKUP', sentence);
  const risk = `${host} has no backup: when its key is lost, stolen or changed, every installed app is cut off until it is updated.`;
  return [{ rule: isAlone ? 'no-backup-pin' : 'backup-in-served-chain', sentence: risk }];
}

/** Certificates that end before the pins do. */
function outlived({ host, keys }: PlannedHost, expires: number | null): Loss[] {
  if (expires === null) return [];
  return keys.flatMap(({ role, label, notAfter }) => {
    if (role === 'backup' || notAfter === null || notAfter >= expires) return [];
    const then =
      role === 'leaf'
        ? "the next one must be for the same key, or for the backup's"
        : 'the next ones must be of the same CA';
    const sentence = `${host}: the certificate of ${label} ends on ${dayOf(notAfter)}, before the pins do; ${then}.`;
    return [{ rule: role === 'leaf' ? 'leaf-pin-key-rotates' : 'pin-set-expiry-far', sentence }];
  });
}

function besideSdk(why: string): LivepinError<'LP_PLAN_BESIDE_SDK'> {
  return new LivepinError('LP_PLAN_BESIDE_SDK', `${why}.`);
}
