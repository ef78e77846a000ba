import type { Span } from '../read-config.ts';
import { type Language, type Rules, rulesOf } from './languages.ts';

export type { Language };

export type Token =
  | {
      readonly kind: 'word' | 'number' | 'mark';
      readonly text: string;
      readonly span: Span;
      readonly startsLine: boolean;
    }
  | StringToken;

export interface StringToken {
  readonly kind: 'string';
  /** As it stands there, with its quotes. */
  readonly text: string;
  readonly span: Span;
  readonly startsLine: boolean;
  readonly parts: readonly StringPart[];
}

/** `code`: what is put into a template, without the braces around it. */
export interface StringPart {
  readonly kind: 'text' | 'code';
  readonly text: string;
  readonly span: Span;
}

export interface Comment {
  readonly value: string;
  readonly span: Span;
}

export interface Source {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

const blank = /\s+/y;
const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const number = /\d[\w.]*/y;
const character = /'(?:\\(?:u[0-9a-fA-F]{4}|.)|[^'\\\r\n])'/y;
// Where a slash begins a regular expression and divides nothing: after an operator, a bracket that opens, or these words.
const beforePattern = /^(?:[([{,;:?=!&|+\-*%<>~^]|return|typeof|case|in|of|do|else|void|delete|await|yield)$/;
const pattern = /^\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^/\\[\r\n])+\/[a-z]*/;
// A line can be the whole file, with a slash at every other place that none closes: each is looked at no further than this.
const longestPattern = 1000;

/** Cuts program text into what counts, so that neither comments nor strings are taken for code. Never throws: in half-written text, a string ends with its line, and a comment with the file. */
export function scanSource(text: string, language: Language): Source {
  const rules = rulesOf[language];
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  let at = 0;
  let startsLine = true;
  const matched = (expression: RegExp): string | null => {
    expression.lastIndex = at;
    return expression.exec(text)?.[0] ?? null;
  };
  const push = (kind: 'word' | 'number' | 'mark', length: number) => {
    const span = { start: at, end: at + length };
    tokens.push({ kind, text: text.slice(span.start, span.end), span, startsLine });
    startsLine = false;
    at = span.end;
  };
  while (at < text.length) {
    const space = matched(blank);
    if (space !== null) {
      if (/[\r\n]/.test(space)) startsLine = true;
      at += space.length;
      continue;
    }
    const comment = commentAt(text, at, rules);
    if (comment) {
      comments.push(comment);
      if (comment.value.includes('\n')) startsLine = true;
      at = comment.span.end;
      continue;
    }
    const string = stringAt(text, at, rules, startsLine);
    if (string) {
      tokens.push(string);
      startsLine = false;
      at = string.span.end;
      continue;
    }
    const found = matched(word);
    if (found !== null) push('word', found.length);
    else if (matched(number) !== null) push('number', matched(number)!.length);
    else if (rules.characters && matched(character) !== null) push('mark', matched(character)!.length);
    else push('mark', language === 'javascript' && isPatternAllowed(tokens.at(-1)) ? patternLength(text, at) : 1);
  }
  return { tokens, comments };
}

/** Of a regular expression; 1 where none begins. */
function patternLength(text: string, at: number): number {
  return text.charAt(at) === '/' ? (pattern.exec(text.slice(at, at + longestPattern))?.[0].length ?? 1) : 1;
}

function isPatternAllowed(before: Token | undefined): boolean {
  return before === undefined || beforePattern.test(before.text);
}

function commentAt(text: string, start: number, { nestedComments, hashComments }: Rules): Comment | null {
  if (text.startsWith(hashComments ? '#' : '//', start)) {
    const line = /[\r\n]/g;
    line.lastIndex = start;
    const end = line.exec(text)?.index ?? text.length;
    return { value: text.slice(start, end), span: { start, end } };
  }
  if (hashComments || !text.startsWith('/*', start)) return null;
  const edge = nestedComments ? /\/\*|\*\//g : /\*\//g;
  edge.lastIndex = start + 2;
  let depth = 1;
  let end = text.length;
  for (let found = edge.exec(text); found; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth > 0) continue;
    end = edge.lastIndex;
    break;
  }
  return { value: text.slice(start, end), span: { start, end } };
}

function stringAt(text: string, start: number, rules: Rules, startsLine: boolean, depth = 0): StringToken | null {
  const quote = rules.quotes.find(({ mark }) => text.startsWith(mark, start));
  if (!quote) return null;
  const parts: StringPart[] = [];
  let piece = { text: '', start: start + quote.mark.length };
  let at = piece.start;
  const cut = () => {
    if (at > piece.start) parts.push({ kind: 'text', text: piece.text, span: { start: piece.start, end: at } });
  };
  while (at < text.length && !text.startsWith(quote.mark, at)) {
    if (!quote.lines && /[\r\n]/.test(text.charAt(at))) {
      cut();
      return { kind: 'string', text: text.slice(start, at), span: { start, end: at }, startsLine, parts };
    }
    const code = templateAt(text, at, rules, depth);
    if (code) {
      cut();
      parts.push({ kind: 'code', text: text.slice(code.inner.start, code.inner.end), span: code.inner });
      at = code.end;
      piece = { text: '', start: at };
    } else if (!quote.raw && text.charAt(at) === '\\') {
      const escaped = escapeAt(text, at);
      piece.text += escaped.text;
      at += escaped.length;
    } else {
      piece.text += text.charAt(at);
      at++;
    }
  }
  cut();
  const end = Math.min(text.length, at + quote.mark.length);
  return { kind: 'string', text: text.slice(start, end), span: { start, end }, startsLine, parts };
}

const simpleEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };

function escapeAt(text: string, at: number): { text: string; length: number } {
  const code = /\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2})/y;
  code.lastIndex = at;
  const found = code.exec(text);
  const value = found ? Number.parseInt(found[1] ?? found[2] ?? found[3] ?? '', 16) : Number.NaN;
  if (found && value <= 0x10ffff) return { text: String.fromCodePoint(value), length: found[0].length };
  const next = text.charAt(at + 1);
  return { text: simpleEscapes[next] ?? next, length: next === '' ? 1 : 2 };
}

function templateAt(text: string, at: number, rules: Rules, depth: number): { inner: Span; end: number } | null {
  const { template } = rules;
  if (template === null) return null;
  const opening = template === 'backslash' ? '\\(' : '${';
  if (text.startsWith(opening, at)) {
    const end = closingAt(text, at + 1, rules, depth);
    return { inner: { start: at + 2, end: end - 1 }, end };
  }
  if (template !== 'dollars' || text.charAt(at) !== '$') return null;
  const name = /[\p{L}_][\p{L}\p{N}_]*/uy;
  name.lastIndex = at + 1;
  const found = name.exec(text);
  if (!found) return null;
  const end = at + 1 + found[0].length;
  return { inner: { start: at + 1, end }, end };
}

// Deeper than anybody nests strings in templates of strings, and short of what would exhaust the stack.
const maxNesting = 16;

/** Past the bracket that closes the one at `at`, brackets in strings left aside; past the end where none does. */
function closingAt(text: string, at: number, rules: Rules, nesting: number): number {
  const open = text.charAt(at);
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let end = at; end < text.length; end++) {
    const inner = nesting < maxNesting ? stringAt(text, end, rules, false, nesting + 1) : null;
    character.lastIndex = end;
    if (inner) end = inner.span.end - 1;
    else if (rules.characters && character.test(text)) end = character.lastIndex - 1;
    else if (text.charAt(end) === open) depth++;
    else if (text.charAt(end) === close && --depth === 0) return end + 1;
  }
  return text.length;
}
