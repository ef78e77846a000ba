import type { Reach } from '../connection.ts';
import type { CellVerdict, TryOutcome } from '../report/report.ts';
import type { Pass } from '../scenario.ts';
import type { JudgedTry } from './judge-try.ts';
import { farthest } from './reach.ts';

export interface CellFacts {
  readonly tries: readonly (JudgedTry & { readonly pass: Pass })[];
  /** Why the scenario could not be run for this host; null where it could. */
  readonly notRun: string | null;
  /** Why nothing follows from a refusal of this host: its control connections failed. Null where they did not. */
  readonly controlFailure: string | null;
}

export interface JudgedCell {
  readonly verdict: CellVerdict;
  /** One sentence. */
  readonly because: string;
  readonly reach: Reach;
}

/**
 * What tries of one scenario on one host come to. One that was read is enough: an attacker tries as often as they like, and
 * that data was readable is a fact whatever the controls say. A refusal is only worth something beside a control that worked.
 */
export function judgeCell({ tries, notRun, controlFailure }: CellFacts): JudgedCell {
  const reach = farthest(tries.map((one) => one.reach));
  if (notRun !== null) return { verdict: 'not-run', because: notRun, reach };
  const seen = tries.filter(({ outcome }) => outcome !== 'not-seen');
  const of = (outcome: TryOutcome) => seen.filter((one) => one.outcome === outcome);
  const [read, broken, held] = [of('read'), of('broken'), of('held')];
  if (read.length > 0)
    return { verdict: 'read', because: told(worstOf(read, reach), read.length, tries.length), reach };
  if (seen.length === 0) return { verdict: 'not-seen', because: neverSeen(tries), reach };
  if (controlFailure !== null) return { verdict: 'inconclusive', because: controlFailure, reach };
  if (broken.length === 0) return { verdict: 'held', because: told(held[0]!, held.length, tries.length), reach };
  // Passes ask different things: that one holds in each try and the other breaks in each is no chance.
  const genuine = seen.filter(({ pass }) => pass === broken[0]!.pass);
  const verdict = broken.length === genuine.length ? 'broken' : 'flaky';
  return { verdict, because: told(broken[0]!, broken.length, genuine.length), reach };
}

function worstOf(read: readonly JudgedTry[], reach: Reach): JudgedTry {
  return read.find((one) => one.reach === reach) ?? read[0]!;
}

function told({ how }: JudgedTry, count: number, of: number): string {
  if (of === 1) return `It ${how}.`;
  return count === of ? `It ${how}, in each of ${of} tries.` : `It ${how}, in ${count} of ${of} tries.`;
}

function neverSeen(tries: readonly JudgedTry[]): string {
  if (tries.length === 0) return 'It was not tried.';
  const failed = tries.find(({ how }) => how.startsWith('could not'));
  return told(failed ?? tries[0]!, tries.length, tries.length);
}
