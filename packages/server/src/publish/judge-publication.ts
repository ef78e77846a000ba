import type { BundleContent, Host, TrustRoot } from '@livepin/core';
import { type Finding, refusing } from './finding.ts';
import { judgeChange } from './judge-change.ts';
import { judgeHost, type Observation } from './judge-host.ts';
import { judgeStaticPins } from './judge-static-pins.ts';
import type { StaticPins } from './static-pins.ts';
import { without } from './without.ts';

export interface Proposal {
  readonly next: BundleContent;
  /** Null before the first publication. */
  readonly published: BundleContent | null;
  /** Whether it is to get a version above some that the store knows nothing of. Then it may say what is published. */
  readonly skipsVersions?: boolean;
  /** Of the versions of the app that were released. */
  readonly released?: readonly StaticPins[];
  /** What each host of `next` showed. */
  readonly observations: ReadonlyMap<Host, Observation>;
  /** The newest trust root. */
  readonly root: Pick<TrustRoot, 'version' | 'exp'>;
}

const secondsPerDay = 86_400;
/** From here on ordinary publishing is refused, so that a missed ceremony is noticed while there is time. */
export const rootRefusalDays = 60;

/**
 * Everything that whoever publishes should know before apps take it: what would lock genuine apps out, what would let
 * others in, what cannot be undone. Hosts that did not change are judged too: their servers may have.
 * @param now seconds since 1970
 */
export function judgePublication(proposal: Proposal, now: number): Finding[] {
  const { next, published, skipsVersions = false, released = [], observations, root } = proposal;
  const change = published ? judgeChange(next, published, skipsVersions) : [];
  // Nothing else matters of what will not be published.
  if (change.some(({ canAllow }) => !canAllow)) return change;
  const added = published ? without(next.revoked, published.revoked) : next.revoked;
  const revocations = { all: next.revoked, added };
  return [
    ...change,
    ...(published ? judgeStaticPins(next, published, released, now) : []),
    ...next.domains.flatMap((pinSet) =>
      judgeHost(pinSet, observations.get(pinSet.host) ?? { kind: 'not-asked' }, revocations),
    ),
    ...judgeRoot(root, now),
  ];
}

function judgeRoot({ version, exp }: Proposal['root'], now: number): Finding[] {
  const days = Math.floor((exp - now) / secondsPerDay);
  if (days >= rootRefusalDays) return [];
  const when = days < 0 ? 'has expired' : `expires in ${days} days`;
  return [refusing('LP_PUBLISH_ROOT_EXPIRES', null, `Trust root ${version} ${when}.`)];
}
