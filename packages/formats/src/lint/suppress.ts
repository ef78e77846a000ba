import type { SourceFile, Span } from '../read-config.ts';
import type { Finding, Project } from './rule.ts';

export interface Suppressed {
  readonly finding: Finding;
  /** As it stands in the file. */
  readonly reason: string;
}

export interface Judged {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

interface Suppression {
  readonly rules: readonly string[];
  readonly reason: string;
  /** Of a comment alone on its line: the line below. Counted from 0. */
  readonly line: number;
}

// <!-- livepin-ignore RULE reason -->, // livepin-ignore …, # livepin-ignore …; several rules with commas between.
const comment = /(?:<!--|\/\/|\/\*|#)[ \t]*livepin-ignore\b[ \t]*([\w,-]*)[ \t]*(.*?)[ \t]*(?:-->|\*\/|$)/gm;

/**
 * Takes out what comments in the files say is known and let stand, each with its reason: on the line of the finding, or on
 * the line above. A comment that gives no reason takes nothing out, and `suppression-malformed` says so.
 */
export function suppress({ files }: Project, findings: readonly Finding[]): Judged {
  const byPath = new Map(files.map(({ file }) => [file.path, suppressionsIn(file)]));
  const linesOf = new Map(files.map(({ file }) => [file.path, lineStarts(file.text ?? '')]));
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const line = lineAt(linesOf.get(finding.path) ?? [0], finding.span.start);
    const known = byPath
      .get(finding.path)
      ?.find((each) => each.line === line && each.rules.includes(finding.rule) && isUsable(each));
    if (known) suppressed.push({ finding, reason: known.reason });
    else kept.push(finding);
  }
  return { findings: kept, suppressed };
}

/** Suppressions of a file that do nothing, since they name no rule or give no reason. */
export function malformedSuppressions({ text }: SourceFile): { readonly span: Span; readonly sentence: string }[] {
  return Array.from((text ?? '').matchAll(comment))
    .filter(({ 1: names, 2: reason }) => names === '' || reason === '')
    .map(({ index, 0: whole, 1: names }) => ({
      span: { start: index, end: index + whole.length },
      sentence:
        names === ''
          ? 'This suppression names no rule, and suppresses nothing.'
          : `This suppression of ${names} gives no reason, and suppresses nothing.`,
    }));
}

function suppressionsIn(file: SourceFile): Suppression[] {
  const text = file.text ?? '';
  if (!text.includes('livepin-ignore')) return [];
  const starts = lineStarts(text);
  return Array.from(text.matchAll(comment), ({ index, 0: whole, 1: names = '', 2: reason = '' }) => {
    const line = lineAt(starts, index);
    const before = text.slice(starts[line], index);
    const after = text.slice(index + whole.length, starts[line + 1] ?? text.length);
    const isAlone = before.trim() === '' && after.trim() === '';
    return { rules: namesIn(names), reason, line: isAlone ? line + 1 : line };
  });
}

function namesIn(names: string): string[] {
  return names.split(',').filter((name) => name !== '');
}

function isUsable({ reason }: Suppression): boolean {
  return reason !== '';
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: end }) => index + end.length)];
}

/** The number of the line that a place is on, counted from 0. */
function lineAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
