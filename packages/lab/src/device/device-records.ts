import type { Connection } from '../connection.ts';
import type { Endpoint } from '../endpoint.ts';
import type { RunPlan, RunRecord } from '../run/run-record.ts';
import { wasUsed } from '../verdict/genuine-use.ts';
import { reachOf } from '../verdict/judge-try.ts';
import { isReadable } from '../verdict/reach.ts';
import type { PlannedTry } from './rotation.ts';

export interface DeviceTry {
  readonly planned: PlannedTry;
  readonly connections: Connection[];
  arrived: number;
}

export interface Recorded {
  readonly records: readonly Omit<RunRecord, 'run'>[];
  /** Tries that say nothing. */
  readonly uncounted: number;
}

/**
 * The runs of one host. A refusal counts where a genuine connection worked after it: an app that was broken by then, or that
 * was closed, would refuse everything. That data was readable counts in any case.
 */
export function recordsOf(
  endpoint: Endpoint,
  genuine: readonly Connection[],
  tries: readonly DeviceTry[],
  isChannel: (host: string) => boolean,
): Recorded {
  const wellAt = Math.max(0, ...genuine.filter(wasUsed).map(({ startedAt }) => startedAt));
  const attempts = new Map<string, number>();
  const over = tries.filter(({ connections }) => connections.length > 0);
  const counted = over
    // That an app bears an attack on its channel is shown by one that asked the channel meanwhile.
    .filter(
      ({ planned, connections }) =>
        !isAboutChannel(planned) || connections.some(({ host }) => host !== null && isChannel(host)),
    )
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
  return {
    records: [...control('first', before), ...counted, ...control('last', after)],
    uncounted: over.length - counted.length,
  };
}

export function wasRead(connection: Connection): boolean {
  return connection.isAttack && isReadable(reachOf(connection));
}

export function isAboutChannel(planned: PlannedTry | undefined): boolean {
  return planned?.scenario.needs.includes('channel') === true;
}

export function attackOf({ scenario, pass, attempt }: PlannedTry, endpoint: Endpoint): RunPlan {
  return { purpose: 'attack', scenario, pass, attempt, targets: [endpoint] };
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
