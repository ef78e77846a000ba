import { readFileSync } from 'node:fs';
import type { AttackCase, Position } from './case.ts';
import { positions } from './case.ts';
import { type Mark, markOf, type Trial } from './trial.ts';

/** What came out of a run, as it is kept in verdicts.json: docs/attacks.md is made of it, and later runs are held to it. */
export interface TrialRecord {
  readonly version: string;
  /** How many verdicts are counted: right ones, holes and outages. */
  readonly counted: number;
  /** By case and pinned position: holes and outages. */
  readonly wrong: Readonly<Record<string, Marks<'hole' | 'outage'>>>;
  /** By case and pinned position: what is done where both can be argued. */
  readonly open: Readonly<Record<string, Marks<'open-accepts' | 'open-refuses'>>>;
  /** Cases that this client has no means for. */
  readonly unasked: readonly string[];
}

export type Marks<M extends Mark> = Partial<Readonly<Record<Position, M>>>;
/** By client. */
export type Records = Readonly<Record<string, TrialRecord>>;

export const recordFile = new URL('verdicts.json', import.meta.url);

export function readRecords(): Records {
  return JSON.parse(readFileSync(recordFile, 'utf8'));
}

export function recordOf(trial: Trial, cases: readonly AttackCase[]): TrialRecord {
  const marks = cases.map(({ id }, index) => ({
    id,
    marks: positions.map((position) => ({ position, mark: markOf(trial, cases[index]!, position) })),
  }));
  const those = <M extends Mark>(...wanted: readonly M[]): Record<string, Marks<M>> =>
    Object.fromEntries(
      marks.flatMap(({ id, marks }) => {
        const found = marks.filter(({ mark }) => (wanted as readonly Mark[]).includes(mark));
        return found.length > 0 ? [[id, Object.fromEntries(found.map(({ position, mark }) => [position, mark]))]] : [];
      }),
    );
  const counted = marks.flatMap(({ marks }) => marks).filter(({ mark }) => /^(right|hole|outage)$/.test(mark));
  return {
    version: trial.version,
    counted: counted.length,
    wrong: those('hole', 'outage'),
    open: those('open-accepts', 'open-refuses'),
    unasked: marks.filter(({ marks }) => marks.every(({ mark }) => mark === 'unasked')).map(({ id }) => id),
  };
}

export function countOf({ wrong }: TrialRecord, mark: 'hole' | 'outage'): number {
  return Object.values(wrong).flatMap((marks) => Object.values(marks).filter((one) => one === mark)).length;
}
