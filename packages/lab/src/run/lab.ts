import type { Endpoint } from '../endpoint.ts';
import type { KnownHost, Scenario } from '../scenario.ts';
import { connectionsOf, endpointOf, endpointsOf } from '../verdict/attribute.ts';
import { wasUsed } from '../verdict/genuine-use.ts';
import type { ScenarioAtHand } from '../verdict/judge-app.ts';
import { judgeControl } from '../verdict/judge-control.ts';
import { type Channel, channelDocumentsOf, channelsOf } from './channels.ts';
import { type Means, missingFor, nextRun, type Series, seriesOf } from './plan-runs.ts';
import type { RunPlan, RunRecord } from './run-record.ts';
import { type Bench, type Known, performRun } from './runner.ts';
import { nextStoreControl } from './store-controls.ts';

export const defaultTries = 3;
/** A control that failed is had again once: a network that stumbled is no reason to start from the beginning. */
const controlTries = 2;
const appFails = 'Nothing was attacked, since the app failed with the genuine servers.';
/** How many hosts are asked what they show to who names another. */
const othersAsked = 4;

const nothingKnown: Known = { hosts: [], channels: [], channelDocuments: { replayed: null, foreign: null } };

/** The runs of one lab, one after another or some at a time. */
export class Lab {
  readonly records: RunRecord[] = [];
  scenarios: ScenarioAtHand[] = [];
  #channels: readonly Channel[] = [];
  readonly #bench: Bench & { readonly now: number };
  #begun = 0;
  #planned = 0;

  constructor(bench: Bench & { readonly now: number }) {
    this.#bench = bench;
  }

  get channelHosts(): string[] {
    return [...new Set(this.#channels.map(({ endpoint }) => endpoint.host))];
  }

  async perform(chosen: readonly Scenario[]): Promise<void> {
    this.#planned = 3 + this.#seriesOf(chosen).length;
    const isWorking = await this.#control('first', []);
    const hosts = await this.#knownHosts();
    this.#bench.options.onEvent?.({ kind: 'hosts', hosts });
    if (isWorking) await this.#attackAll(chosen, hosts);
    // An app that fails by itself would fail under attack too, whatever it thinks of certificates: hours of a test suite
    // would prove nothing. That some of its data could have been read all the same shows as soon as its test works.
    else if (hosts.length > 0) this.scenarios = chosen.map((scenario) => ({ scenario, notRun: appFails }));
    const order = (one: ScenarioAtHand) => chosen.indexOf(one.scenario);
    this.scenarios.sort((one, other) => order(one) - order(other));
    this.records.sort((one, other) => one.run - other.run);
  }

  async #attackAll(chosen: readonly Scenario[], hosts: readonly KnownHost[]): Promise<void> {
    await this.#storeControls(hosts);
    // Whence the app gets its pins may show only in what was read.
    const [others, ofChannels] = [false, true].map((is) =>
      chosen.filter((one) => one.needs.includes('channel') === is),
    );
    await this.#attack(others!, hosts, this.#seriesOf(ofChannels!).length + 1);
    if (ofChannels!.length > 0) await this.#attack(ofChannels!, hosts, 1);
    await this.#control('last', hosts);
  }

  #seriesOf(scenarios: readonly Scenario[]): Series[] {
    return seriesOf(scenarios, this.#bench.options.tries ?? defaultTries);
  }

  /** @param later how many runs come after these, as far as is known */
  async #attack(chosen: readonly Scenario[], hosts: readonly KnownHost[], later: number): Promise<void> {
    const { options } = this.#bench;
    const known = await this.#learnChannels(chosen, hosts);
    const means = this.#meansWith(known);
    const atHand = chosen.map((scenario) => ({ scenario, notRun: missingFor(scenario, means) }));
    this.scenarios.push(...atHand);
    const all = this.#seriesOf(atHand.filter(({ notRun }) => notRun === null).map(({ scenario }) => scenario));
    this.#planned = this.#begun + all.length + later;
    const waiting = all.values();
    const jobs = Array.from({ length: options.jobs ?? 1 }, async () => {
      for (const series of waiting) await this.#performSeries(series, known);
    });
    await Promise.all(jobs);
  }

  async #learnChannels(chosen: readonly Scenario[], hosts: readonly KnownHost[]): Promise<Known> {
    const { options } = this.#bench;
    this.#channels = channelsOf(options.channels ?? [], this.records);
    const isWanted = chosen.some(({ needs }) => needs.includes('channel'));
    const channelDocuments = isWanted
      ? await channelDocumentsOf(options.channelDocuments, this.#channels, this.#bench)
      : nothingKnown.channelDocuments;
    return { hosts, channels: this.channelHosts, channelDocuments };
  }

  /**
   * @param hosts whom the app has to come to
   * @returns whether it worked, or the lab was ended meanwhile
   */
  async #control(place: 'first' | 'last', hosts: readonly Endpoint[]): Promise<boolean> {
    for (let attempt = 0; attempt < controlTries; attempt++) {
      if (attempt > 0) this.#planned++;
      const record = await this.#run({ purpose: 'control', place, targets: null }, nothingKnown);
      if (!record) return true;
      const isSeen = (host: Endpoint) => connectionsOf(host, hosts, record.connections).some(wasUsed);
      if (judgeControl(record)?.ok && hosts.every(isSeen)) return true;
    }
    return false;
  }

  async #storeControls(hosts: readonly KnownHost[]): Promise<void> {
    const next = () => nextStoreControl(this.records, hosts);
    for (let plan = next(); plan; plan = next()) {
      if (plan.purpose === 'store-control' && plan.spared) this.#planned++;
      if (!(await this.#run(plan, { ...nothingKnown, hosts }))) return;
    }
  }

  async #performSeries(series: Series, known: Known): Promise<void> {
    const own: RunRecord[] = [];
    const next = () => nextRun(series, own, known.hosts, (host) => this.#usual(host));
    for (let plan = next(); plan; plan = next()) {
      if (own.length > 0) this.#planned++;
      const record = await this.#run(plan, known);
      if (!record) return;
      own.push(record);
    }
  }

  /** How many connections to a host the app makes when nothing is attacked. */
  #usual(host: string): number {
    const counts = this.records
      .filter(({ plan }) => plan.purpose === 'control')
      .map(({ connections }) => connections.filter((connection) => endpointOf(connection).host === host).length);
    return Math.max(0, ...counts);
  }

  async #run(plan: RunPlan, known: Known): Promise<RunRecord | null> {
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
    const record = await performRun(run, plan, known, this.#bench);
    if (!record) return null;
    this.records.push(record);
    options.onEvent?.({ kind: 'run-ended', run, scenario, exercise: record.exercise, ...counts() });
    return record;
  }

  async #knownHosts(): Promise<KnownHost[]> {
    const endpoints = endpointsOf(this.records.flatMap(({ connections }) => connections));
    const leafFor = async ({ host, port }: Endpoint, serverName: string | null) => {
      const { chain } = await this.#bench.genuine.meet({ host, port, serverName }, ['h2', 'http/1.1']);
      return chain?.certificates[0] ?? null;
    };
    return Promise.all(
      endpoints.map(async (endpoint, at) => {
        // Some are enough: each host is led to the first of the others that stands for itself.
        const names =
          at < othersAsked ? endpoints.map(({ host }) => host).filter((host) => host !== endpoint.host) : [];
        const shown = await Promise.all(names.map(async (name) => [name, await leafFor(endpoint, name)] as const));
        const shownTo = new Map(shown.flatMap(([name, leaf]) => (leaf ? [[name, leaf] as const] : [])));
        return { ...endpoint, certificate: await leafFor(endpoint, null), shownTo };
      }),
    );
  }

  #meansWith({ hosts, channelDocuments }: Known): Means {
    const { options, subject } = this.#bench;
    return {
      hosts,
      hasTrustedCa: true,
      hasChannel: this.#channels.length > 0,
      hasReplayedDocument: channelDocuments.replayed !== null,
      hasForeignDocument: channelDocuments.foreign !== null,
      seesDatagrams: options.mode === 'transparent',
      hasGenuineKey: options.tester !== undefined,
      canChangePins: subject.changePins !== undefined,
    };
  }
}
