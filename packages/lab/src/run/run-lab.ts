import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenuineServers } from '../engine/genuine-servers.ts';
import { makeLabCas } from '../forge/lab-cas.ts';
import type { Report } from '../report/report.ts';
import type { KnownHost } from '../scenario.ts';
import type { Subject } from '../subject.ts';
import { endpointsOf } from '../verdict/attribute.ts';
import { judgeApp, type ScenarioAtHand } from '../verdict/judge-app.ts';
import { judgeControl } from '../verdict/judge-control.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import type { LabOptions } from './lab-options.ts';
import { missingFor, nextRun, type Series, seriesOf } from './plan-runs.ts';
import { reportOf } from './report-of.ts';
import type { RunPlan, RunRecord } from './run-record.ts';
import { type Bench, performRun } from './runner.ts';
import { genuineAnchors, TrustStores } from './trust-store.ts';

const defaultTries = 3;
/** A control that failed is had again once: a network that stumbled is no reason to start from the beginning. */
const controlTries = 2;

/**
 * Attacks an app with each scenario, and says for each of its hosts whether it is pinned.
 * @throws {LivepinError} LP_LAB_SCENARIO_UNKNOWN; LP_LAB_COMMAND_FAILED
 */
export async function runLab(options: LabOptions, subject: Subject): Promise<Report> {
  const chosen = chooseScenarios(options.scenarios ?? []);
  const now = Math.floor(Date.now() / 1000);
  await using folder = await labFolder();
  const anchors = genuineAnchors(options.ca ?? null);
  const { resolve = (host, port) => ({ host, port }) } = options;
  using genuine = new GenuineServers({ anchors: anchors.join(''), resolve });
  const cas = makeLabCas(now);
  const stores = new TrustStores(folder.path, cas, anchors);
  const signal = options.signal ?? new AbortController().signal;
  const lab = new Lab({ options, subject, cas, genuine, stores, signal });
  const scenarios = await lab.perform(chosen);
  const verdict = judgeApp({ scenarios, records: lab.records, channels: options.channels ?? [] });
  return reportOf(verdict, lab.records, {
    subject: { name: subject.name, build: [] },
    madeAt: now,
    livepin: options.livepin ?? 'unknown',
    mode: options.mode ?? 'proxy',
    tries: options.tries ?? defaultTries,
    isPartial: signal.aborted,
    scenarios,
    expected: options.expected ?? [],
    canaries: options.canaries ?? [],
    disclosure: options.disclosure ?? 'redacted',
    evidenceOf: () => [],
    warnings: [],
  });
}

async function labFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'livepin-lab-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The runs of one lab, one after another or some at a time. */
class Lab {
  readonly records: RunRecord[] = [];
  readonly #bench: Bench;
  #begun = 0;
  #planned = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async perform(chosen: ReturnType<typeof chooseScenarios>): Promise<ScenarioAtHand[]> {
    const { options } = this.#bench;
    const tries = options.tries ?? defaultTries;
    this.#planned = 3 + seriesOf(chosen, tries).length;
    await this.#control('first');
    const hosts = await this.#knownHosts();
    options.onEvent?.({ kind: 'hosts', hosts });
    const scenarios = chosen.map((scenario) => ({ scenario, notRun: missingFor(scenario, this.#meansFor(hosts)) }));
    // With nobody to attack, the attacks would say no more than the control has said.
    if (hosts.length === 0) return scenarios;
    await this.#run({ purpose: 'store-control' }, hosts);
    const runnable = scenarios.filter(({ notRun }) => notRun === null).map(({ scenario }) => scenario);
    const all = seriesOf(runnable, tries);
    this.#planned = this.#begun + all.length + 1;
    const waiting = all.values();
    const jobs = Array.from({ length: options.jobs ?? 1 }, async () => {
      for (const series of waiting) await this.#performSeries(series, hosts);
    });
    await Promise.all(jobs);
    await this.#control('last');
    this.records.sort((one, other) => one.run - other.run);
    return scenarios;
  }

  async #control(place: 'first' | 'last'): Promise<void> {
    for (let attempt = 0; attempt < controlTries; attempt++) {
      const record = await this.#run({ purpose: 'control', place, targets: null }, []);
      if (!record || judgeControl(record)?.ok) return;
      if (attempt + 1 < controlTries) this.#planned++;
    }
  }

  async #performSeries(series: Series, hosts: readonly KnownHost[]): Promise<void> {
    const own: RunRecord[] = [];
    for (let plan = nextRun(series, own, hosts); plan; plan = nextRun(series, own, hosts)) {
      if (own.length > 0) this.#planned++;
      const record = await this.#run(plan, hosts);
      if (!record) return;
      own.push(record);
    }
  }

  async #run(plan: RunPlan, hosts: readonly KnownHost[]): Promise<RunRecord | null> {
    const { options, signal } = this.#bench;
    if (signal.aborted) return null;
    const run = this.#begun++;
    const attack = plan.purpose === 'attack' ? plan : null;
    const scenario = attack?.scenario.id ?? null;
    const counts = () => ({ done: this.records.length, planned: Math.max(this.#planned, this.#begun) });
    options.onEvent?.({
      kind: 'run-started',
      run,
      purpose: plan.purpose,
      scenario,
      pass: attack?.pass ?? null,
      attempt: attack?.attempt ?? 0,
      ...counts(),
    });
    const record = await performRun(run, plan, hosts, this.#bench);
    if (!record) return null;
    this.records.push(record);
    options.onEvent?.({ kind: 'run-ended', run, scenario, exercise: record.exercise, ...counts() });
    return record;
  }

  async #knownHosts(): Promise<KnownHost[]> {
    const endpoints = endpointsOf(this.records.flatMap(({ connections }) => connections));
    const { genuine } = this.#bench;
    return Promise.all(
      endpoints.map(async ({ host, port }) => {
        const { chain } = await genuine.meet({ host, port, serverName: null }, ['h2', 'http/1.1']);
        return { host, port, certificate: chain?.certificates[0] ?? null };
      }),
    );
  }

  #meansFor(hosts: readonly KnownHost[]): Parameters<typeof missingFor>[1] {
    const { options, subject } = this.#bench;
    return {
      hosts,
      hasTrustedCa: true,
      hasChannel: (options.channels ?? []).length > 0,
      hasReplayedDocument: options.channelDocuments?.replayed != null,
      hasForeignDocument: options.channelDocuments?.foreign != null,
      seesDatagrams: options.mode === 'transparent',
      hasGenuineKey: options.tester !== undefined,
      canChangePins: subject.changePins !== undefined,
    };
  }
}
