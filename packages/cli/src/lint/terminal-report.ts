import type { Severity } from '@livepin/formats/lint';
import type { Style } from '../style.ts';
import { commandFor, counted, countOf, type LintReport, type Located } from './lint-report.ts';

// Wider than a pin with its element, narrower than most terminals. Of a longer line (JSON without line ends) a part is shown.
const widestExcerpt = 110;
const leadOfExcerpt = 30;

/** What people read: each finding with its line, each rule explained where it is met first, and the sums. */
export function terminalReport(report: LintReport, style: Style): string[] {
  const explained = new Set<string>();
  const findings = report.findings.flatMap((located) => {
    const isFirst = !explained.has(located.finding.rule);
    explained.add(located.finding.rule);
    return [...linesOf(located, style), ...(isFirst ? explanationOf(located, style) : []), ''];
  });
  return [...findings, ...report.notes.map((note) => `${style.faint('note')}  ${note}`), summaryOf(report, style)];
}

function linesOf({ finding, path, place, excerpt }: Located, style: Style): string[] {
  const where = place ? `${path}:${place.line}:${place.column}` : path;
  return [
    `${style.strong(where)}  ${painted(finding.severity, style)}  ${finding.rule}`,
    ...(place && excerpt !== null ? excerptOf(excerpt, place, finding.severity, style) : []),
    `  ${finding.sentence}`,
  ];
}

function explanationOf({ rule, finding }: Located, style: Style): string[] {
  if (!rule) return [];
  return [
    `  ${rule.meaning}`,
    `  ${style.strong('Repair:')} ${rule.repair}${finding.fix ? ' --fix does it.' : ''}`,
    style.faint(`  ${[commandFor(rule.id), ...rule.standards].join('  ')}`),
  ];
}

function excerptOf(
  line: string,
  { line: number, column, endLine, endColumn }: NonNullable<Located['place']>,
  severity: Severity,
  style: Style,
): string[] {
  const from = line.length > widestExcerpt ? Math.max(0, column - 1 - leadOfExcerpt) : 0;
  const shown = line.slice(from, from + widestExcerpt);
  const start = column - 1 - from;
  const end = endLine === number ? endColumn - 1 - from : shown.length;
  const width = Math.max(1, Math.min(end, shown.trimEnd().length) - start);
  const gutter = `${number}`;
  // A tab is as wide as the terminal likes; the caret below it would stand elsewhere.
  const text = `${from > 0 ? '…' : ''}${shown.replaceAll('\t', ' ')}${from + shown.length < line.length ? '…' : ''}`;
  const indent = ' '.repeat(start + (from > 0 ? 1 : 0));
  const caret = paint('^'.repeat(width), severity, style);
  return [
    `  ${style.faint(`${gutter} |`)} ${text}`.trimEnd(),
    `  ${style.faint(`${' '.repeat(gutter.length)} |`)} ${indent}${caret}`,
  ];
}

function painted(severity: Severity, style: Style): string {
  return paint(severity, severity, style);
}

function paint(text: string, severity: Severity, style: Style): string {
  return { error: style.bad, warning: style.warning, info: style.faint }[severity](text);
}

/** "2 errors, 1 warning, 0 infos in 14 files; …" */
export function summaryOf(report: LintReport, style: Style): string {
  const { findings, suppressed, known, gone, repaired, files } = report;
  const fixable = findings.filter(({ finding }) => finding.fix).length;
  const parts = [
    repaired > 0 ? `${repaired} repaired` : '',
    suppressed.length > 0 ? `${suppressed.length} suppressed by comments` : '',
    known.length > 0 ? `${known.length} in the baseline` : '',
    gone > 0 ? `${gone} in the baseline without a finding: --write-baseline leaves them out` : '',
    fixable > 0 ? `${fixable} can be repaired with --fix` : '',
  ].filter((part) => part !== '');
  const looked = `in ${counted(files, 'file')}`;
  const counts =
    findings.length === 0
      ? style.good(`nothing found ${looked}`)
      : `${(['error', 'warning', 'info'] as const).map((severity) => counted(countOf(report, severity), severity)).join(', ')} ${looked}`;
  return [counts, ...parts].join('; ');
}
