import { describe, expect, test } from 'vitest';
import { defaultFailOn, failuresOf, failWordOf, parseFailOn } from '../../src/report/fail-on.ts';
import type { HostVerdict, Report } from '../../src/report/report.ts';
import { mixedReport, pinnedReport, reportOf } from './sample.ts';

const pinned = pinnedReport();
const wordsOf = (report: Report, failOn = defaultFailOn) =>
  failuresOf(report, failOn).map(({ word, host }) => `${word} ${host}`);

test('by default what is wrong fails, and what proves nothing, and not what the test left out', () => {
  expect(wordsOf(mixedReport())).toEqual([
    'not-pinned events.metrics.example:443',
    'leaking cdn.bank.example:443',
    'fragile config.bank.example:8443',
    'unproven chat.bank.example:443',
    'inconclusive maps.vendor.example:443',
  ]);
});

test('all can be asked for: also what was never seen, and tries that differed though one was read', () => {
  expect(wordsOf(mixedReport(), parseFailOn('flaky,not-seen'))).toEqual([
    'flaky events.metrics.example:443',
    'flaky config.bank.example:8443',
    'not-seen push.bank.example:443',
    'not-seen null',
  ]);
});

test('an app that is pinned fails on nothing', () => {
  expect(failuresOf(pinned, parseFailOn('any'))).toEqual([]);
});

test('never is never', () => {
  expect(failuresOf(mixedReport(), parseFailOn('never'))).toEqual([]);
});

describe('what is no proof is not green', () => {
  const unseen = mixedReport().hosts.filter(({ verdict }) => verdict === 'not-seen');
  test.each([
    { says: 'an app that opened no connection', report: reportOf([]) },
    { says: 'an app of which no connection was attacked', report: reportOf(unseen) },
    { says: 'a run that was ended early, although all held so far', report: { ...pinned, isPartial: true } },
  ])('$says', ({ report }) => {
    expect(wordsOf(report)).toEqual(['inconclusive null']);
  });
});

test('only a pinned host fails on nothing', () => {
  const verdicts: HostVerdict[] = [
    ...(['pinned', 'not-pinned', 'pinned-but-leaking', 'pinned-but-fragile'] as const),
    ...(['not-seen', 'unproven', 'inconclusive'] as const),
  ];
  expect(verdicts.filter((verdict) => failWordOf(verdict) === null)).toEqual(['pinned']);
});

test.each(['', 'pinned', 'not-pinned,', 'NEVER', 'never,leaking'])('%j is nothing that a run can fail on', (text) => {
  expect(() => parseFailOn(text)).toThrow(expect.objectContaining({ code: 'LP_USAGE' }));
});

test('a word that is none is named', () => {
  expect(() => parseFailOn('leaking, pinned')).toThrow(/"pinned"/);
});
