import type { Pass, Scenario } from '../scenario.ts';

/** One attempt of one scenario on one host. */
export interface PlannedTry {
  readonly scenario: Scenario;
  readonly pass: Pass;
  /** From 0. */
  readonly attempt: number;
  /** How many connections have to end before it says something: a resumption takes two. */
  readonly connections: number;
}

/** What a connection that arrives is for. */
export type Purpose =
  /**
   * The genuine server's: before all attacks, between two, after all, or because someone asked for it. `after` is how many
   * tries had begun: one that was open all along does not show that the app is well after the last.
   */
  | { readonly kind: 'genuine'; readonly after: number }
  /** `index` in the plan; `run` is distinct for each time that a try of this host began. */
  | { readonly kind: 'attack'; readonly index: number; readonly run: number };

/** How a connection ended, as far as it moves a rotation on. */
export type Ending =
  /** The app used it: it is well. */
  | 'used'
  /** The app refused it, or left it without a word. */
  | 'refused'
  /** Neither: the genuine server was not reached, or the lab could not do what it should. */
  | 'failed';

/**
 * Where one host of a device stands. A device is not started anew for each attack as a command is: its app goes on, so each
 * attack that it refused is followed by genuine connections until one has worked. The app recovers, and the next refusal is
 * known to be one of an app that was well.
 */
export interface HostRotation {
  /** In the plan: the try that goes on, or the next. The plan's length: all were made. */
  readonly next: number;
  /** Genuine connections are needed before the next try begins. */
  readonly needsGenuine: boolean;
  /** Someone asked for genuine connections, and for no attack until they ask for one. */
  readonly isPaused: boolean;
  /** The try that goes on. */
  readonly current: CurrentTry | null;
  /** How many tries have begun. */
  readonly runs: number;
  /** Genuine connections that failed, one after the other. */
  readonly genuineFailures: number;
}

interface CurrentTry {
  readonly run: number;
  readonly open: number;
  /** Those that say something of the app, and the others. */
  readonly ended: number;
  readonly failed: number;
  readonly isWell: boolean;
  /** Seconds since 1970 of the last arrival or end. */
  readonly touchedAt: number;
}

/**
 * Seconds without a connection after which a try is over: what an app opens at once, and tries again at once, belongs
 * together.
 */
export const quietSeconds = 0.5;

/** A scenario that cannot be carried out on this host: the try is over, and shows nothing. */
const maxFailures = 3;

/** An app that tries again and again without a pause must not keep a try open for ever. */
export const maxConnectionsPerTry = 12;

export function planTries(scenarios: readonly Scenario[], tries: number): readonly PlannedTry[] {
  return scenarios.flatMap((scenario) =>
    scenario.passes.flatMap((pass) =>
      Array.from({ length: tries }, (_, attempt) => ({
        scenario,
        pass,
        attempt,
        connections: scenario.group === 'sessions' ? 2 : 1,
      })),
    ),
  );
}

export function startRotation(): HostRotation {
  return { next: 0, needsGenuine: true, isPaused: false, current: null, runs: 0, genuineFailures: 0 };
}

/** Whether all tries were made, and a genuine connection after the last. */
export function isDone(rotation: HostRotation, plan: readonly PlannedTry[]): boolean {
  return rotation.next >= plan.length && !rotation.needsGenuine;
}

/** A connection arrives. @param now seconds since 1970 */
export function arrive(
  before: HostRotation,
  plan: readonly PlannedTry[],
  now: number,
): { readonly rotation: HostRotation; readonly purpose: Purpose } {
  const rotation = settle(before, plan, now);
  const { current, next, runs } = rotation;
  if (rotation.isPaused || (!current && (rotation.needsGenuine || next >= plan.length)))
    return { rotation, purpose: { kind: 'genuine', after: runs } };
  const going = current ?? { run: runs, open: 0, ended: 0, failed: 0, isWell: false, touchedAt: now };
  return {
    rotation: {
      ...rotation,
      runs: current ? runs : runs + 1,
      current: { ...going, open: going.open + 1, touchedAt: now },
    },
    purpose: { kind: 'attack', index: next, run: going.run },
  };
}

/** A connection has ended. @param purpose as `arrive` gave it */
export function finish(before: HostRotation, purpose: Purpose, ending: Ending, now: number): HostRotation {
  if (purpose.kind === 'genuine') {
    if (ending !== 'used') return { ...before, genuineFailures: before.genuineFailures + 1 };
    if (purpose.after !== before.runs) return before;
    return { ...before, genuineFailures: 0, needsGenuine: false };
  }
  const { current } = before;
  // One of an earlier try, which a key ended.
  if (!current || purpose.run !== current.run) return before;
  return {
    ...before,
    current: {
      ...current,
      open: current.open - 1,
      ended: current.ended + (ending === 'failed' ? 0 : 1),
      failed: current.failed + (ending === 'failed' ? 1 : 0),
      isWell: current.isWell || ending === 'used',
      touchedAt: now,
    },
  };
}

/** Ends a try that is over by now. To be asked from time to time, since nothing may arrive any more. */
export function settle(rotation: HostRotation, plan: readonly PlannedTry[], now: number): HostRotation {
  const { current, next } = rotation;
  if (!current || current.open > 0) return rotation;
  const isEnough = current.ended >= (plan[next]?.connections ?? 1) || current.failed >= maxFailures;
  if (!isEnough) return rotation;
  if (now - current.touchedAt < quietSeconds && current.ended < maxConnectionsPerTry) return rotation;
  return after(rotation, next + 1, plan);
}

/** What a person at the terminal asks for. */
export type Move = 'next' | 'previous' | 'genuine' | 'restart';

export function move(rotation: HostRotation, plan: readonly PlannedTry[], asked: Move): HostRotation {
  switch (asked) {
    case 'next':
      if (rotation.isPaused) return { ...rotation, isPaused: false };
      return { ...after(rotation, Math.min(rotation.next + 1, plan.length), plan), needsGenuine: false };
    case 'previous':
      return {
        ...after(rotation, Math.max(rotation.next - 1, 0), plan),
        needsGenuine: false,
        isPaused: false,
      };
    case 'genuine':
      return { ...rotation, isPaused: true, current: null };
    case 'restart':
      return { ...startRotation(), runs: rotation.runs };
  }
}

// An app whose data was read is well: it goes straight on. At the end it is seen to be well once more.
function after(rotation: HostRotation, next: number, plan: readonly PlannedTry[]): HostRotation {
  const isWell = rotation.current?.isWell === true && next < plan.length;
  return { ...rotation, next, current: null, needsGenuine: !isWell };
}
