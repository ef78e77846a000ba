import { type Figure, type Goal, isReached, type Measure, median } from './measure.ts';

/** One result in lines: the ratio with its spread, whether the goal is reached, and the absolute figures behind it. */
export function linesOf(result: Measure | Figure): string[] {
  return 'rounds' in result ? measureLines(result) : figureLines(result);
}

function measureLines({ name, reference, unit, goal, rounds, notes = [] }: Measure): string[] {
  const ratios = rounds.map((round) => round.candidate / round.reference);
  const ratio = median(ratios);
  const digits = ratio < 0.1 ? 3 : 2;
  const spread = `${Math.min(...ratios).toFixed(digits)}..${Math.max(...ratios).toFixed(digits)}`;
  const [ours, theirs] = [median(rounds.map((one) => one.candidate)), median(rounds.map((one) => one.reference))];
  return [
    `${head(name, ratio.toFixed(digits), spread, goal, isReached(goal, ratio))}`,
    `    of ${reference}; ${rounds.length} rounds; medians ${figure(ours)} and ${figure(theirs)} ${unit}`,
    ...notes.map((note) => `    ${note}`),
  ];
}

function figureLines({ name, unit, goal, value, notes = [] }: Figure): string[] {
  const reached = goal === null ? null : isReached(goal, value);
  return [head(name, `${figure(value)} ${unit}`, '', goal, reached), ...notes.map((note) => `    ${note}`)];
}

function head(name: string, value: string, spread: string, goal: Goal | null, reached: boolean | null): string {
  const wanted = goal === null ? '' : 'atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`;
  const verdict = reached === null ? '' : reached ? 'reached' : 'NOT REACHED';
  return [name.padEnd(52), value.padStart(12), spread.padEnd(12), wanted.padEnd(9), verdict].join('  ').trimEnd();
}

function figure(value: number): string {
  const digits = value >= 1_000 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

export const header = ['', '', 'spread', 'goal', '']
  .map((word, column) => word.padEnd([52, 12, 12, 9, 0][column]!))
  .join('  ')
  .trimEnd();
