import type { SourceFile, Span } from '../read-config.ts';
import { programOf } from './paths.ts';
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
const beginning = /(?:<!--|\/\/|\/\*|#)[ \t]*livepin-ignore\b[ \t]*([\w,-]*)/g;
const end = /-->|\*\/|[\n\r\u2028\u2029]/g;

interface Written {
  readonly span: Span;
  readonly names: string;
  readonly reason: string;
}

/** Each as it stands in a file. In a program, what stands in a string is none. */
function writtenIn(file: SourceFile): Written[] {
  const text = file.text ?? '';
  if (!text.includes('livepin-ignore')) return [];
  const written: Written[] = [];
  let read = 0;
  for (const { index: start, 0: head, 1: names = '' } of text.matchAll(beginning)) {
    if (start < read) continue; // within the reason of the one before
    const from = start + head.length;
    end.lastIndex = from;
    const found = end.exec(text);
    const to = found?.index ?? text.length;
    // Of a comment that ends with its line, the end of the line is no part.
    read = found && /[*>]/.test(found[0]) ? to + found[0].length : to;
    written.push({ span: { start, end: read }, names, reason: text.slice(from, to).trim() });
  }
  const comments = programOf(file)?.source.comments;
  if (!comments) return written;
  const starts = [-1, ...comments.map(({ span }) => span.start)];
  return written.filter(({ span }) => {
    const at = lineAt(starts, span.start) - 1;
    return at >= 0 && span.start < comments[at]!.span.end;
  });
}

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
export function malformedSuppressions(file: SourceFile): { readonly span: Span; readonly sentence: string }[] {
  return writtenIn(file)
    .filter(({ names, reason }) => names === '' || reason === '')
    .map(({ span, names }) => ({
      span,
      sentence:
        names === ''
          ? 'This suppression names no rule, and suppresses nothing.'
          : `This suppression of ${names} gives no reason, and suppresses nothing.`,
    }));
}

function suppressionsIn(file: SourceFile): Suppression[] {
  const written = writtenIn(file);
  if (written.length === 0) return [];
  const text = file.text ?? '';
  const starts = lineStarts(text);
  return written.map(({ span, names, reason }) => {
    const line = lineAt(starts, span.start);
    const before = text.slice(starts[line], span.start);
    const after = text.slice(span.end, starts[line + 1] ?? text.length);
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

/** The number, counted from 0, of the line that a place is on, or of what else begins at `starts`. */
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
