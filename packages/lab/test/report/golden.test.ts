import { expect, test } from 'vitest';
import { badgeOf } from '../../src/report/badge.ts';
import { htmlOf } from '../../src/report/html.ts';
import { junitOf } from '../../src/report/junit.ts';
import { reportText } from '../../src/report/parse-report.ts';
import type { Report } from '../../src/report/report.ts';
import { sarifText } from '../../src/report/sarif.ts';
import { plainStyle } from '../../src/report/terminal/style.ts';
import { formatTerminal } from '../../src/report/terminal.ts';
import { mixedReport, pinnedReport } from './sample.ts';

const oneOfEach = mixedReport();
// Of the host that has the most to tell: a page of all is too long to be compared by people.
const unpinned: Report = { ...oneOfEach, hosts: oneOfEach.hosts.filter(({ verdict }) => verdict === 'not-pinned') };

test.each<[file: string, text: string]>([
  ['one-of-each.txt', `${formatTerminal(oneOfEach, plainStyle).join('\n')}\n`],
  ['pinned.txt', `${formatTerminal(pinnedReport(), plainStyle).join('\n')}\n`],
  ['unpinned.json', reportText(unpinned)],
  ['one-of-each.junit.xml', junitOf(oneOfEach)],
  ['one-of-each.sarif', sarifText(oneOfEach)],
  ['unpinned.html', htmlOf(unpinned)],
  ['one-of-each.svg', badgeOf(oneOfEach)],
  ['pinned.svg', badgeOf(pinnedReport())],
])('%s is as it was', async (file, text) => {
  await expect(text).toMatchFileSnapshot(`golden/${file}`);
});
