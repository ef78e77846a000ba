import type { Connection } from '../connection.ts';
import { type Endpoint, isSame, nameOf } from '../endpoint.ts';
import type { RunPlan, RunRecord } from '../run/run-record.ts';
import { wasUsed } from '../verdict/genuine-use.ts';
import { reachOf, wasCarriedOut } from '../verdict/judge-try.ts';
import { isReadable } from '../verdict/reach.ts';
import { attackOf, type DeviceTry, isAboutChannel, type Recorded, recordsOf, wasRead } from './device-records.ts';
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
  /** Whether a try has begun and is not over. */
  readonly isGoingOn: boolean;
  /** Connections that are open. */
  readonly open: number;
  /** Tries that are over, by what came of them. */
  readonly held: number;
  readonly read: number;
  /** Of all that is planned, what lies behind it. */
  readonly done: number;
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

/** A connection that has ended, and what it was for. */
export interface Finished {
  readonly endpoint: Endpoint;
  /** Null: a genuine connection between tries. */
  readonly planned: PlannedTry | null;
  readonly connection: Connection;
}

/** More than a device speaks to in a test; what comes beyond is let through. */
const maxHosts = 500;

interface HostRuns {
  readonly endpoint: Endpoint;
  rotation: HostRotation;
  /** Genuine connections that have ended. */
  readonly genuine: Connection[];
  readonly tries: Map<number, DeviceTry>;
  last: Connection | null;
}

/** What a connection that is open was taken for. `beside`: by the channel of an app, while a host of it is tried. */
type Opened =
  | { readonly kind: 'own'; readonly host: HostRuns; readonly purpose: Purpose }
  | { readonly kind: 'beside'; readonly tried: DeviceTry; readonly endpoint: Endpoint };

/**
 * All hosts of a device, each at its own place in the schedule, and what has been seen of them. A device has one proxy and
 * many apps: runs are not told apart by ports, as those of a command are, but by host and time.
 */
export class DeviceRuns {
  readonly #plan: readonly PlannedTry[];
  readonly #isChannel: (host: string) => boolean;
  readonly #hosts = new Map<string, HostRuns>();
  readonly #open = new Map<number, Opened>();

  constructor(plan: readonly PlannedTry[], isChannel: (host: string) => boolean) {
    this.#plan = plan;
    this.#isChannel = isChannel;
  }

  /** @param id of the connection. @param now seconds since 1970. @returns null where it is one host too many */
  arrive(endpoint: Endpoint, id: number, now: number): Assignment | null {
    if (this.#hosts.size >= maxHosts && !this.#hosts.has(nameOf(endpoint))) return null;
    if (this.#isChannel(endpoint.host)) {
      const host = this.#channelTry(now);
      if (host) return this.#beside(host, endpoint, id);
    }
    const host = this.#hostFor(endpoint, now);
    const { rotation, purpose } = this.#mustWait(host, now)
      ? { rotation: host.rotation, purpose: { kind: 'genuine' as const, after: host.rotation.runs } }
      : arrive(host.rotation, this.#plan, now);
    host.rotation = rotation;
    this.#open.set(id, { kind: 'own', host, purpose });
    if (purpose.kind === 'genuine')
      return { plan: { purpose: 'control', place: 'first', targets: [host.endpoint] }, earlier: [], ordinal: 0 };
    const tried = tryOf(host, purpose.run, this.#plan[purpose.index]!);
    const earlier = tried.connections.filter((connection) => !this.#isChannel(connection.host ?? ''));
    return { plan: attackOf(tried.planned, host.endpoint), earlier, ordinal: tried.arrived++ };
  }

  /** A connection to the channel, in the try of a host that is about it. */
  #beside(host: HostRuns, channel: Endpoint, id: number): Assignment {
    const { current, runs, next } = host.rotation;
    const tried = tryOf(host, current?.run ?? runs, this.#plan[next]!);
    this.#open.set(id, { kind: 'beside', tried, endpoint: channel });
    const earlier = tried.connections.filter((connection) => connection.host === channel.host);
    return { plan: attackOf(tried.planned, host.endpoint), earlier, ordinal: earlier.length };
  }

  /** The host whose try goes on, or is due, in which the channel of the app is attacked. */
  #channelTry(now: number): HostRuns | null {
    const due = [...this.#hosts.values()].filter((host) => {
      const { current, needsGenuine, isPaused, next } = settle(host.rotation, this.#plan, now);
      return isAboutChannel(this.#plan[next]) && (current !== null || (!needsGenuine && !isPaused));
    });
    return due.find(({ rotation }) => rotation.current !== null) ?? due[0] ?? null;
  }

  /** Of attacks on the channel there is one at a time, or nobody could say which one a host had to bear. */
  #mustWait(host: HostRuns, now: number): boolean {
    const { next } = settle(host.rotation, this.#plan, now);
    if (!isAboutChannel(this.#plan[next])) return false;
    const trying = this.#channelTry(now);
    return trying !== null && trying !== host && trying.rotation.current !== null;
  }

  /** @param now seconds since 1970. @returns null for one that is none of an app that is tested */
  finish(connection: Connection, now: number): Finished | null {
    const opened = this.#open.get(connection.id);
    if (!opened) return null;
    this.#open.delete(connection.id);
    if (opened.kind === 'beside') {
      const { tried, endpoint } = opened;
      tried.connections.push(connection);
      return { endpoint, planned: tried.planned, connection };
    }
    const { host, purpose } = opened;
    const planned = purpose.kind === 'attack' ? this.#plan[purpose.index]! : null;
    host.rotation = finish(host.rotation, purpose, endingOf(connection, planned?.pass ?? 'genuine'), now);
    host.last = connection;
    if (purpose.kind === 'genuine') keepEnds(host.genuine, connection);
    else host.tries.get(purpose.run)?.connections.push(connection);
    return { endpoint: host.endpoint, planned, connection };
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
    const all = this.#recorded().flatMap(({ records }) => records);
    return all.toSorted((one, other) => one.startedAt - other.startedAt).map((record, run) => ({ ...record, run }));
  }

  /** Tries that are over and say nothing. */
  get uncounted(): number {
    return this.#recorded().reduce((sum, { uncounted }) => sum + uncounted, 0);
  }

  #recorded(): Recorded[] {
    return [...this.#hosts.values()].map(({ endpoint, genuine, tries }) =>
      recordsOf(endpoint, genuine, [...tries.values()], this.#isChannel),
    );
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

  #statusOf(host: HostRuns): HostStatus {
    const { endpoint, rotation, tries, last } = host;
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
      isGoingOn: rotation.current !== null,
      open: [...this.#open.values()].filter((opened) => opened.kind === 'own' && opened.host === host).length,
      held,
      read,
      done: rotation.next,
      planned: this.#plan.length,
      genuineFailures: rotation.genuineFailures,
      last,
    };
  }
}

function tryOf(host: HostRuns, run: number, planned: PlannedTry): DeviceTry {
  const tried = host.tries.get(run) ?? { planned, connections: [], arrived: 0 };
  host.tries.set(run, tried);
  return tried;
}

/** Of the genuine connections those before the attacks count, and those after the last: a device is tested for hours. */
const keptAtEachEnd = 8;

function keepEnds(genuine: Connection[], connection: Connection): void {
  genuine.push(connection);
  if (genuine.length > 2 * keptAtEachEnd) genuine.splice(keptAtEachEnd, 1);
}

function endingOf(connection: Connection, pass: 'attacked' | 'genuine'): Ending {
  if (!connection.isAttack) {
    if (wasUsed(connection)) return 'used';
    // A certificate of the lab's that was shown for another end than to be taken: the app has refused it.
    const isRogue = connection.treatment !== 'relay' && connection.transport !== 'plain' && wasCarriedOut(connection);
    return pass === 'genuine' || isRogue ? 'refused' : 'failed';
  }
  if (isReadable(reachOf(connection))) return 'used';
  return wasCarriedOut(connection) ? 'refused' : 'failed';
}
