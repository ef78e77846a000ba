import type { Cell, HostVerdict } from '../report/report.ts';
import type { Scenario } from '../scenario.ts';
import { goOn, type Trust } from './trust-proof.ts';

export interface HostFacts {
  readonly cells: readonly { readonly scenario: Scenario; readonly cell: Pick<Cell, 'verdict' | 'because'> }[];
  /** Why nothing follows from its refusals; null where its controls worked. */
  readonly controlFailure: string | null;
  readonly trust: Trust;
  /** Whether the app speaks to it without TLS of its own accord. */
  readonly isPlain: boolean;
  /** TLS stacks that spoke to it in the control runs, and were never shown a certificate of a CA that the device trusts. */
  readonly untriedStacks: number;
  /** Whether the app asks it for pins, and for nothing else. Default no. */
  readonly isPinSource?: boolean;
}

export interface JudgedHost {
  readonly verdict: HostVerdict;
  /** One sentence, or two. */
  readonly because: string;
}

/** Worst first: what an attacker gets counts more than what is not known. */
export function judgeHost(facts: HostFacts): JudgedHost {
  const { cells, controlFailure, trust, isPlain, untriedStacks, isPinSource = false } = facts;
  if (isPlain)
    return { verdict: 'not-pinned', because: 'The app speaks to it without TLS: anybody on the way reads it.' };
  if (isPinSource) return { verdict: 'pin-source', because: pinSource };
  const decisive = cells.filter(({ scenario }) => scenario.isDecisive);
  const of = (list: typeof cells, verdict: Cell['verdict']) => list.filter(({ cell }) => cell.verdict === verdict);
  const read = of(cells, 'read');
  // A certificate that an attacker made was good enough: there is no pin, or none that is asked for every connection.
  const accepted = read.filter(({ scenario }) => scenario.isDecisive || (isUntried(decisive) && isForgery(scenario)));
  if (accepted[0]) return { verdict: 'not-pinned', because: inWords(accepted) };
  const caveat = trust.isShown ? '' : ` That it refuses for a pin is not shown: ${uncapitalized(trust.because)}`;
  if (read[0]) return { verdict: 'pinned-but-leaking', because: `${inWords(read)}${caveat}` };
  const isUnasked = cells.every(({ cell }) => cell.verdict === 'not-run');
  if (controlFailure !== null && (isUnasked || cells.some(({ cell }) => isAnswer(cell.verdict))))
    return { verdict: 'inconclusive', because: controlFailure };
  const broken = [...of(cells, 'broken'), ...of(cells, 'flaky')];
  if (of(decisive, 'held').length === 0) return withoutDecisive(cells, decisive);
  if (broken.length > 0) return { verdict: 'pinned-but-fragile', because: `${inWords(broken)}${caveat}` };
  if (!trust.isShown) return { verdict: 'unproven', because: `${trust.because} ${trust.remedy ?? whatToDo}` };
  if (untriedStacks > 0) {
    const which = untriedStacks === 1 ? 'One TLS stack that speaks' : `${untriedStacks} TLS stacks that speak`;
    return {
      verdict: 'unproven',
      because: `${which} to it by itself did not come while it was attacked: what it accepts is not known. ${goOn}`,
    };
  }
  const held = of(cells, 'held').length;
  return {
    verdict: 'pinned',
    because: `${held === 1 ? 'The one attack that was tried was' : `All of ${held} attacks were`} refused. ${trust.because}`,
  };
}

const pinSource =
  'The app asks it for pins, sends nothing of its own, and needs no pin for that: documents prove themselves, whoever delivers them. What false ones do is tried by the scenarios of pin updates.';

const whatToDo =
  "Have it read the lab's: LIVEPIN_LAB_CA names the file. If it trusts CAs of its own alone, no CA of a device can be shown to it.";

function withoutDecisive(cells: HostFacts['cells'], decisive: HostFacts['cells']): JudgedHost {
  if (isUntried(decisive) && cells.some(({ cell }) => isAnswer(cell.verdict))) {
    return {
      verdict: 'unproven',
      because:
        'No certificate of a CA that the device trusts was tried, and only that tells a pin from an ordinary check.',
    };
  }
  return {
    verdict: 'not-seen',
    because:
      'The app reached it in the control runs, and made no connection to it that could be attacked with a trusted CA: it may notice the lab, or need something that was attacked before.',
  };
}

function isAnswer(verdict: Cell['verdict']): boolean {
  return verdict !== 'not-seen' && verdict !== 'not-run';
}

function isUntried(decisive: HostFacts['cells']): boolean {
  return decisive.every(({ cell }) => cell.verdict === 'not-run');
}

function isForgery({ group }: Scenario): boolean {
  return group === 'certificates';
}

function inWords(cells: HostFacts['cells']): string {
  const [first, ...more] = cells;
  const titles = more.map(({ scenario }) => scenario.title);
  const others = titles.length > 0 ? ` Also: ${titles.join(', ')}.` : '';
  return `${first!.scenario.title}: ${uncapitalized(first!.cell.because)}${others}`;
}

function uncapitalized(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
