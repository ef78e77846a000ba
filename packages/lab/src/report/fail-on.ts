import { LivepinError } from '@livepin/core';
import { nameOf } from '../endpoint.ts';
import type { CellVerdict, HostVerdict, Report, ReportedHost } from './report.ts';
import { isFlaky } from './summary.ts';
import { hostWords } from './verdict-words.ts';

const words = ['not-pinned', 'leaking', 'fragile', 'unproven', 'inconclusive', 'not-seen', 'flaky'] as const;

/** What can fail a run. */
export type FailWord = (typeof words)[number];
export type FailOn = ReadonlySet<FailWord>;

/**
 * A green run has to be a proof. So what proves nothing (`unproven`, `inconclusive`) fails as what is wrong does. Hosts that
 * were not seen are a fault of the test, which covers no more than it covers: a warning, as is a try that differed where
 * nothing could be read in any.
 */
export const defaultFailOn: FailOn = new Set(['not-pinned', 'leaking', 'fragile', 'unproven', 'inconclusive']);

export interface Failure {
  readonly word: FailWord;
  /** With its port; null where it is about the whole run. */
  readonly host: string | null;
  readonly sentence: string;
}

/** The word under which a host's verdict fails a run; null where it is as it must be. */
export function failWordOf(verdict: HostVerdict): FailWord | null {
  return ofHost[verdict];
}

const ofHost: Readonly<Record<HostVerdict, FailWord | null>> = {
  pinned: null,
  'not-pinned': 'not-pinned',
  'pinned-but-leaking': 'leaking',
  'pinned-but-fragile': 'fragile',
  'not-seen': 'not-seen',
  unproven: 'unproven',
  inconclusive: 'inconclusive',
  'pin-source': null,
};

/** What of a report fails a run, by host and last of the run as a whole. */
export function failuresOf(report: Report, failOn: FailOn = defaultFailOn): readonly Failure[] {
  return [...report.hosts.flatMap(failuresOfHost), ...runFailures(report)].filter(({ word }) => failOn.has(word));
}

function failuresOfHost(host: ReportedHost): Failure[] {
  const name = nameOf(host);
  const word = failWordOf(host.verdict);
  const flaky = host.cells.filter(isFlaky).map(({ scenario }) => scenario);
  return [
    ...(word === null ? [] : [{ word, host: name, sentence: `${hostWords[host.verdict].says}: ${host.because}` }]),
    ...(flaky.length === 0
      ? []
      : [{ word: 'flaky' as const, host: name, sentence: `Tries differed in ${flaky.join(', ')}.` }]),
  ];
}

/** What is wrong with the run as a whole, whether it is asked for or not. */
export function runFailures({ hosts, coverage, isPartial }: Report): readonly Failure[] {
  const failures: Failure[] = [];
  const fail = (word: FailWord, sentence: string) => failures.push({ word, host: null, sentence });
  // Hosts that were all passed by would be no failure each; a run of nothing else would be green without a proof.
  if (hosts.every(({ verdict }) => verdict === 'not-seen' || verdict === 'pin-source'))
    fail('inconclusive', 'No connection was attacked.');
  if (isPartial) fail('inconclusive', 'The lab was ended early: what it had not tried yet may fail.');
  for (const host of coverage.neverSeen)
    fail('not-seen', `${host} was expected, and never seen: the test did not exercise it.`);
  return failures;
}

/** The word under which what happened to one host in one scenario fails a run; null where it is as it must be. */
export function cellFailWordOf(verdict: CellVerdict, host: HostVerdict): FailWord | null {
  switch (verdict) {
    case 'read':
      return host === 'not-pinned' ? 'not-pinned' : 'leaking';
    case 'broken':
      return 'fragile';
    case 'flaky':
    case 'inconclusive':
    case 'not-seen':
      return verdict;
    case 'held':
    case 'not-run':
      return null;
  }
}

/**
 * @param text the words, with commas between them; `never` for none, `any` for all
 * @throws {LivepinError} LP_USAGE
 */
export function parseFailOn(text: string): FailOn {
  if (text === 'never') return new Set();
  if (text === 'any') return new Set(words);
  const found = text.split(',').map((one) => {
    const word = words.find((known) => known === one.trim());
    if (word !== undefined) return word;
    const all = words.join(', ');
    throw new LivepinError(
      'LP_USAGE',
      `${JSON.stringify(one.trim().slice(0, 40))} is nothing that a run can fail on: give never, any, or some of ${all}.`,
    );
  });
  return new Set(found);
}
