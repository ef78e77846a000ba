import type { SourceFile, Span } from '../read-config.ts';
import type { Language, Token } from '../text/source.ts';
import type { Program } from '../text/values.ts';
import { languageOf, programOf } from './paths.ts';
import type { Project } from './rule.ts';

/**
 * A program as one line: its tokens with a blank between, without comments. In strings everything but letters, digits and a
 * few marks is written as "_", so that no pattern of several tokens can be found within one.
 */
export interface Code {
  readonly file: SourceFile;
  readonly language: Language;
  readonly program: Program;
  readonly text: string;
  /** Where each token begins in `text`. */
  readonly starts: readonly number[];
}

export interface CodeMatch {
  readonly code: Code;
  /** Where in the file. */
  readonly span: Span;
  readonly found: RegExpExecArray;
}

const codes = new WeakMap<Program, Code>();

/** The programs of a project, without its own tests. */
export function codeIn({ files }: Project, ...languages: readonly Language[]): Code[] {
  return files.flatMap(({ file }) => {
    const language = languageOf(file.path);
    if (language === null || (languages.length > 0 && !languages.includes(language))) return [];
    const program = programOf(file);
    if (!program) return [];
    const code = codes.get(program) ?? codeOf(file, language, program);
    codes.set(program, code);
    return [code];
  });
}

/** Where a pattern of whole tokens stands: "rejectUnauthorized : false". */
export function matchesIn(code: Code, pattern: RegExp): CodeMatch[] {
  const whole = new RegExp(`(?<=^| )(?:${pattern.source})(?= |$)`, 'g');
  return Array.from(code.text.matchAll(whole), (found) => {
    const first = tokenAt(code, found.index);
    const last = tokenAt(code, found.index + found[0].length - 1);
    return { code, found, span: { start: first.span.start, end: last.span.end } };
  });
}

export function has(code: Code, pattern: RegExp): boolean {
  return matchesIn(code, pattern).length > 0;
}

/** The block in braces that begins at or after a match, as text; empty where there is none. */
export function blockAfter({ code, found }: CodeMatch): string {
  const { program, text, starts } = code;
  let at = indexAt(code, found.index);
  while (program.token(at) && !program.is(at, '{')) at++;
  const end = program.closing(at);
  return text.slice(starts[at] ?? text.length, starts[end] ?? text.length);
}

function tokenAt(code: Code, offset: number): Token {
  return code.program.token(indexAt(code, offset))!;
}

/** Of the last token that begins at `offset` or before it. */
function indexAt({ starts }: Code, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function codeOf(file: SourceFile, language: Language, program: Program): Code {
  const starts: number[] = [];
  const parts: string[] = [];
  let at = 0;
  for (const token of program.source.tokens) {
    const part = partOf(token);
    starts.push(at);
    parts.push(part);
    at += part.length + 1;
  }
  return { file, language, program, text: parts.join(' '), starts };
}

function partOf(token: Token): string {
  if (token.kind !== 'string') return token.text;
  const value = token.parts.map((part) => (part.kind === 'text' ? part.text : '$')).join('');
  return `"${value.replaceAll(/[^\w.:/*$+=-]/g, '_')}"`;
}
