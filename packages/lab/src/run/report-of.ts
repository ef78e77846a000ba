import type { Connection } from '../connection.ts';
import { nameOf } from '../endpoint.ts';
import type { Canary } from '../leaks/canary.ts';
import { redactText, reportRequest } from '../leaks/redact.ts';
import type {
  Cell,
  EvidenceFile,
  Leak,
  Report,
  ReportedConnection,
  ReportedHost,
  ReportedScenario,
  ReportedTry,
} from '../report/report.ts';
import type { Scenario } from '../scenario.ts';
import { endpointOf } from '../verdict/attribute.ts';
import { coverageOf, type ExpectedHost } from '../verdict/coverage.ts';
import type { AppVerdict, CellOfApp, HostOfApp, ScenarioAtHand, TryOfApp } from '../verdict/judge-app.ts';
import { reachOf } from '../verdict/judge-try.ts';
import { countStacks } from '../verdict/stacks.ts';
import type { RunRecord } from './run-record.ts';

/** What a report says beside the verdict. */
export interface ReportContext {
  readonly subject: Report['subject'];
  /** Seconds since 1970. */
  readonly madeAt: number;
  readonly livepin: string;
  readonly mode: Report['mode'];
  /** How often each scenario was to be tried. */
  readonly tries: number;
  readonly isPartial: boolean;
  readonly scenarios: readonly ScenarioAtHand[];
  readonly expected: readonly ExpectedHost[];
  readonly canaries: readonly Canary[];
  readonly disclosure: Report['disclosure'];
  readonly evidenceOf: (cell: CellOfApp) => readonly EvidenceFile[];
  readonly warnings: readonly string[];
}

/** Writes down a verdict. What apps said and sent is in it as `disclosure` has it. Pure. */
export function reportOf(
  { trust, controls, hosts }: AppVerdict,
  records: readonly RunRecord[],
  context: ReportContext,
): Report {
  const writer = new Writer(context);
  const begin = Math.min(...records.map(({ startedAt }) => startedAt));
  const end = Math.max(...records.map(({ endedAt }) => endedAt));
  return {
    format: 'livepin-lab-report',
    version: 1,
    madeAt: context.madeAt,
    livepin: context.livepin,
    subject: { ...context.subject, name: writer.text(context.subject.name) },
    mode: context.mode,
    trust: { isShown: trust.isShown, because: trust.because },
    tries: context.tries,
    seconds: records.length > 0 ? Math.round(end - begin) / 1000 : 0,
    isPartial: context.isPartial,
    scenarios: context.scenarios.map(({ scenario }) => reportedScenario(scenario)),
    hosts: hosts.map((host) => writer.host(host)),
    coverage: coverageOf(
      context.expected,
      hosts.map(({ endpoint }) => endpoint),
    ),
    controls: controls.map(({ run, ok, because, details }) => {
      return { run, ok, because: writer.text([because, ...details].join(' ')) };
    }),
    timeline: timelineOf(records),
    disclosure: context.disclosure,
    warnings: [...warningsOf({ trust, controls, hosts }, records), ...context.warnings].map((one) => writer.text(one)),
  };
}

function reportedScenario(scenario: Scenario): ReportedScenario {
  const { id, title, group, attack, must, why, repair, standards, isDecisive } = scenario;
  return { id, title, group, attack, must, why, repair, standards, isDecisive };
}

/** What has to pass by the canaries before it is written down. */
class Writer {
  readonly #context: ReportContext;

  constructor(context: ReportContext) {
    this.#context = context;
  }

  text(text: string): string {
    return this.#context.disclosure === 'redacted' ? redactText(text, this.#context.canaries) : text;
  }

  host({ endpoint, verdict, because, connections, cells }: HostOfApp): ReportedHost {
    return {
      ...endpoint,
      verdict,
      because: this.text(because),
      stacks: countStacks(connections),
      cells: cells.map((cell) => this.#cell(cell)),
    };
  }

  #cell(cell: CellOfApp): Cell {
    const { scenario, verdict, because, reach } = cell;
    const tries = cell.tries.map((one) => this.#try(one));
    return {
      scenario: scenario.id,
      verdict,
      because: this.text(because),
      reach,
      tries,
      leaks: distinctLeaks(tries),
      repair: verdict === 'read' || verdict === 'broken' || verdict === 'flaky' ? scenario.repair : null,
      evidence: this.#context.evidenceOf(cell),
    };
  }

  #try({ record, outcome, reach, connections }: TryOfApp): ReportedTry {
    return {
      run: record.run,
      outcome,
      reach,
      connections: connections.map((connection) => this.#connection(connection)),
      said: this.text(record.exercise.said),
    };
  }

  #connection(connection: Connection): ReportedConnection {
    const { id, startedAt, endedAt, transport, hello, isAttack, treatment, shown } = connection;
    const { isResumed, usedEarlyData, bytesFromApp, end, requests } = connection;
    const { canaries, disclosure } = this.#context;
    return {
      id,
      at: startedAt,
      milliseconds: endedAt - startedAt,
      transport,
      ja4: hello?.ja4 ?? null,
      isAttack,
      treatment,
      shown,
      reach: reachOf(connection),
      isResumed,
      usedEarlyData,
      bytesFromApp,
      end: this.text(end.says),
      requests: requests.map((request) => reportRequest(request, connection, canaries, disclosure)),
    };
  }
}

/** Those that an attacker got, each once. */
function distinctLeaks(tries: readonly ReportedTry[]): Leak[] {
  const attacks = tries.flatMap(({ connections }) => connections).filter(({ isAttack }) => isAttack);
  const leaks = attacks.flatMap(({ requests }) => requests).flatMap((request) => request.leaks);
  return [...new Map(leaks.map((leak) => [JSON.stringify(leak), leak])).values()];
}

function timelineOf(records: readonly RunRecord[]): Report['timeline'] {
  const all = records.flatMap(({ run, plan, connections }) =>
    connections.map((connection) => ({
      at: connection.startedAt,
      run,
      scenario: plan.purpose === 'attack' ? plan.scenario.id : null,
      host: nameOf(endpointOf(connection)),
      reach: reachOf(connection),
      isAttack: connection.isAttack,
    })),
  );
  return all.toSorted((one, other) => one.at - other.at);
}

function warningsOf({ controls, hosts }: AppVerdict, records: readonly RunRecord[]): string[] {
  const warnings: string[] = [];
  const failed = controls.filter(({ ok }) => !ok);
  if (failed.length > 0 && failed.length < controls.length)
    warnings.push(
      `Of ${controls.length} control runs ${failed.length} failed: the app, or its way to the servers, is not steady.`,
    );
  if (hosts.length > 0 && failed.length > 0 && records.every(({ plan }) => plan.purpose === 'control'))
    warnings.push(
      'Nothing was attacked: the app worked with the genuine servers in no control run, and what fails by itself proves nothing under attack.',
    );
  const inControls = new Set(
    records
      .filter(({ plan }) => plan.purpose === 'control')
      .flatMap(({ connections }) => connections.map((connection) => endpointOf(connection).host)),
  );
  for (const { endpoint } of hosts) {
    if (!inControls.has(endpoint.host))
      warnings.push(`The app turned to ${endpoint.host} only while others were attacked.`);
  }
  const last = records.find(({ connections }) => connections.some(({ host }) => host === null));
  if (last) warnings.push('Some connections named no host: they are counted under "unnamed".');
  return warnings;
}
