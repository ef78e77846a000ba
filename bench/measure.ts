/** What one row of the table is made of: a candidate beside a named reference, in rounds of the same run. */
export interface Measure {
  readonly name: string;
  readonly reference: string;
  /** What the figures of the rounds count. */
  readonly unit: string;
  readonly goal: Goal;
  readonly rounds: readonly Round[];
  /** What is to be known beside the figures, one line each. */
  readonly notes?: readonly string[];
}

/** A figure that has no reference in the run: a size, or a share. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly goal: Goal | null;
  readonly value: number;
  readonly notes?: readonly string[];
}

/** Of the ratio candidate ÷ reference, or of the figure itself. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

export interface Round<T = number> {
  readonly reference: T;
  readonly candidate: T;
}

/**
 * Runs both in turn, the one that begins changing each time, so that whatever else the machine does in the meantime
 * meets both alike.
 */
export async function inRounds<T>(
  reference: () => Promise<T>,
  candidate: () => Promise<T>,
  count: number,
): Promise<Round<T>[]> {
  const rounds: Round<T>[] = [];
  for (let round = 0; round < count; round++) {
    if (round % 2 === 0) {
      const first = await reference();
      rounds.push({ reference: first, candidate: await candidate() });
    } else {
      const first = await candidate();
      rounds.push({ reference: await reference(), candidate: first });
    }
  }
  return rounds;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function isReached(goal: Goal, value: number): boolean {
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}
