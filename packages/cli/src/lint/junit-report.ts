import { formatJUnit, type JUnitCase, type JUnitOutcome } from '@livepin/formats/reports';
import { commandFor, counted, fails, type LintReport, type Located } from './lint-report.ts';

/**
 * The report as JUnit's XML, which GitLab, Jenkins and others show: a failure for each finding that fails the run; what is
 * less than that passes, with its words; what is known is skipped, with the reason.
 */
export function junitReport(report: LintReport): string {
  const { findings, suppressed, known, failOn } = report;
  const failing = findings.filter(({ finding }) => fails(finding, failOn));
  const passing = findings.filter(({ finding }) => !fails(finding, failOn));
  const cases = [
    ...failing.map((located) => {
      const { sentence, rule } = located.finding;
      return testcase(located, { kind: 'failed', message: sentence, type: rule, says: wordsOf(located) });
    }),
    ...passing.map((located) => testcase(located, { kind: 'passed', says: wordsOf(located) })),
    ...suppressed.map(({ located, reason }) => testcase(located, { kind: 'skipped', message: reason })),
    ...known.map((located) => testcase(located, { kind: 'skipped', message: 'It is in the baseline.' })),
  ];
  // Some readers take a report without a case for a broken one.
  const nothing: JUnitCase = {
    classname: 'livepin',
    name: `nothing found in ${counted(report.files, 'file')}`,
    outcome: { kind: 'passed' },
  };
  return formatJUnit('livepin lint', [{ name: 'livepin lint', cases: cases.length === 0 ? [nothing] : cases }]);
}

function testcase({ finding: { rule }, path, place }: Located, outcome: JUnitOutcome): JUnitCase {
  const name = place ? `${rule} at ${place.line}:${place.column}` : rule;
  return { classname: path, name, file: path, ...(place ? { line: place.line } : {}), seconds: 0, outcome };
}

function wordsOf({ finding, rule, path, place, excerpt }: Located): string {
  return [
    `${path}${place ? `:${place.line}:${place.column}` : ''} ${finding.severity}`,
    ...(excerpt === null ? [] : [excerpt.slice(0, 500)]),
    finding.sentence,
    ...(rule ? [rule.meaning, `Repair: ${rule.repair}`, commandFor(rule.id)] : []),
  ].join('\n');
}
