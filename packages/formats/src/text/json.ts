import type { Span } from '../read-config.ts';
import type { TextRefused } from './xml.ts';

export type JsonNode = JsonObject | JsonArray | JsonString | JsonOther;

export interface JsonObject {
  readonly kind: 'object';
  /** As written: a name can stand twice. */
  readonly members: readonly JsonMember[];
  readonly span: Span;
}

export interface JsonMember {
  readonly name: string;
  /** Between the quotes. */
  readonly nameSpan: Span;
  readonly value: JsonNode;
}

export interface JsonArray {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
  readonly span: Span;
}

export interface JsonString {
  readonly kind: 'string';
  readonly value: string;
  /** With the quotes. */
  readonly span: Span;
}

/** A number, `true`, `false` or `null`, as written. */
export interface JsonOther {
  readonly kind: 'other';
  readonly text: string;
  readonly span: Span;
}

export interface JsonText {
  readonly kind: 'text';
  readonly root: JsonNode;
  readonly comments: readonly Span[];
  /** Where it first leaves RFC 8259, by a comment or a comma too many: some tools read that, most readers do not. */
  readonly departure: Span | null;
}

const maxDepth = 64;
const maxNodes = 200_000;
const blank = /[ \t\r\n]*/y;
const comment = /\/\/[^\n\r]*|\/\*[\s\S]*?\*\//y;
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const other = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b/y;

class NotRead extends Error {
  readonly at: number;
  constructor(sentence: string, at: number) {
    super(sentence);
    this.at = at;
  }
}

/**
 * Reads a JSON text into a tree with places. Comments and a comma at the end of a list are let stand, and told
 * (`departure`): files of projects have them, and core's parser, made for signed documents, keeps no places.
 * @param text without a byte order mark
 */
export function parseJsonText(text: string): JsonText | TextRefused {
  try {
    return readText(text);
  } catch (fault) {
    if (!(fault instanceof NotRead)) throw fault;
    const span = { start: fault.at, end: Math.min(fault.at + 1, text.length) };
    return { kind: 'refused', sentence: `is not JSON: ${fault.message}`, span };
  }
}

function readText(text: string): JsonText {
  const comments: Span[] = [];
  let departure: Span | null = null;
  let at = 0;
  let nodes = 0;

  function take(pattern: RegExp): Span | null {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return null;
    const span = { start: at, end: pattern.lastIndex };
    at = span.end;
    return span;
  }

  function next(): string {
    for (;;) {
      take(blank);
      const found = text.charAt(at) === '/' ? take(comment) : null;
      if (!found) return text.charAt(at);
      comments.push(found);
      departure ??= found;
    }
  }

  function quoted(): JsonString {
    const span = take(string);
    if (!span) throw new NotRead('a text in quotes is broken', at);
    return { kind: 'string', value: String(JSON.parse(text.slice(span.start, span.end))), span };
  }

  /** Reads what stands between two brackets, and both. @returns where it stands */
  function list(close: string, item: () => void): Span {
    const start = at++;
    while (next() !== close) {
      item();
      if (next() !== ',') break;
      const comma = { start: at, end: ++at };
      if (next() === close) departure ??= comma;
    }
    if (text.charAt(at) !== close) throw new NotRead(`"," or "${close}" is missing`, at);
    return { start, end: ++at };
  }

  function member(depth: number): JsonMember {
    if (text.charAt(at) !== '"') throw new NotRead('the name of a member in double quotes is missing', at);
    const name = quoted();
    if (next() !== ':') throw new NotRead('":" is missing', at);
    at++;
    next();
    return {
      name: name.value,
      nameSpan: { start: name.span.start + 1, end: name.span.end - 1 },
      value: value(depth),
    };
  }

  function value(depth: number): JsonNode {
    if (++nodes > maxNodes) throw new NotRead('more than 200,000 values', at);
    if (depth > maxDepth) throw new NotRead(`nested deeper than ${maxDepth}`, at);
    const first = next();
    if (first === '"') return quoted();
    if (first === '{') {
      const members: JsonMember[] = [];
      const span = list('}', () => members.push(member(depth + 1)));
      return { kind: 'object', members, span };
    }
    if (first === '[') {
      const items: JsonNode[] = [];
      const span = list(']', () => items.push(value(depth + 1)));
      return { kind: 'array', items, span };
    }
    const span = take(other);
    if (!span) throw new NotRead(first === '' ? 'it ends too early' : 'no value stands here', at);
    return { kind: 'other', text: text.slice(span.start, span.end), span };
  }

  const root = value(1);
  if (next() !== '') throw new NotRead('something follows its value', at);
  return { kind: 'text', root, comments, departure };
}

/** What a string says, without its quotes. */
export function inQuotes({ span }: JsonString): Span {
  return { start: span.start + 1, end: span.end - 1 };
}

export function stringsIn(node: JsonNode | undefined): JsonString[] {
  return (node?.kind === 'array' ? node.items : []).filter((item) => item.kind === 'string');
}

/** The last member of that name, as most readers keep it; null where `node` is no object or has none. */
export function memberOf(node: JsonNode | null | undefined, name: string): JsonMember | null {
  if (node?.kind !== 'object') return null;
  return node.members.findLast((member) => member.name === name) ?? null;
}

/** Members whose name stands again below them in the same object: what most readers lose. */
export function repeatedMembers(node: JsonObject): JsonMember[] {
  const last = new Map(node.members.map((member) => [member.name, member]));
  return node.members.filter((member) => last.get(member.name) !== member);
}
