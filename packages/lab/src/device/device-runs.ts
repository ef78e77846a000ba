import type { Connection } from '../connection.ts';
import { type Endpoint, isSame, nameOf } from '../endpoint.ts';
import type { RunPlan, RunRecord } from '../run/run-record.ts';
import { wasUsed } from '../verdict/genuine-use.ts';
import { reachOf, wasCarriedOut } from '../verdict/judge-try.ts';
import { isReadable } from '../verdict/reach.ts';
import {
  arrive,
  type Ending,
  finish,
  type HostRotation,
  isDone,
  type Move,
  move,
  type PlannedTry,
  type Purpose,
  settle,
  startRotation,
} from './rotation.ts';

/** Where one host stands, for people. */
export interface HostStatus {
  readonly endpoint: Endpoint;
  /** What the next connection gets, or what goes on; null: all was tried. */
  readonly next: PlannedTry | null;
  readonly state: 'attacked' | 'waits for a genuine connection' | 'paused' | 'done';
  /** Tries that are over, by what came of them. */
  readonly held: number;
  readonly read: number;
  readonly planned: number;
  readonly genuineFailures: number;
  readonly last: Connection | null;
}

/** What was decided for a connection that arrives. */
export interface Assignment {
  readonly plan: RunPlan;
  /** Of the same try, those that have ended. */
  readonly earlier: readonly Connection[];
  /** Of the same try, those that came before. */
  readonly ordinal: number;
}

interface HostRuns {
  readonly endpoint: Endpoint;
  rotation: HostRotation;
  /** Genuine connections that have ended. */
  readonly genuine: Connection[];
  readonly tries: Map<number, DeviceTry>;
  last: Connection | null;
}

interface DeviceTry {
  readonly planned: PlannedTry;
  readonly connections: Connection[];
  arrived: number;
}

/**
 * All hosts of a device, each at its own place in the schedule, and what has been seen of them. A device has one proxy and
 * many apps: runs are not told apart by ports, as those of a command are, but by host and time.
 */
export class DeviceRuns {
  readonly #plan: readonly PlannedTry[];
  readonly #isChannel: (host: string) => boolean;
  readonly #hosts = new Map<string, HostRuns>();
  readonly #open = new Map<number, { readonly host: HostRuns; readonly purpose: Purpose }>();

  constructor(plan: readonly PlannedTry[], isChannel: (host: string) => boolean) {
    this.#plan = plan;
    this.#isChannel = isChannel;
  }

  /** @param id of the connection. @param now seconds since 1970 */
  arrive(endpoint: Endpoint, id: number, now: number): Assignment {
    const host = this.#hostFor(endpoint, now);
    const { rotation, purpose } = arrive(host.rotation, this.#plan, now);
    host.rotation = rotation;
    this.#open.set(id, { host, purpose });
    if (purpose.kind === 'genuine')
      return { plan: { purpose: 'control', place: 'first', targets: [host.endpoint] }, earlier: [], ordinal: 0 };
    const planned = this.#plan[purpose.index]!;
    const going = host.tries.get(purpose.run) ?? { planned, connections: [], arrived: 0 };
    host.tries.set(purpose.run, going);
    return { plan: attackOf(going.planned, host.endpoint), earlier: [...going.connections], ordinal: going.arrived++ };
  }

  /** @param now seconds since 1970 */
  finish(connection: Connection, now: number): void {
    const opened = this.#open.get(connection.id);
    if (!opened) return;
    const { host, purpose } = opened;
    this.#open.delete(connection.id);
    const pass = purpose.kind === 'attack' ? this.#plan[purpose.index]!.pass : 'genuine';
    host.rotation = finish(host.rotation, purpose, endingOf(connection, pass), now);
    host.last = connection;
    if (purpose.kind === 'genuine') host.genuine.push(connection);
    else host.tries.get(purpose.run)?.connections.push(connection);
  }

  /** @param now seconds since 1970 */
  settle(now: number): void {
    for (const host of this.#hosts.values()) host.rotation = settle(host.rotation, this.#plan, now);
  }

  /** @param endpoint null: all */
  move(endpoint: Endpoint | null, asked: Move): void {
    for (const host of this.#hosts.values()) {
      if (endpoint === null || isSame(host.endpoint, endpoint)) host.rotation = move(host.rotation, this.#plan, asked);
    }
  }

  get endpoints(): readonly Endpoint[] {
    return [...this.#hosts.values()].map(({ endpoint }) => endpoint);
  }

  get isDone(): boolean {
    return this.#hosts.size > 0 && [...this.#hosts.values()].every(({ rotation }) => isDone(rotation, this.#plan));
  }

  statuses(): readonly HostStatus[] {
    return [...this.#hosts.values()].map((host) => this.#statusOf(host));
  }

  /** What verdicts rest on. @returns in order of their beginning */
  records(): readonly RunRecord[] {
    const all = [...this.#hosts.values()].flatMap((host) => recordsOf(host));
    return all.toSorted((one, other) => one.startedAt - other.startedAt).map((record, run) => ({ ...record, run }));
  }

  // A port of a name that is known, seen first while that is attacked, is where the app falls back to: plain HTTP, say.
  #hostFor(endpoint: Endpoint, now: number): HostRuns {
    const known = this.#hosts.get(nameOf(endpoint));
    if (known) return known;
    const sibling = [...this.#hosts.values()].find(
      (host) => host.endpoint.host === endpoint.host && settle(host.rotation, this.#plan, now).current !== null,
    );
    if (sibling) return sibling;
    const host = { endpoint, rotation: startRotation(), genuine: [], tries: new Map(), last: null };
    this.#hosts.set(nameOf(endpoint), host);
    return host;
  }

  #statusOf({ endpoint, rotation, tries, last }: HostRuns): HostStatus {
    const over = [...tries].filter(([run]) => run !== rotation.current?.run).map(([, one]) => one.connections);
    const read = over.filter((connections) => connections.some(wasRead)).length;
    const held = over.filter((connections) => connections.some(({ isAttack }) => isAttack)).length - read;
    const state = rotation.isPaused
      ? 'paused'
      : isDone(rotation, this.#plan)
        ? 'done'
        : rotation.needsGenuine
          ? 'waits for a genuine connection'
          : 'attacked';
    return {
      endpoint,
      next: this.#plan[rotation.next] ?? null,
      state,
      held,
      read,
      planned: this.#plan.length,
      genuineFailures: rotation.genuineFailures,
      last,
    };
  }
}

function attackOf({ scenario, pass, attempt }: PlannedTry, endpoint: Endpoint): RunPlan {
  return { purpose: 'attack', scenario, pass, attempt, targets: [endpoint] };
}

function endingOf(connection: Connection, pass: 'attacked' | 'genuine'): Ending {
  if (!connection.isAttack) {
    if (wasUsed(connection)) return 'used';
    return pass === 'genuine' ? 'refused' : 'failed';
  }
  if (isReadable(reachOf(connection))) return 'used';
  return wasCarriedOut(connection) ? 'refused' : 'failed';
}

function wasRead(connection: Connection): boolean {
  return connection.isAttack && isReadable(reachOf(connection));
}

/**
 * The runs of one host. A refusal counts where a genuine connection worked after it: an app that was broken by then, or that
 * was closed, would refuse everything. That data was readable counts in any case.
 */
function recordsOf({ endpoint, genuine, tries }: HostRuns): Omit<RunRecord, 'run'>[] {
  const wellAt = Math.max(0, ...genuine.filter(wasUsed).map(({ startedAt }) => startedAt));
  const attempts = new Map<string, number>();
  const counted = [...tries.values()]
    .filter(({ connections }) => connections.length > 0)
    .filter(({ connections }) => connections.some(wasRead) || endOf(connections) <= wellAt)
    .map(({ planned, connections }) => {
      // One that was had again is another attempt.
      const series = `${planned.scenario.id} ${planned.pass}`;
      const attempt = attempts.get(series) ?? 0;
      attempts.set(series, attempt + 1);
      return recordOf(attackOf({ ...planned, attempt }, endpoint), connections);
    });
  const attacked = counted.flatMap(({ connections }) => connections);
  const control = (place: 'first' | 'last', connections: readonly Connection[]) =>
    connections.length > 0 ? [recordOf({ purpose: 'control', place, targets: [endpoint] }, connections)] : [];
  const before = genuine.filter(({ startedAt }) => startedAt <= beginOf(attacked));
  const after = attacked.length > 0 ? genuine.filter(({ startedAt }) => startedAt >= endOf(attacked)) : [];
  return [...control('first', before), ...counted, ...control('last', after)];
}

function recordOf(plan: RunPlan, connections: readonly Connection[]): Omit<RunRecord, 'run'> {
  return {
    plan,
    startedAt: beginOf(connections),
    endedAt: endOf(connections),
    exercise: { failure: null, said: '' },
    connections,
  };
}

function beginOf(connections: readonly Connection[]): number {
  return Math.min(...connections.map(({ startedAt }) => startedAt));
}

function endOf(connections: readonly Connection[]): number {
  return Math.max(...connections.map(({ endedAt }) => endedAt));
}
