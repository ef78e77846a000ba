import type { Span } from '../read-config.ts';
import type { Source, StringToken, Token } from './source.ts';

// What can be known of a program without running it: strings, and constants of the same file that are strings or lists.

/** A string as it is known, in the pieces that it is put together from, each where it stands. */
export interface KnownString {
  readonly text: string;
  readonly pieces: readonly { readonly text: string; readonly span: Span; readonly literal: StringToken }[];
}

/** From one token to another, the end not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);
const listMakers = /^(?:listOf|arrayOf|setOf|mutableListOf|of|asList)$/;
const maxDepth = 8;
// No host and no pin is put together from more; a file that doubles a constant again and again would fill the memory.
const maxPieces = 32;

export class Program {
  readonly source: Source;
  readonly #tokens: readonly Token[];
  readonly #closings: ReadonlyMap<number, number>;
  readonly #openings: ReadonlyMap<number, number>;
  readonly #strings = new Map<string, KnownString | null>();
  readonly #constants = new Map<string, Range | null>();
  readonly #scopes = new Set<string>(['this', 'self', 'Self', 'companion']);

  constructor(source: Source) {
    this.source = source;
    this.#tokens = source.tokens;
    this.#closings = closingsOf(source.tokens);
    this.#openings = new Map(Array.from(this.#closings, ([start, end]) => [end, start]));
    this.#findConstants();
  }

  token(at: number): Token | undefined {
    return this.#tokens[at];
  }

  is(at: number, ...texts: string[]): boolean {
    return texts.every((text, index) => {
      const token = this.#tokens[at + index];
      return token !== undefined && token.kind !== 'string' && token.text === text;
    });
  }

  /** Of the bracket that closes the one there; where none does, past the end. */
  closing(at: number): number {
    return this.#closings.get(at) ?? this.#tokens.length;
  }

  /** What stands between commas within the bracket at `at`. */
  items(at: number): Range[] {
    const end = this.closing(at);
    const items: Range[] = [];
    let from = at + 1;
    for (let index = from; index < end; index++) {
      if (this.#opens(index)) index = Math.min(this.closing(index), end);
      else if (this.is(index, ',')) {
        items.push({ from, to: index });
        from = index + 1;
      }
    }
    if (from < end) items.push({ from, to: end });
    return items.filter(({ from: first, to }) => first < to);
  }

  spanOf({ from, to }: Range): Span {
    const first = this.#tokens[from];
    const last = this.#tokens[Math.max(from, to - 1)];
    return { start: first?.span.start ?? 0, end: last?.span.end ?? 0 };
  }

  /** The tokens of a constant of this file that is set once; the range itself where it names none. */
  follow(range: Range, depth = 0): Range {
    const name = this.#nameIn(range);
    const value = name === null ? null : (this.#constants.get(name) ?? null);
    return value === null || depth >= maxDepth ? range : this.follow(value, depth + 1);
  }

  /** The string that an expression of literals, templates and constants stands for; null where it takes more to know. */
  stringOf(range: Range, depth = 0): KnownString | null {
    const key = `${range.from}-${range.to}`;
    const known = this.#strings.get(key);
    if (known !== undefined || depth > maxDepth) return known ?? null;
    this.#strings.set(key, null); // what is asked about within itself is not known
    const found = this.#findString(range, depth);
    this.#strings.set(key, found);
    return found;
  }

  #findString(range: Range, depth: number): KnownString | null {
    const followed = this.follow(range);
    if (followed.from !== range.from) return this.stringOf(followed, depth + 1);
    if (this.is(range.from, '(') && this.closing(range.from) === range.to - 1) {
      return this.stringOf({ from: range.from + 1, to: range.to - 1 }, depth + 1);
    }
    const terms: Range[] = [];
    let from = range.from;
    for (let at = from; at < range.to; at++) {
      if (this.#opens(at)) at = this.closing(at);
      else if (this.is(at, '+')) {
        terms.push({ from, to: at });
        from = at + 1;
      }
    }
    if (terms.length === 0) return this.#termOf(range, depth);
    return joined([...terms, { from, to: range.to }].map((term) => this.stringOf(term, depth + 1)));
  }

  /** The items of a list that is written out: `listOf(…)`, `arrayOf(…)`, `new String[] {…}`, `[…]`, `List.of(…)`; null for what is none. */
  listOf(range: Range): Range[] | null {
    const asArray = this.is(range.to - 4, '.', 'toTypedArray', '(', ')')
      ? { from: range.from, to: range.to - 4 }
      : range;
    const { from, to } = this.follow(asArray);
    const at = this.#openings.get(to - 1);
    if (at === undefined || at < from) return null;
    const before = this.#tokens[at - 1]?.text ?? '';
    const isList = at === from || (this.is(at, '{') ? before === ']' : listMakers.test(before));
    return isList ? this.items(at) : null;
  }

  /** Of a single literal. */
  #termOf({ from, to }: Range, depth: number): KnownString | null {
    const token = this.#tokens[from];
    if (to - from !== 1 || token?.kind !== 'string') return null;
    return joined(
      token.parts.map(({ kind, text, span }) => {
        if (kind === 'text') return { text, pieces: [{ text, span, literal: token }] };
        const value = this.#constantNamed(text.trim().split('.'));
        return value && this.stringOf(value, depth + 1);
      }),
    );
  }

  #opens(at: number): boolean {
    const token = this.#tokens[at];
    return token?.kind === 'mark' && opening.has(token.text);
  }

  #nameIn({ from, to }: Range): string | null {
    const words: string[] = [];
    for (let at = from; at < to; at++) {
      const token = this.#tokens[at];
      if (token?.kind !== ((at - from) % 2 === 0 ? 'word' : 'mark')) return null;
      if (token.kind === 'word') words.push(token.text);
      else if (token.text !== '.') return null;
    }
    return this.#constantNamed(words) === null ? null : (words.at(-1) ?? null);
  }

  // `BuildConfig.PIN` is not the PIN of this file: what stands before the name must be of this file too.
  #constantNamed(words: readonly string[]): Range | null {
    const name = words.at(-1);
    if (name === undefined || !words.slice(0, -1).every((scope) => this.#scopes.has(scope))) return null;
    return this.#constants.get(name) ?? null;
  }

  #findConstants(): void {
    for (let at = 0; at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (token?.kind !== 'word') continue;
      const next = this.#tokens[at + 1];
      if (/^(?:class|object|interface|enum|struct|extension)$/.test(token.text) && next?.kind === 'word') {
        this.#scopes.add(next.text);
      }
      const equals = this.#equalsAfter(at);
      if (equals === null || this.is(at - 1, '.')) continue;
      // Set twice, or counted up: then its value depends on when it is asked.
      const known = this.#constants.has(token.text);
      this.#constants.set(token.text, known ? null : { from: equals + 1, to: this.#endOf(equals + 1) });
    }
  }

  /** The `=` of a declaration or an assignment, past a type that is written between (`: List<String>`, `[]`). */
  #equalsAfter(at: number): number | null {
    let index = at + 1;
    if (this.is(index, ':')) {
      index++;
      while (index < at + 16 && /^[\w.<>,?[\]:]+$/.test(this.#tokens[index]?.text ?? '=')) index++;
    } else if (this.is(index, '[', ']')) index += 2;
    if (!this.is(index, '=') || this.is(index + 1, '=') || this.is(index + 1, '>')) return null;
    return index;
  }

  /** Where the expression ends that begins there: with its line, unless an operator goes on. */
  #endOf(from: number): number {
    let at = from;
    while (at < this.#tokens.length) {
      const token = this.#tokens[at]!;
      if (token.kind === 'mark' && (closing.has(token.text) || token.text === ',' || token.text === ';')) return at;
      const goesOn = this.is(at, '+') || this.is(at, '.') || this.is(at - 1, '+') || this.is(at - 1, '.');
      if (at > from && token.startsLine && !goesOn) return at;
      at = this.#opens(at) ? this.closing(at) + 1 : at + 1;
    }
    return at;
  }
}

function joined(sums: readonly (KnownString | null)[]): KnownString | null {
  const known = sums.filter((sum) => sum !== null);
  if (known.length < sums.length || known.reduce((count, { pieces }) => count + pieces.length, 0) > maxPieces)
    return null;
  return { text: known.map(({ text }) => text).join(''), pieces: known.flatMap(({ pieces }) => pieces) };
}

/** Of each bracket that opens, the one that closes it. */
function closingsOf(tokens: readonly Token[]): Map<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'mark') continue;
    if (opening.has(token.text)) open.push(at);
    else if (closing.has(token.text)) {
      const start = open.pop();
      if (start !== undefined) closings.set(start, at);
    }
  }
  return closings;
}
