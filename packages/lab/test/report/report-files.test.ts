import { expect, test } from 'vitest';
import { parseReport } from '../../src/report/parse-report.ts';
import { reportFiles } from '../../src/report/report-files.ts';
import { mixedReport } from './sample.ts';

test('a report has all of its forms, and the JSON is the report', () => {
  const files = reportFiles(mixedReport());
  expect([...files.keys()]).toEqual(['report.json', 'report.html', 'report.junit.xml', 'report.sarif', 'badge.svg']);
  expect(parseReport(files.get('report.json')!, 'report.json')).toEqual(mixedReport());
});
