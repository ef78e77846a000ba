import { readFileSync } from 'node:fs';
import type { AttackCase, Position } from './case.ts';
import { positions } from './case.ts';
import { type Mark, markOf, type Trial } from './trial.ts';

/** What came out of a run, as it is kept in verdicts.json: docs/attacks.md is made of it, and later runs are held to it. */
export interface TrialRecord {
  readonly version: string;
  readonly counted: number;
  /** By case and pinned position: what is not right. */
  readonly wrong: Readonly<Record<string, Marks>>;
  /** Cases of which nothing is counted for this client. */
  readonly uncounted: readonly string[];
}

export type Marks = Partial<Readonly<Record<Position, 'hole' | 'outage'>>>;
/** By client. */
export type Records = Readonly<Record<string, TrialRecord>>;

export const recordFile = new URL('verdicts.json', import.meta.url);

export function readRecords(): Records {
  return JSON.parse(readFileSync(recordFile, 'utf8'));
}

export function recordOf(trial: Trial, cases: readonly AttackCase[]): TrialRecord {
  const marks = cases.map((one) => ({
    id: one.id,
    marks: positions.map((position): [Position, Mark] => [position, markOf(trial, one, position)]),
  }));
  const wrong = marks.flatMap(({ id, marks }) => {
    const some = marks.filter(([, mark]) => mark === 'hole' || mark === 'outage');
    return some.length > 0 ? [[id, Object.fromEntries(some)]] : [];
  });
  return {
    version: trial.version,
    counted: marks.flatMap(({ marks }) => marks).filter(([, mark]) => mark !== 'uncounted').length,
    wrong: Object.fromEntries(wrong),
    uncounted: marks.filter(({ marks }) => marks.every(([, mark]) => mark === 'uncounted')).map(({ id }) => id),
  };
}

export function countOf({ wrong }: TrialRecord, mark: 'hole' | 'outage'): number {
  return Object.values(wrong).flatMap((marks) => Object.values(marks).filter((one) => one === mark)).length;
}
