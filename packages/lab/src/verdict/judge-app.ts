import { isForPinsAlone } from '../channel/delivery-path.ts';
import type { Connection } from '../connection.ts';
import { type Endpoint, isSame } from '../endpoint.ts';
import type { RunRecord } from '../run/run-record.ts';
import type { Scenario } from '../scenario.ts';
import { connectionsOf, endpointsOf, isTargetOf } from './attribute.ts';
import { wasUsed } from './genuine-use.ts';
import { type JudgedCell, judgeCell } from './judge-cell.ts';
import { controlFailureOf, type JudgedControl, judgeControl } from './judge-control.ts';
import { type JudgedHost, judgeHost } from './judge-host.ts';
import { type JudgedTry, judgeTry } from './judge-try.ts';
import { isReadable } from './reach.ts';
import { stacksOf } from './stacks.ts';
import { isTrustedCaRun, type Trust, TrustProof } from './trust-proof.ts';

/** What was asked of the app, and what came of it: all that verdicts rest on. */
export interface AppFacts {
  readonly scenarios: readonly ScenarioAtHand[];
  /** In order of their beginning. */
  readonly records: readonly RunRecord[];
  /** Hosts from which the app gets its pins, canonical. */
  readonly channels: readonly string[];
  /**
   * What shows that a device trusts the lab's CA. Undefined: the records of all hosts are asked. Of a device they must not be,
   * since it has many apps: that a browser took the lab's certificate says nothing of another app. There a host may still
   * show it by itself.
   */
  readonly trust?: Trust;
  /** How to have that trust shown, a sentence, where it is not as for a command. */
  readonly remedy?: string;
  /** Whether the tester gave the key of a host's genuine server. Default: of every host's. */
  readonly hasGenuineKey?: (host: string) => boolean;
}

export interface ScenarioAtHand {
  readonly scenario: Scenario;
  /** Why it could not be run, a sentence; null where it could. */
  readonly notRun: string | null;
}

export interface AppVerdict {
  readonly trust: Trust;
  readonly controls: readonly JudgedControl[];
  readonly hosts: readonly HostOfApp[];
}

export interface HostOfApp extends JudgedHost {
  readonly endpoint: Endpoint;
  /** Those that the host answers for, in all runs. */
  readonly connections: readonly Connection[];
  readonly cells: readonly CellOfApp[];
}

export interface CellOfApp extends JudgedCell {
  readonly scenario: Scenario;
  readonly tries: readonly TryOfApp[];
}

export interface TryOfApp extends JudgedTry {
  readonly record: RunRecord;
  readonly connections: readonly Connection[];
}

/** Makes of all runs what is to be said of the app. Pure. */
export function judgeApp({ scenarios, records, channels, trust, remedy, hasGenuineKey }: AppFacts): AppVerdict {
  const known = endpointsOfApp(records);
  const proof = new TrustProof(known, records);
  return {
    trust: trust ?? proof.ofAny(),
    controls: records.flatMap((record) => judgeControl(record) ?? []),
    hosts: known.map((endpoint) => {
      const connections = connectionsOf(
        endpoint,
        known,
        records.flatMap((record) => record.connections),
      );
      const controlFailure = controlFailureOf(endpoint, known, records);
      const isPinSource = channels.includes(endpoint.host) && wereForPinsAlone(connections);
      const cells = scenarios.map((one) =>
        cellOf(one, endpoint, { known, records, channels, controlFailure, hasGenuineKey, isPinSource }),
      );
      const judged = judgeHost({
        cells: cells.map((cell) => ({ scenario: cell.scenario, cell })),
        controlFailure,
        trust: trust
          ? trustOnDevice(trust, proof, endpoint)
          : { ...proof.of(endpoint), ...(remedy === undefined ? {} : { remedy }) },
        isPlain: isPlain(endpoint, known, records),
        untriedStacks: untriedStacks(endpoint, known, records),
        isPinSource,
      });
      return { ...judged, endpoint, connections, cells };
    }),
  };
}

/** Of a source of pins that could be read: what was read of it. */
function wereForPinsAlone(connections: readonly Connection[]): boolean {
  const read = connections.filter(({ isAttack, reach }) => isAttack && isReadable(reach));
  return read.length > 0 && read.every(({ requests }) => requests.length > 0 && requests.every(isForPinsAlone));
}

function trustOnDevice(trust: Trust, proof: TrustProof, endpoint: Endpoint): Trust {
  return trust.isShown ? trust : (proof.ownOf(endpoint) ?? trust);
}

/** First whom the controls saw, then those that the app turned to only when it was attacked. */
function endpointsOfApp(records: readonly RunRecord[]): Endpoint[] {
  const of = (isMeant: (record: RunRecord) => boolean) => records.filter(isMeant).flatMap((one) => one.connections);
  const inControls = endpointsOf(of(({ plan }) => plan.purpose === 'control'));
  return [
    ...inControls,
    ...endpointsOf(
      of(({ plan }) => plan.purpose === 'attack'),
      inControls,
    ),
  ];
}

interface Around {
  readonly known: readonly Endpoint[];
  readonly records: readonly RunRecord[];
  readonly channels: readonly string[];
  readonly controlFailure: string | null;
  readonly hasGenuineKey: AppFacts['hasGenuineKey'];
  readonly isPinSource: boolean;
}

function cellOf({ scenario, notRun }: ScenarioAtHand, endpoint: Endpoint, around: Around): CellOfApp {
  const isItself = scenario.needs.includes('channel') && around.channels.includes(endpoint.host);
  const why = isItself
    ? 'The pins come from here: what is done to it shows on the hosts that are pinned.'
    : (notRun ?? withoutKey(scenario, endpoint, around));
  const tries = why === null ? triesOf(scenario, endpoint, around) : [];
  const judged = judgeCell({
    tries: tries.map((one) => ({ ...one, pass: passOf(one.record) })),
    notRun: why,
    controlFailure: around.controlFailure,
  });
  return { ...judged, scenario, tries };
}

function withoutKey({ needs }: Scenario, { host }: Endpoint, { hasGenuineKey = () => true }: Around): string | null {
  return needs.includes('genuine-key') && !hasGenuineKey(host)
    ? 'It wants the chain and key of its genuine server, and those that were given are of another.'
    : null;
}

function passOf({ plan }: RunRecord): 'attacked' | 'genuine' {
  return plan.purpose === 'attack' ? plan.pass : 'genuine';
}

/** One for each pass and attempt: the run in which it was read, else the first in which it was reached, else the first. */
function triesOf(scenario: Scenario, endpoint: Endpoint, around: Around): TryOfApp[] {
  const { known, records, channels, isPinSource } = around;
  const own = records.filter((record) => record.plan.purpose === 'attack' && record.plan.scenario.id === scenario.id);
  const series = Map.groupBy(own, ({ plan }) => (plan.purpose === 'attack' ? `${plan.pass} ${plan.attempt}` : ''));
  return [...series.values()].flatMap((runs) => {
    const asTarget = runs
      .filter(({ plan }) => isTargetOf(plan, endpoint))
      .map((record) => {
        const connections = connectionsOf(endpoint, known, record.connections);
        const judged = judgeTry({
          pass: passOf(record),
          gaveNoOpening: scenario.gaveNoOpening,
          connections,
          failure: record.exercise.failure,
          isFailureExplained: isExplained(record, endpoint, known, channels),
          isPinSource,
        });
        return { ...judged, record, connections };
      });
    const read = asTarget.find(({ outcome }) => outcome === 'read');
    const chosen = read ?? asTarget.find(({ connections }) => connections.length > 0) ?? asTarget[0];
    return chosen ? [chosen] : [];
  });
}

/** Whether another host that the app was to use in this run, and did not, is reason enough for its failure. */
function isExplained(record: RunRecord, endpoint: Endpoint, known: readonly Endpoint[], channels: readonly string[]) {
  return known.some(
    (other) =>
      !isSame(other, endpoint) &&
      !channels.includes(other.host) &&
      !connectionsOf(other, known, record.connections).some((one) => !one.isAttack && wasUsed(one)),
  );
}

function untriedStacks(endpoint: Endpoint, known: readonly Endpoint[], records: readonly RunRecord[]): number {
  const stacksIn = (isMeant: (record: RunRecord) => boolean, isOwn: (connection: Connection) => boolean) => {
    const connections = records.filter(isMeant).flatMap((record) => record.connections);
    return stacksOf(connectionsOf(endpoint, known, connections).filter((one) => one.transport === 'tls' && isOwn(one)));
  };
  const tried = stacksIn(isTrustedCaRun, ({ isAttack }) => isAttack);
  return [...stacksIn(({ plan }) => plan.purpose === 'control', wasUsed)].filter((stack) => !tried.has(stack)).length;
}

function isPlain(endpoint: Endpoint, known: readonly Endpoint[], records: readonly RunRecord[]): boolean {
  const genuine = records.filter(({ plan }) => plan.purpose === 'control').flatMap((record) => record.connections);
  const own = connectionsOf(endpoint, known, genuine).filter(({ port }) => port === endpoint.port);
  return own.length > 0 && own.every(({ transport }) => transport === 'plain') && own.some(wasUsed);
}
