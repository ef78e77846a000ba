import { badgeOf } from './badge.ts';
import { defaultFailOn, type FailOn } from './fail-on.ts';
import { htmlOf } from './html.ts';
import { junitOf } from './junit.ts';
import { reportText } from './parse-report.ts';
import type { Report } from './report.ts';
import { sarifText } from './sarif.ts';

/** All forms of a report, by the names that they have in its folder. */
export function reportFiles(report: Report, failOn: FailOn = defaultFailOn): ReadonlyMap<string, string> {
  return new Map([
    ['report.json', reportText(report)],
    ['report.html', htmlOf(report)],
    ['report.junit.xml', junitOf(report, failOn)],
    ['report.sarif', sarifText(report)],
    ['badge.svg', badgeOf(report)],
  ]);
}
