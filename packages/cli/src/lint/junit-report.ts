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
    ...failing.map((located) =>
      testcase(
        located,
        `<failure${attributes({ message: located.finding.sentence, type: located.finding.rule })}>${escaped(wordsOf(located))}</failure>`,
      ),
    ),
    ...passing.map((located) => testcase(located, `<system-out>${escaped(wordsOf(located))}</system-out>`)),
    ...suppressed.map(({ located, reason }) => testcase(located, `<skipped${attributes({ message: reason })}/>`)),
    ...known.map((located) => testcase(located, `<skipped${attributes({ message: 'It is in the baseline.' })}/>`)),
  ];
  // Some readers take a report without a case for a broken one.
  if (cases.length === 0) {
    cases.push(
      `<testcase${attributes({ classname: 'livepin', name: `nothing found in ${counted(report.files, 'file')}` })}/>`,
    );
  }
  const sums = { tests: cases.length, failures: failing.length, errors: 0, skipped: suppressed.length + known.length };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'livepin lint', tests: sums.tests, failures: sums.failures, errors: 0 })}>`,
    `  <testsuite${attributes({ name: 'livepin lint', ...sums, time: 0 })}>`,
    ...cases.map((one) => `    ${one}`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testcase({ finding: { rule }, path, place }: Located, inner: string): string {
  const name = place ? `${rule} at ${place.line}:${place.column}` : rule;
  return `<testcase${attributes({ classname: path, name, file: path, ...(place ? { line: place.line } : {}), time: 0 })}>${inner}</testcase>`;
}

function wordsOf({ finding, rule, path, place, excerpt }: Located): string {
  return [
    `${path}${place ? `:${place.line}:${place.column}` : ''} ${finding.severity}`,
    ...(excerpt === null ? [] : [excerpt.slice(0, 500)]),
    finding.sentence,
    ...(rule ? [rule.meaning, `Repair: ${rule.repair}`, commandFor(rule.id)] : []),
  ].join('\n');
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// What XML 1.0 cannot hold in any way (§2.2): a name or a line of a file may.
const unspeakable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text.replace(unspeakable, '\ufffd').replace(/[&<>"]/g, (character) => entities[character]!);
}
