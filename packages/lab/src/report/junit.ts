import { formatJUnit, type JUnitCase, type JUnitOutcome, type JUnitSuite } from '@livepin/formats/reports';
import { nameOf } from '../endpoint.ts';
import { adviceIn } from './advice.ts';
import { cellFailWordOf, defaultFailOn, type FailOn, type FailWord, failWordOf, runFailures } from './fail-on.ts';
import type { Cell, Report, ReportedHost, ReportedScenario } from './report.ts';
import { controlFailuresIn, counted, verdictIn } from './summary.ts';
import { leakText } from './terminal/host-lines.ts';
import { cellWords, hostWords } from './verdict-words.ts';

/**
 * The report as JUnit's XML: a suite for each host, with a case for its verdict, which fails where nothing is proven too, and
 * one for each scenario; and a suite of the run as a whole. What was not run or not seen is skipped, with the reason.
 */
export function junitOf(report: Report, failOn: FailOn = defaultFailOn): string {
  const timestamp = new Date(report.madeAt * 1000).toISOString().replace(/\..*/, '');
  const suites = report.hosts.map((host) => ({ ...hostSuite(host, report, failOn), timestamp }));
  return formatJUnit('livepin lab', [...suites, { ...runSuite(report, failOn), timestamp }]);
}

function hostSuite(host: ReportedHost, report: Report, failOn: FailOn): JUnitSuite {
  const name = nameOf(host);
  return {
    name,
    properties: [
      ['verdict', host.verdict],
      ...host.stacks.map(({ ja4, held, read }) => ['TLS stack', `${ja4}: held ${held}, read ${read}`] as const),
    ],
    cases: [
      { classname: name, name: 'verdict', outcome: hostOutcome(host, report, failOn) },
      ...host.cells.map((cell): JUnitCase => {
        const scenario = report.scenarios.find(({ id }) => id === cell.scenario);
        return { classname: name, name: cell.scenario, outcome: cellOutcome(cell, scenario, host, failOn) };
      }),
    ],
  };
}

function hostOutcome({ verdict, because }: ReportedHost, report: Report, failOn: FailOn): JUnitOutcome {
  const { says, meaning } = hostWords[verdict];
  const words = verdict === 'inconclusive' ? [meaning, ...runWords(report)] : [meaning];
  return outcomeOf(failWordOf(verdict), failOn, `${says}: ${because}`, words.join('\n'));
}

function cellOutcome(
  cell: Cell,
  scenario: ReportedScenario | undefined,
  { verdict }: ReportedHost,
  failOn: FailOn,
): JUnitOutcome {
  const sentence = `${cellWords[cell.verdict].says}: ${cell.because}`;
  if (cell.verdict === 'not-run') return { kind: 'skipped', message: sentence };
  const words = [
    cell.because,
    ...(scenario ? [`Attack: ${scenario.attack}`, `The app must: ${scenario.must}`] : []),
    ...cell.leaks.map((leak) => `Got out: ${leakText(leak)}`),
    ...(cell.repair === null ? [] : [`Repair: ${cell.repair}`]),
    ...cell.evidence.map(({ path }) => `Evidence: ${path}`),
    ...(scenario && scenario.standards.length > 0 ? [scenario.standards.join(', ')] : []),
  ];
  return outcomeOf(cellFailWordOf(cell.verdict, verdict), failOn, sentence, words.join('\n'));
}

/** What does not fail this run, and is no proof either, is skipped: it must not look like a proof. */
function outcomeOf(word: FailWord | null, failOn: FailOn, message: string, says: string): JUnitOutcome {
  if (word === null) return { kind: 'passed', says: message };
  return failOn.has(word) ? { kind: 'failed', message, type: word, says } : { kind: 'skipped', message };
}

/** What went wrong with the run as a whole, and what to do about it. */
function runWords(report: Report): string[] {
  return [...controlFailuresIn(report), ...adviceIn(report)];
}

function runSuite(report: Report, failOn: FailOn): JUnitSuite {
  const { subject, controls, trust } = report;
  const classname = 'livepin lab';
  const says = [verdictIn(report).sentence, ...runWords(report)].join('\n');
  const failures = runFailures(report).map(({ word, sentence }): JUnitCase => {
    return { classname, name: sentence, outcome: outcomeOf(word, failOn, sentence, says) };
  });
  const name = `was run to its end, on ${counted(report.hosts.length, 'host')}`;
  return {
    name: 'livepin lab',
    seconds: Math.round(report.seconds),
    properties: [
      ['subject', subject.name],
      ...subject.build.map(({ path, sha256 }) => ['build', `${path} sha256:${sha256}`] as const),
      ['mode', report.mode],
      ['trust', trust.because],
      ...controls.map(
        ({ run, ok, because }) => ['control', `run ${run} ${ok ? 'passed' : 'failed'}: ${because}`] as const,
      ),
      ['livepin', report.livepin],
    ],
    cases: failures.length > 0 ? failures : [{ classname, name, outcome: { kind: 'passed' } }],
  };
}
