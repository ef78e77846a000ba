import type { Endpoint } from '../endpoint.ts';
import type { Need, Pass, Scenario } from '../scenario.ts';
import { connectionsOf, isTargetOf } from '../verdict/attribute.ts';
import { furtherRun } from './further-runs.ts';
import type { RunPlan, RunRecord } from './run-record.ts';

/** One try of a scenario: one run, or several where the app gets to some hosts only when others are let through. */
export interface Series {
  readonly scenario: Scenario;
  readonly pass: Pass;
  /** From 0. */
  readonly attempt: number;
}

/** All tries, in the order of the scenarios; what is tried again comes right after. */
export function seriesOf(scenarios: readonly Scenario[], tries: number): Series[] {
  return scenarios.flatMap((scenario) =>
    scenario.passes.flatMap((pass) => Array.from({ length: tries }, (_, attempt) => ({ scenario, pass, attempt }))),
  );
}

/**
 * What is to be run next of a try; null where it is done. First everything is attacked, as an attacker would. Hosts that the
 * app did not get to, since it stopped before, are attacked again while those before them are let through, as long as each
 * run brings it further. Where a host's verdict hangs on the scenario, so is what the app does behind its first refusal.
 * @param earlier the runs of this try
 * @param hosts whom the control runs saw
 * @param usual how many connections to a host of this name they saw
 */
export function nextRun(
  series: Series,
  earlier: readonly RunRecord[],
  hosts: readonly Endpoint[],
  usual: (host: string) => number,
): RunPlan | null {
  const last = earlier.at(-1);
  if (!last) return { purpose: 'attack', ...series, targets: null };
  // What must go on working is asked of the app as a whole.
  if (series.pass === 'genuine') return null;
  const left = hosts.filter(
    (host) => !earlier.some((record) => isTargetOf(record.plan, host) && reached(record, host, hosts)),
  );
  const isFurther = hosts.some((host) => isTargetOf(last.plan, host) && reached(last, host, hosts));
  if (isFurther && left.length > 0) return { purpose: 'attack', ...series, targets: left };
  const further = series.scenario.isDecisive ? furtherRun(earlier, hosts, usual) : null;
  return further && { purpose: 'attack', ...series, ...further };
}

function reached({ connections }: RunRecord, host: Endpoint, hosts: readonly Endpoint[]): boolean {
  return connectionsOf(host, hosts, connections).length > 0;
}

/** What the lab and the tester have brought along. */
export interface Means {
  readonly hosts: readonly Endpoint[];
  /** Whether the app can be shown CAs that it trusts: the lab plays its trust store, or the tester has installed them. */
  readonly hasTrustedCa: boolean;
  readonly hasChannel: boolean;
  readonly hasReplayedDocument: boolean;
  readonly hasForeignDocument: boolean;
  readonly seesDatagrams: boolean;
  readonly hasGenuineKey: boolean;
  readonly canChangePins: boolean;
}

/** Why a scenario would say nothing here, in a sentence that says how it would; null where it can be run. */
export function missingFor({ needs }: Pick<Scenario, 'needs'>, means: Means): string | null {
  const missing = needs.find((need) => !isMet(need, means));
  return missing === undefined ? null : wants[missing];
}

function isMet(need: Need, means: Means): boolean {
  switch (need) {
    case 'trusted-ca':
      return means.hasTrustedCa;
    case 'channel':
      return means.hasChannel;
    case 'replayed-document':
      return means.hasReplayedDocument;
    case 'foreign-document':
      return means.hasForeignDocument;
    case 'datagrams':
      return means.seesDatagrams;
    case 'genuine-key':
      return means.hasGenuineKey;
    case 'pin-change':
      return means.canChangePins;
    case 'second-host':
      return new Set(means.hosts.map(({ host }) => host)).size > 1;
  }
}

const wants: Readonly<Record<Need, string>> = {
  'trusted-ca': "It wants a CA of the lab's in the trust store of the device.",
  channel: 'It wants to know the host from which the app gets its pins: --channel HOST.',
  'replayed-document': 'It wants an older document of the pin-update channel: --replay FILE.',
  'foreign-document': 'It wants a document of another app or service: --foreign FILE.',
  datagrams: 'It wants to see UDP, which no proxy carries: --transparent, or livepin lab upstream.',
  'genuine-key': 'It wants the chain and key of a genuine server: --genuine-chain FILE --genuine-key FILE.',
  'pin-change': 'It wants to have the app change its pins while it runs: --on-pin-change COMMAND.',
  'second-host': 'It wants an app that speaks to two hosts, and this one speaks to one.',
};
