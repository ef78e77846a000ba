import type { Connection } from '../connection.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Pass, Scenario } from '../scenario.ts';
import type { Exercise } from '../subject.ts';

/** What is done to the app while it is exercised once. */
export type RunPlan =
  /** Everything is genuine, the app's trust store too. The first finds the hosts, the last proves that they still work. */
  | {
      readonly purpose: 'control';
      readonly place: 'first' | 'last';
      /** Null: all that the app speaks to. A device is never exercised as a whole: there each host has controls of its own. */
      readonly targets: readonly Endpoint[] | null;
    }
  /** Everything is genuine but the trust store, which lacks the genuine CAs: an app that fails now reads the lab's store. */
  | {
      readonly purpose: 'store-control';
      /** Hosts that are trusted all the same, so that the app gets past them. Default none. */
      readonly spared?: readonly Endpoint[];
    }
  | {
      readonly purpose: 'attack';
      readonly scenario: Scenario;
      readonly pass: Pass;
      /** From 0. */
      readonly attempt: number;
      /** Null: all that the app speaks to. Else these alone, and the others are let through so that the app gets to them. */
      readonly targets: readonly Endpoint[] | null;
      /** So many connections to each target are let through before any is attacked. Default none. */
      readonly after?: number;
    };

/** A run that has ended. */
export interface RunRecord {
  /** Distinct within a lab, from 0, in order of their beginning. */
  readonly run: number;
  readonly plan: RunPlan;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly exercise: Exercise;
  readonly connections: readonly Connection[];
}
