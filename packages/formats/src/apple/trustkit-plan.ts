import { isAddress, LivepinError, type Pin } from '@livepin/core';
import { parse } from 'tldts';
import type { PinPlan, PlannedHost } from '../plan.ts';
import type { Loss } from '../target.ts';
import { lastSafeDay } from '../write/date.ts';

export interface TrustKitHost {
  readonly host: string;
  readonly subdomains: boolean;
  readonly enforce: boolean;
  readonly pins: readonly Pin[];
  /** `yyyy-MM-dd` */
  readonly expires: string | null;
}

/**
 * What TrustKit for Apple platforms can carry of a plan. What it throws at, at launch, is left out and said.
 * @throws {LivepinError} LP_FORM_PINS_NOTHING; LP_FORM_TOO_FEW_PINS: one pin for a host that is enforced
 */
export function trustKitHosts(plan: PinPlan): {
  readonly hosts: readonly TrustKitHost[];
  readonly losses: readonly Loss[];
} {
  const losses = plan.hosts.flatMap(lossOf);
  const kept = plan.hosts.filter((planned) => lossOf(planned).length === 0);
  if (kept.length === 0) {
    const reasons = losses.map(({ sentence }) => ` ${sentence}`).join('');
    throw new LivepinError('LP_FORM_PINS_NOTHING', `TrustKit would pin nothing of this.${reasons}`);
  }
  const short = kept.find(({ mode, keys }) => mode === 'enforce' && keys.length < 2);
  if (short) {
    throw new LivepinError(
      'LP_FORM_TOO_FEW_PINS',
      `${short.host} has one pin: TrustKit throws at fewer than two, and the app ends at launch.`,
    );
  }
  const expires = plan.expires === null ? null : lastSafeDay(plan.expires);
  const hosts = kept
    .toSorted((a, b) => (a.host < b.host ? -1 : 1))
    .map(({ host, subdomains, mode, keys }) => ({
      host,
      subdomains,
      enforce: mode === 'enforce',
      pins: keys.map(({ pin }) => pin),
      expires,
    }));
  return { hosts, losses };
}

function lossOf(planned: PlannedHost): Loss[] {
  const { host, subdomains } = planned;
  const losses = nameLosses(planned);
  // TrustKit knows the public suffix list, private part and all.
  if (losses.length > 0 || !subdomains || parse(host, { allowPrivateDomains: true }).publicSuffix !== host)
    return losses;
  const sentence = `${host}: it is a public suffix, whose sub-domains TrustKit throws at; not pinned here.`;
  return [{ rule: 'subdomains-of-public-suffix', sentence }];
}

/** Names that TrustKit refuses on every platform. */
export function nameLosses({ host }: PlannedHost): Loss[] {
  if (isAddress(host))
    return [{ rule: 'host-is-ip', sentence: `${host}: TrustKit pins no addresses; not pinned here.` }];
  const { isIcann, isPrivate } = parse(host, { allowPrivateDomains: true });
  if (isIcann || isPrivate) return [];
  const sentence = `${host}: it is below no public suffix, at which TrustKit throws; not pinned here.`;
  return [{ rule: 'localhost-pinned', sentence }];
}

export const trustKitSteps: readonly string[] = [
  'iOS 12, macOS 10.13, tvOS 12, watchOS 4 or newer and TrustKit 3 are needed (https://github.com/datatheorem/TrustKit).',
  'Nothing is swizzled: in the delegate of each URLSession, hand challenges to TrustKit.sharedInstance().pinningValidator.handle(_:completionHandler:).',
  'Keys other than RSA 2048, 3072, 4096, P-256 and P-384 on the path of a pinned host are refused.',
  'Web views are not covered.',
];

/** Beside a date: TrustKit gives its formatter no calendar. */
export const trustKitDateStep =
  'TrustKit reads the date in the calendar that the device is set to: with the Buddhist calendar it has passed already, and nothing is pinned there.';
