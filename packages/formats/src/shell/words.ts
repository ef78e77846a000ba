import type { Span } from '../read-config.ts';

/** A word of a shell's command line, quotes taken off. `isKnown` is false where something is put in when it runs. */
export interface Word {
  readonly text: string;
  readonly span: Span;
  readonly isKnown: boolean;
  /** The places of its characters are those of the file, one for one: nothing was taken off within. */
  readonly inner: Span | null;
}

interface Piece {
  readonly text: string;
  readonly inner: Span;
  readonly isKnown: boolean;
  readonly end: number;
}

/**
 * The words of one command (POSIX.1-2024, Shell Command Language, 2.2 and 2.3), up to what ends it: `;`, `&`, `|`, a
 * bracket, a comment, or the end of a line that no backslash joins with the next. Never throws.
 */
export function wordsFrom(text: string, start: number, variables: ReadonlyMap<string, string>): Word[] {
  const words: Word[] = [];
  const joint = /(?:[ \t]|\\\r?\n)*/y;
  let at = start;
  for (;;) {
    joint.lastIndex = at;
    at += joint.exec(text)?.[0].length ?? 0;
    if (at >= text.length || /[\r\n;&|()#]/.test(text.charAt(at))) return words;
    const word = wordAt(text, at, variables);
    words.push(word);
    at = word.span.end;
  }
}

/** The word that begins at a place; null where none does. */
export function wordFrom(text: string, start: number, variables: ReadonlyMap<string, string>): Word | null {
  const begins = start < text.length && !/[ \t\r\n;&|()#]|\\\r?\n/y.test(text.slice(start, start + 3));
  return begins ? wordAt(text, start, variables) : null;
}

function wordAt(text: string, start: number, variables: ReadonlyMap<string, string>): Word {
  const pieces: Piece[] = [];
  let at = start;
  while (at < text.length && !/[ \t\r\n;&|()]/.test(text.charAt(at))) {
    const piece = pieceAt(text, at, variables);
    pieces.push(piece);
    at = piece.end;
  }
  const known = pieces.filter(({ text: value }) => value !== '');
  return {
    text: pieces.map((piece) => piece.text).join(''),
    span: { start, end: at },
    isKnown: pieces.every(({ isKnown }) => isKnown),
    inner: innerOf(known),
  };
}

// What follows on without a gap, character for character, can be rewritten as one.
function innerOf(pieces: readonly Piece[]): Span | null {
  const [first] = pieces;
  if (!first || !pieces.every(({ isKnown }) => isKnown)) return null;
  let end = first.inner.start;
  for (const { inner, text } of pieces) {
    if (inner.start !== end || inner.end - inner.start !== text.length) return null;
    end = inner.end;
  }
  return { start: first.inner.start, end };
}

function pieceAt(text: string, at: number, variables: ReadonlyMap<string, string>): Piece {
  const character = text.charAt(at);
  if (character === "'") {
    const closing = text.indexOf("'", at + 1);
    const end = closing === -1 ? text.length : closing;
    return {
      text: text.slice(at + 1, end),
      inner: { start: at + 1, end },
      isKnown: true,
      end: Math.min(end + 1, text.length),
    };
  }
  if (character === '"') return quotedAt(text, at, variables);
  if (character === '$' || character === '`') return expansionAt(text, at, variables);
  const start = character === '\\' ? at + 1 : at;
  // A backslash at the end of a line joins it with the next.
  const isJoint = character === '\\' && /[\r\n]/.test(text.charAt(start));
  const end = Math.min(start + (isJoint && text.startsWith('\r\n', start) ? 2 : 1), text.length);
  return { text: isJoint ? '' : text.slice(start, end), inner: { start, end }, isKnown: true, end };
}

function quotedAt(text: string, start: number, variables: ReadonlyMap<string, string>): Piece {
  let at = start + 1;
  let value = '';
  let isKnown = true;
  while (at < text.length && text.charAt(at) !== '"') {
    const character = text.charAt(at);
    if (character === '$' || character === '`') {
      const put = expansionAt(text, at, variables);
      value += put.text;
      isKnown &&= put.isKnown;
      at = put.end;
    } else if (character === '\\' && /["\\$`\n]/.test(text.charAt(at + 1))) {
      value += text.charAt(at + 1) === '\n' ? '' : text.charAt(at + 1);
      at += 2;
    } else {
      value += character;
      at++;
    }
  }
  return {
    text: value,
    inner: { start: start + 1, end: Math.min(at, text.length) },
    isKnown,
    end: Math.min(at + 1, text.length),
  };
}

/** `$NAME`, `${NAME}`, `$(…)` and backticks: known where a variable is. Its text stands elsewhere, so that `inner` never fits. */
function expansionAt(text: string, start: number, variables: ReadonlyMap<string, string>): Piece {
  const name = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/y;
  name.lastIndex = start;
  const found = name.exec(text);
  const nowhere = { start: -1, end: -1 };
  if (found) {
    const value = variables.get(found[1] ?? found[2] ?? '');
    const end = start + found[0].length;
    return { text: value ?? found[0], inner: nowhere, isKnown: value !== undefined, end };
  }
  let end = start + 1;
  if (text.charAt(start) === '`') end = text.indexOf('`', start + 1) + 1 || text.length;
  else if (/[({]/.test(text.charAt(end))) end = closingAt(text, end);
  // A dollar before anything else is a dollar.
  const isPlain = end === start + 1 && text.charAt(start) === '$' && !/[\w@*#?$!-]/.test(text.charAt(end));
  const inner = isPlain ? { start, end } : nowhere;
  return { text: text.slice(start, end), inner, isKnown: isPlain, end };
}

function closingAt(text: string, at: number): number {
  let depth = 0;
  for (let end = at; end < text.length; end++) {
    if (/[({]/.test(text.charAt(end))) depth++;
    else if (/[)}]/.test(text.charAt(end)) && --depth === 0) return end + 1;
  }
  return text.length;
}
