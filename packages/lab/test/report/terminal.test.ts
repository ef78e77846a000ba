import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseFailOn } from '../../src/report/fail-on.ts';
import type { Report } from '../../src/report/report.ts';
import { plainStyle, type TerminalStyle } from '../../src/report/terminal/style.ts';
import { formatTerminal } from '../../src/report/terminal.ts';
import { hostile, hostileReport } from './hostile.ts';
import { largeReport, mixedReport, pinnedReport, reportOf, scenarios, withConsequence } from './sample.ts';

const linesOf = (report: Report) => formatTerminal(report, plainStyle);

describe('80 columns', () => {
  test.each([
    { says: 'one host of each kind', report: mixedReport() },
    { says: 'one host', report: pinnedReport() },
    { says: '60 hosts and 25 scenarios', report: largeReport(60, 25, null) },
    { says: 'more scenarios than there is room for a mark of each', report: largeReport(3, 90, null) },
    { says: 'no host', report: reportOf([]) },
  ])('hold $says', ({ report }) => {
    // What is copied stays whole, wherever it stands in a sentence: paths, addresses, numbers of a TLS stack.
    const whole = /\S{50,}/;
    for (const line of linesOf(report)) if (!whole.test(line)) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('are counted without what paints', () => {
    const paint = (text: string) => `\u001b[31m${text}\u001b[39m`;
    const style: TerminalStyle = { good: paint, bad: paint, warning: paint, strong: paint, faint: paint };
    for (const report of [mixedReport(), pinnedReport(), largeReport(3, 90, null)])
      expect(formatTerminal(report, style).map(stripVTControlCharacters)).toEqual(linesOf(report));
  });
});

test('a host has a mark of each scenario, in the order of their groups', () => {
  const row = linesOf(mixedReport()).find((line) => line.includes('cdn.bank.example'));
  expect(row?.replaceAll(' ', '')).toBe('✗cdn.bank.example✓✓✓✓✓✓✓✗✓–✓·');
});

test('of more scenarios than there is room for, those of a kind are counted', () => {
  const report = largeReport(2, 90, null);
  const row = linesOf(report).find((line) => line.startsWith('✗ '))!;
  const counts = [...row.matchAll(/[✗!~?·–✓](\d+)/g)].map(([, count]) => Number(count));
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(90);
});

test('of one host alone each scenario has its name', () => {
  const text = linesOf(pinnedReport()).join('\n');
  for (const { title } of scenarios) expect(text).toMatch(new RegExp(`[✓–] ${title}`));
});

test('the worst comes first, and a pinned host takes one line', () => {
  const heads = linesOf(mixedReport()).filter((line) => /^[✗!?·✓] \S+ {2}[a-z ]+$/.test(line));
  expect(heads.map((line) => line.split('  ')[1])).toEqual([
    ...['not pinned', 'pinned but leaking', 'pinned but fragile', 'unproven', 'inconclusive', 'not seen', 'pinned'],
  ]);
});

test('who is woken by it reads which attack, what got out, how to mend it, and where the evidence is', () => {
  const text = linesOf(mixedReport()).join('\n');
  const part = text.slice(text.indexOf('✗ cdn.bank.example  pinned but leaking')).split('\n\n')[0]!;
  expect(part).toMatch(/✗ read {6}Redirect to HTTP/);
  expect(part).toMatch(/got out {3}session-token \(canary\) in header authorization/);
  expect(part).toMatch(/mend {6}Pin the host/);
  expect(part).toContain('evidence  evidence/cdn.bank.example/redirect-to-http.pcapng');
});

test('what fails for one reason is told once', () => {
  const [host] = mixedReport().hosts.filter(({ verdict }) => verdict === 'not-pinned');
  const cells = host!.cells.map((cell) => ({ ...cell, repair: cell.repair && 'Pin it.' }));
  const text = linesOf(reportOf([{ ...host!, cells }])).join('\n');
  expect(text).toContain('✗ read      User CA, Mis-issued certificate');
  expect(text.match(/Pin it\./g)).toHaveLength(1);
  expect(text.match(/session-token/g)).toHaveLength(1);
});

test('what got through because a host is not pinned at all has no remedy of its own', () => {
  const report = withConsequence();
  const text = linesOf(report).join('\n');
  expect(text).toMatch(/✗ read {6}Wrong name\n/);
  expect(text).toContain('Pin the host first, and attack it again');
  expect(text).not.toContain('so that Wrong name is refused');
  expect(text).toContain('got out   the same as above');
});

test('why trust is not shown is told once: by the host, or below all of them', () => {
  const because = "The app refused the lab's CA exactly as one of an unknown CA.";
  const [pinned] = pinnedReport().hosts;
  const told = (over: object) => {
    const text = linesOf(reportOf([{ ...pinned!, ...over }], { trust: { isShown: false, because } })).join(' ');
    return text.replace(/\s+/g, ' ').match(/exactly as one of an unknown CA/g);
  };
  expect(told({ verdict: 'unproven', because: `${because} Have it read the lab's.` })).toHaveLength(1);
  expect(told({ verdict: 'not-seen', because: 'It never came.' })).toHaveLength(1);
  expect(told({ because: `All were refused. ${because}` })).toHaveLength(1);
});

test('a second stack that is not pinned is shown', () => {
  expect(linesOf(mixedReport())).toContain('      t13d0910h1_f91f431d341e_78e6aca7449b  held 6, read 4');
});

test('the end says what fails the run, as it was asked for', () => {
  const ends = (failOn: string) =>
    formatTerminal(mixedReport(), plainStyle, parseFailOn(failOn)).filter((line) => line.startsWith('fails on'));
  expect(ends('never')).toEqual([]);
  expect(ends('leaking')).toEqual(['fails on leaking: cdn.bank.example:443']);
});

test('what fails the run as a whole stands in sentences behind the hosts', () => {
  const report = { ...mixedReport(), isPartial: true };
  expect(formatTerminal(report, plainStyle, parseFailOn('inconclusive')).join('\n').replace(/\n */g, ' ')).toMatch(
    /fails on inconclusive: maps\.vendor\.example:443\. The lab was ended early: what it had not tried yet may fail\.$/,
  );
});

test('nothing that an app says does anything to a terminal', () => {
  for (const line of linesOf(hostileReport())) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  expect(linesOf(hostileReport()).join('\n')).toContain('\\u001b[31m');
  expect(hostile).toContain('\u001b[31m');
});
