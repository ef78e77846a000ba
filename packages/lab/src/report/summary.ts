import { nameOf } from '../endpoint.ts';
import type { Cell, HostVerdict, Report, ReportedHost } from './report.ts';
import { hostWords, type Tone } from './verdict-words.ts';

/** What a report comes to: one sentence that a manager can repeat. */
export interface Summary {
  readonly tone: Tone;
  readonly sentence: string;
}

export function verdictIn(report: Report): Summary {
  const { isPartial } = report;
  const [verdict] = (Object.keys(hostWords) as HostVerdict[]).filter((one) => countOf(report, one) > 0);
  if (verdict === undefined) {
    const why = isPartial
      ? 'the lab was ended before a connection had come by it'
      : 'the app opened no connection through the lab';
    return { tone: 'warning', sentence: `Nothing was tested: ${why}.` };
  }
  const sentence = sentenceOf(verdict, countOf(report, verdict), judgedHosts(report));
  const end = isPartial ? ' The lab was ended early: what it had not tried yet is not in it.' : '';
  return { tone: isPartial && verdict === 'pinned' ? 'warning' : hostWords[verdict].tone, sentence: sentence + end };
}

function sentenceOf(verdict: HostVerdict, count: number, all: number): string {
  const one = count === 1;
  const which = all === 1 ? 'The host' : `${count} of ${all} hosts`;
  switch (verdict) {
    case 'not-pinned':
      return `${which} ${one ? 'is' : 'are'} not pinned: whoever is in the middle can read what the app sends there.`;
    case 'pinned-but-leaking':
      return `${which} ${one ? 'leaks' : 'leak'}: false certificates are refused, and data gets out another way.`;
    case 'pinned-but-fragile':
      return `${which} ${one ? 'is' : 'are'} fragile: pinned, and an attacker can stop the app from working.`;
    case 'unproven':
      return `Nothing is proven of ${which.replace('The', 'the')}: the app refused, and nothing shows that it would have trusted the lab otherwise.`;
    case 'inconclusive':
      return `Nothing is proven of ${which.replace('The', 'the')}: the app failed with the genuine server too.`;
    case 'not-seen':
      return count === all
        ? 'Nothing was tested: the app made no connection that could be attacked.'
        : `${which} ${one ? 'was' : 'were'} not exercised by this test; what was is pinned.`;
    case 'pinned':
      return all === 1
        ? 'The host is pinned: the app refused every attack that was tried.'
        : `All ${all} hosts are pinned: the app refused every attack that was tried.`;
    case 'pin-source':
      return 'Nothing was tested: the app asked for pins, and spoke to none of the hosts that they are for.';
  }
}

/** How many hosts there are of which pins can be asked: where pins come from needs none. */
export function judgedHosts(report: Report): number {
  return report.hosts.length - countOf(report, 'pin-source');
}

export function countOf({ hosts }: Report, verdict: HostVerdict): number {
  return hosts.filter((host) => host.verdict === verdict).length;
}

/** "1 not pinned, 3 pinned": those that there are. */
export function countsIn(report: Report): readonly { readonly verdict: HostVerdict; readonly count: number }[] {
  return (Object.keys(hostWords) as HostVerdict[])
    .map((verdict) => ({ verdict, count: countOf(report, verdict) }))
    .filter(({ count }) => count > 0);
}

/** What went wrong with nothing attacked, each once. */
export function controlFailuresIn({ controls }: Report): readonly string[] {
  return [...new Set(controls.filter(({ ok }) => !ok).map(({ because }) => because))];
}

/** Whether tries of one scenario differed. Of a cell that was read once of three times that is worth knowing too. */
export function isFlaky({ verdict, tries }: Cell): boolean {
  if (verdict === 'flaky') return true;
  return (verdict === 'read' || verdict === 'broken') && new Set(tries.map(({ outcome }) => outcome)).size > 1;
}

/**
 * Whether a scenario got through because the host is not pinned at all: its own remedy would mend nothing. What it says once the
 * host is pinned, another run has to show.
 */
export function isConsequence({ verdict }: ReportedHost, cell: Cell, scenarios: Report['scenarios']): boolean {
  if (verdict !== 'not-pinned' || cell.verdict !== 'read') return false;
  return scenarios.some(({ id, isDecisive }) => id === cell.scenario && !isDecisive);
}

/** What is to be done about those. */
export const consequenceRepair = 'Pin the host first, and attack it again: these got through because it is not pinned.';

/** Whether anything was tried: where the controls failed, or the lab was ended during them, nothing was. */
export function wasAttacked({ hosts }: Report): boolean {
  return hosts.some(({ cells }) => cells.some(({ tries }) => tries.length > 0));
}

/** As people say it: the port of HTTPS goes without saying. */
export function shownHost(host: Pick<ReportedHost, 'host' | 'port'>): string {
  return nameOf(host).replace(/:443$/, '');
}

/** "3 hosts": with an s where there are not exactly one. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
