import { adviceIn } from './advice.ts';
import { dateText } from './date-text.ts';
import { defaultFailOn, type FailOn, type Failure, failuresOf } from './fail-on.ts';
import type { Report } from './report.ts';
import { controlFailuresIn, counted, countsIn, verdictIn, wasAttacked } from './summary.ts';
import { hostLines } from './terminal/host-lines.ts';
import { matrixLines } from './terminal/matrix-lines.ts';
import { painted, type TerminalStyle } from './terminal/style.ts';
import { wrapped } from './terminal/wrap.ts';
import { hostWords, worstFirst } from './verdict-words.ts';

/**
 * What people read, line by line, in 80 columns: the matrix, then each host with what is to be done, and at the end, where
 * the eye falls on a long log, the verdict and what fails the run.
 */
export function formatTerminal(report: Report, style: TerminalStyle, failOn: FailOn = defaultFailOn): string[] {
  const hosts = worstFirst(report.hosts);
  return [
    ...headLines(report, style),
    '',
    ...blocks([matrixLines({ ...report, hosts }, style)]),
    // Each with an empty line below it, but for hosts of which there is nothing to say.
    ...hosts.flatMap((host) => {
      const lines = hostLines(host, report.scenarios, style);
      return lines.length === 1 ? lines : [...lines, ''];
    }),
    ...(hosts.at(-1)?.verdict === 'pinned' ? [''] : []),
    ...blocks([remarkLines(report, style)]),
    ...endLines(report, style, failOn),
  ];
}

/** Each with an empty line below it, where there is any of it. */
function blocks(parts: readonly (readonly string[])[]): string[] {
  return parts.flatMap((lines) => (lines.length === 0 ? [] : [...lines, '']));
}

function headLines(report: Report, style: TerminalStyle): string[] {
  const { subject, mode, tries, seconds, scenarios, madeAt, livepin } = report;
  const tried = `${counted(scenarios.length, 'scenario')}, ${counted(tries, 'try').replace('trys', 'tries')} each`;
  const done = wasAttacked(report) ? tried : 'nothing attacked';
  return [
    ...wrapped(subject.name, 'livepin lab  ').map(style.strong),
    ...wrapped(`${mode}, ${done}, ${seconds.toFixed(0)} s, ${dateText(madeAt)}, livepin ${livepin}`, '  ').map(
      style.faint,
    ),
  ];
}

function remarkLines(report: Report, style: TerminalStyle): string[] {
  const { trust, coverage, warnings, disclosure } = report;
  const { neverSeen, unlisted } = coverage;
  return [
    ...(!wasAttacked(report) || isTrustTold(report)
      ? []
      : wrapped(trust.because, `${trust.isShown ? '  trust     ' : '! trust     '}`)),
    ...controlFailuresIn(report).flatMap((because) => wrapped(because, '! control   ')),
    ...(neverSeen.length === 0
      ? []
      : wrapped(`Expected and never seen, so this test did not exercise it: ${neverSeen.join(', ')}`, '! coverage  ')),
    ...(unlisted.length === 0
      ? []
      : wrapped(`Seen, and pinned by nothing that was given: ${unlisted.join(', ')}`, '  coverage  ')),
    ...warnings.flatMap((warning) => wrapped(warning, '! warning   ')),
    ...(disclosure === 'unredacted'
      ? wrapped(
          'The files of this report hold what the app sent, unredacted. Keep them as you would its secrets.',
          '! secrets   ',
        )
      : []),
    ...adviceIn(report).flatMap((sentence) => wrapped(sentence, '  to do     ')),
  ].map((line) => (line.startsWith('!') ? `${style.warning('!')}${line.slice(1)}` : line));
}

/** Whether a host's own lines have it: all but those of pinned ones say why. */
function isTrustTold({ hosts, trust }: Report): boolean {
  const sentence = trust.because.toLowerCase();
  return hosts.some(({ verdict, because }) => verdict !== 'pinned' && because.toLowerCase().includes(sentence));
}

function endLines(report: Report, style: TerminalStyle, failOn: FailOn): string[] {
  const { tone, sentence } = verdictIn(report);
  const counts = countsIn(report).map(({ verdict, count }) => `${count} ${hostWords[verdict].says}`);
  return [
    ...wrapped(sentence, '').map((line) => painted(line, tone, style)),
    ...(report.hosts.length < 2 ? [] : wrapped(counts.join(', '), '')),
    ...[...Map.groupBy(failuresOf(report, failOn), ({ word }) => word)].flatMap(([word, failures]) =>
      wrapped(failureWords(failures), `fails on ${word}: `),
    ),
  ];
}

/** Hosts by name, and what is wrong with the run as a whole in its sentences. */
function failureWords(failures: readonly Failure[]): string {
  const hosts = failures.flatMap(({ host }) => host ?? []).join(', ');
  const sentences = failures.flatMap(({ host, sentence: why }) => (host === null ? why : []));
  return [...(hosts === '' ? [] : [sentences.length > 0 ? `${hosts}.` : hosts]), ...sentences].join(' ');
}
