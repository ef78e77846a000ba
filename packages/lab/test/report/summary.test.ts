import { expect, test } from 'vitest';
import type { HostVerdict } from '../../src/report/report.ts';
import { isFlaky, shownHost, verdictIn } from '../../src/report/summary.ts';
import { mixedReport, pinnedReport, reportOf } from './sample.ts';

const [template] = pinnedReport().hosts;
const reportWith = (...verdicts: HostVerdict[]) =>
  reportOf(verdicts.map((verdict, index) => ({ ...template!, host: `${index}.example`, verdict })));

test.each<[tone: string, sentence: string, verdicts: HostVerdict[]]>([
  ['warning', 'Nothing was tested', []],
  ['good', 'The host is pinned', ['pinned']],
  ['good', 'All 2 hosts are pinned', ['pinned', 'pinned']],
  ['bad', 'The host is not pinned', ['not-pinned']],
  ['bad', '1 of 3 hosts is not pinned', ['pinned', 'not-pinned', 'pinned-but-leaking']],
  ['bad', '2 of 3 hosts are not pinned', ['not-pinned', 'not-pinned', 'unproven']],
  ['bad', '1 of 2 hosts leaks', ['pinned', 'pinned-but-leaking']],
  ['warning', '1 of 2 hosts is fragile', ['pinned', 'pinned-but-fragile']],
  ['warning', 'Nothing is proven of 1 of 2 hosts', ['pinned', 'unproven']],
  ['warning', 'Nothing is proven of the host', ['inconclusive']],
  ['quiet', '1 of 2 hosts was not exercised', ['pinned', 'not-seen']],
  ['quiet', 'Nothing was tested', ['not-seen', 'not-seen']],
])('%s: "%s" of %j', (tone, sentence, verdicts) => {
  const summary = verdictIn(reportWith(...verdicts));
  expect(summary.tone).toBe(tone);
  expect(summary.sentence.slice(0, sentence.length)).toBe(sentence);
});

test('what was ended early is no good news', () => {
  const { tone, sentence } = verdictIn({ ...pinnedReport(), isPartial: true });
  expect(tone).toBe('warning');
  expect(sentence).toContain('ended early');
});

test('a cell that was read once of three times is flaky too', () => {
  const { cells } = mixedReport().hosts[1]!;
  expect(cells.slice(0, 3).map(isFlaky)).toEqual([false, true, false]);
});

test('the port of HTTPS goes without saying, and an address has its brackets', () => {
  expect(shownHost({ host: 'api.example.com', port: 443 })).toBe('api.example.com');
  expect(shownHost({ host: 'api.example.com', port: 8443 })).toBe('api.example.com:8443');
  expect(shownHost({ host: '2001:db8::1', port: 443 })).toBe('[2001:db8::1]');
});

test('that nothing came by a lab which was ended early is not laid to the app', () => {
  expect(verdictIn(reportOf([], { isPartial: true })).sentence).toBe(
    'Nothing was tested: the lab was ended before a connection had come by it.',
  );
});
