import { expect, test } from 'vitest';
import { badgeOf } from '../../src/report/badge.ts';
import type { Report } from '../../src/report/report.ts';
import { contrast } from './contrast.ts';
import { hostileReport } from './hostile.ts';
import { named, readMarkup } from './read-markup.ts';
import { largeReport, mixedReport, pinnedReport, reportOf } from './sample.ts';

test.each<[value: string, report: Report]>([
  ['1/7', mixedReport()],
  ['1/1', pinnedReport()],
  ['0/0', reportOf([])],
  ['0/60', largeReport(60, 1, 'read')],
  ['1/7', hostileReport()],
])('%s, for eyes and for ears, and readable', (value, report) => {
  const elements = readMarkup(badgeOf(report));
  expect(named(elements, 'text').map(({ text }) => text)).toEqual(['pinned', value]);
  expect(elements[0]?.attributes['aria-label']).toBe(`pinned ${value}`);
  expect(named(elements, 'title')[0]?.text).toMatch(/\.$/);
  for (const { attributes } of named(elements, 'rect'))
    if (attributes['fill']) expect(contrast('#ffffff', attributes['fill'])).toBeGreaterThanOrEqual(4.5);
});
