import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportText } from '../../lab/src/report/parse-report.ts';
import { reportFiles } from '../../lab/src/report/report-files.ts';
import { hostileReport } from '../../lab/test/report/hostile.ts';
import { mixedReport, pinnedReport } from '../../lab/test/report/sample.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
beforeAll(() => {
  writeFileSync(folder.in('mixed.json'), reportText(mixedReport()));
  writeFileSync(folder.in('pinned.json'), reportText(pinnedReport()));
  writeFileSync(folder.in('hostile.json'), reportText(hostileReport()));
  writeFileSync(folder.in('partial.json'), reportText({ ...pinnedReport(), isPartial: true }));
});
afterAll(() => folder[Symbol.dispose]());
const show = (...words: string[]) => livepin(['lab', 'show', ...words], { cwd: folder.path });

test('a report is shown as it was, with the exit status that it had', async () => {
  const mixed = await show('mixed.json');
  expect(mixed.stdout).toContain('✗ events.metrics.example  not pinned');
  expect(mixed.status).toBe(1);
  const pinned = await show('pinned.json');
  expect(pinned.stdout).toContain('The host is pinned');
  expect(pinned.status).toBe(0);
});

test('a run that was ended early is no verdict', async () => {
  expect((await show('partial.json')).status).toBe(3);
});

test('--fail-on is asked anew', async () => {
  expect((await show('mixed.json', '--fail-on', 'never')).status).toBe(0);
  expect((await show('mixed.json', '--fail-on', 'flaky')).status).toBe(1);
  const wrong = await show('mixed.json', '--fail-on', 'read');
  expect(wrong.stderr).toContain('[LP_USAGE]');
  expect(wrong.status).toBe(2);
});

test('all forms are those that the lab writes', async () => {
  const words = ['--html', 'a.html', '--junit', 'a.xml', '--sarif', 'a.sarif', '--badge', 'a.svg'];
  const { status } = await show('pinned.json', ...words);
  expect(status).toBe(0);
  const files = reportFiles(pinnedReport());
  const written = (name: string) => readFileSync(folder.in(name), 'utf8');
  expect(written('a.html')).toBe(files.get('report.html'));
  expect(written('a.xml')).toBe(files.get('report.junit.xml'));
  expect(written('a.sarif')).toBe(files.get('report.sarif'));
  expect(written('a.svg')).toBe(files.get('badge.svg'));
});

test('one form can be printed, and nothing else then', async () => {
  const { stdout } = await show('pinned.json', '--badge', '-');
  expect(stdout).toBe(reportFiles(pinnedReport()).get('badge.svg'));
  const two = await show('pinned.json', '--badge', '-', '--html', '-');
  expect(two.stderr).toContain('[LP_USAGE]');
  expect((await show('pinned.json', '--json')).json()).toEqual(pinnedReport());
});

test('nothing in a report does anything to a terminal', async () => {
  const { stdout } = await show('hostile.json');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('a file that is no report is refused, and nothing is written', async () => {
  writeFileSync(folder.in('bad.json'), reportText(pinnedReport()).replace('"tries": 3', '"tries": "3"'));
  const before = readdirSync(folder.path);
  const { stderr, status } = await show('bad.json', '--html', 'bad.html');
  expect(stderr).toMatch(/^livepin: bad\.json\.tries is not a number\. \[LP_LAB_REPORT_MALFORMED\]\nhint: /);
  expect(status).toBe(2);
  expect(readdirSync(folder.path)).toEqual(before);
});
