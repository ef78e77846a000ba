import type { ChildProcess } from 'node:child_process';
import { LivepinError } from '@livepin/core';
import type { Connection } from '../connection.ts';
import { type Endpoint, isSame } from '../endpoint.ts';
import { type Front, openFront } from '../engine/front.ts';
import type { GenuineServers } from '../engine/genuine-servers.ts';
import { type GenuineChain, testerChainFor } from '../forge/genuine-chain.ts';
import type { LabCas } from '../forge/lab-cas.ts';
import type { Keeper } from '../keeper/keeper.ts';
import type { ChannelDocuments, KnownHost } from '../scenario.ts';
import type { Exercise, Subject, World } from '../subject.ts';
import { decide, isTarget } from './decide.ts';
import { environmentOf, type Way } from './environment.ts';
import type { LabOptions } from './lab-options.ts';
import { type Place, placeFor } from './place.ts';
import type { RunPlan, RunRecord } from './run-record.ts';
import type { TrustStore, TrustStores } from './trust-store.ts';

const defaultTimeoutMilliseconds = 60_000;

/** What all runs of a lab share. */
export interface Bench {
  readonly options: LabOptions;
  readonly subject: Subject;
  readonly cas: LabCas;
  readonly genuine: GenuineServers;
  readonly stores: TrustStores;
  readonly keeper: Keeper;
  /** Aborted when the lab is to end. */
  readonly signal: AbortSignal;
}

/** What is known by the time of a run. */
export interface Known {
  /** Whom the control runs saw. */
  readonly hosts: readonly KnownHost[];
  /** Hosts from which the app gets its pins. */
  readonly channels: readonly string[];
  readonly channelDocuments: ChannelDocuments;
}

/**
 * Exercises the app once, on a port of its own, so that its connections are known by that.
 * @returns null where the lab was ended meanwhile: what there is of a run says nothing
 * @throws {LivepinError} LP_LAB_COMMAND_FAILED, LP_LAB_NOT_TRANSPARENT
 */
export async function performRun(
  run: number,
  plan: RunPlan,
  { hosts, channels, channelDocuments }: Known,
  bench: Bench,
): Promise<RunRecord | null> {
  const { options, subject, cas, genuine } = bench;
  const connections: Connection[] = [];
  const pins = new PinChange(subject, plan);
  const store = await storeFor(plan, hosts, bench);
  const { tester = null } = options;
  // A port scan, a web page or a look at whether the proxy is there: nothing that an app does with a server.
  const isForLab = ({ via, transport, port }: Pick<Connection, 'via' | 'transport' | 'port'>) =>
    via === 'direct' && transport === 'plain' && port === front.port;
  await using front = await openFront({
    cas,
    genuine,
    testerFor: (host) => testerChainFor(tester, host),
    decide(arrival) {
      if (isForLab(arrival)) return { treatment: { kind: 'close' }, isAttack: false };
      return decide(plan, arrival, {
        hosts,
        hasGenuineKey: (host) => testerChainFor(tester, host) !== null,
        channelDocuments,
        havePinsChanged: () => pins.haveChanged,
      });
    },
    isTarget: (host, port, ordinal) => isTarget(plan, hosts, { host, port }, ordinal),
    isChannel: (host) => host !== null && channels.includes(host),
    onStranger: (user) =>
      options.onEvent?.({ kind: 'note', sentence: `Connections of user ${user} of this machine are refused.` }),
    onAnswer: () => pins.change(),
    onConnection: (ended) => {
      if (isForLab(ended)) return;
      const connection = pins.judged(ended);
      connections.push(connection);
      options.onEvent?.({ kind: 'connection', run, connection });
    },
  });
  const scenario = plan.purpose === 'attack' ? plan.scenario.id : null;
  await using place = await placeFor(plan, front, bench);
  const proxyUrl = options.mode === 'transparent' ? null : urlOf(front);
  const world = worldOf({ proxyUrl, store, scenario, run }, front, place, bench.keeper);
  pins.world = world;
  const startedAt = Date.now();
  const exercise = await exerciseWithin(options.timeoutMilliseconds ?? defaultTimeoutMilliseconds, world, bench);
  await front.settled();
  await pins.settled();
  if (bench.signal.aborted) return null;
  const inOrder = connections.toSorted((one, other) => one.startedAt - other.startedAt);
  return { run, plan, startedAt, endedAt: Date.now(), exercise, connections: inOrder };
}

async function storeFor(
  plan: RunPlan,
  hosts: readonly Endpoint[],
  { stores, genuine }: Pick<Bench, 'stores' | 'genuine'>,
): Promise<TrustStore> {
  switch (plan.purpose) {
    case 'control':
      return stores.with([]);
    case 'store-control': {
      const { spared = [] } = plan;
      const others = hosts.filter((host) => !spared.some((one) => isSame(one, host)));
      const [ours, theirs] = await Promise.all([spared, others].map((list) => chainsOf(list, genuine)));
      return stores.without(ours!, theirs!);
    }
    case 'attack':
      return stores.with(plan.scenario.deviceTrusts);
  }
}

/** Of those that can be met. */
async function chainsOf(hosts: readonly Endpoint[], genuine: GenuineServers): Promise<GenuineChain[]> {
  const met = await Promise.all(
    hosts.map(({ host, port }) => genuine.meet({ host, port, serverName: null }, ['h2', 'http/1.1'])),
  );
  return met.flatMap(({ chain }) => chain ?? []);
}

function worldOf(way: Way, front: Front, place: Place, keeper: Keeper): World {
  const environment = environmentOf(way, process.env);
  return {
    proxyUrl: urlOf(front),
    caFile: way.store.caFile,
    environment,
    scenario: way.scenario,
    run: way.run,
    spawn(program, arguments_) {
      const env = { ...process.env, ...environment };
      const child = place.spawn(program, arguments_, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      mindGroupOf(child, keeper);
      return child;
    },
  };
}

function urlOf({ host, port }: Front): string {
  return `http://${host}:${port}`;
}

/** What it has started ends with it, and both with the lab. */
function mindGroupOf(child: ChildProcess, keeper: Keeper): void {
  if (child.pid === undefined) return; // it could not be started, and tells so itself
  const duty = keeper.mind({ kind: 'process-group', pid: child.pid });
  // What cannot be ended now is tried again when the lab ends, and told of then.
  child.once('exit', () => duty.done().catch(() => undefined));
}

async function exerciseWithin(milliseconds: number, world: World, { subject, signal }: Bench): Promise<Exercise> {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(`it did not end within ${milliseconds / 1000} seconds, and was stopped`),
    milliseconds,
  );
  const stop = () => controller.abort('the lab was ended');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await subject.exercise(world, controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Has the app change its pins once it has had an answer, where the scenario is about that. */
class PinChange {
  readonly #subject: Subject;
  readonly #isWanted: boolean;
  #change: Promise<void> | null = null;
  #failure: unknown = null;
  world: World | null = null;
  /** Milliseconds since 1970. */
  #changedAt = Number.POSITIVE_INFINITY;

  constructor(subject: Subject, plan: RunPlan) {
    this.#subject = subject;
    this.#isWanted = plan.purpose === 'attack' && plan.scenario.needs.includes('pin-change');
  }

  get haveChanged(): boolean {
    return Date.now() >= this.#changedAt;
  }

  /** A connection that was made before, and was used after, is in the hands of whom the new pins keep away. */
  judged(connection: Connection): Connection {
    const isUsedAfter = connection.requests.some(({ at }) => at > this.#changedAt);
    return isUsedAfter ? { ...connection, isAttack: true } : connection;
  }

  change(): void {
    if (!this.#isWanted || this.#change || !this.world || !this.#subject.changePins) return;
    this.#change = this.#subject.changePins(this.world).then(
      () => {
        this.#changedAt = Date.now();
      },
      (error) => {
        this.#failure = error;
      },
    );
  }

  /** @throws what the change failed with */
  async settled(): Promise<void> {
    await this.#change;
    if (this.#failure === null) return;
    if (this.#failure instanceof LivepinError) throw this.#failure;
    const why = this.#failure instanceof Error ? this.#failure.message : String(this.#failure);
    throw new LivepinError('LP_LAB_COMMAND_FAILED', `The app could not be made to change its pins: ${why}.`, {
      cause: this.#failure,
    });
  }
}
