import { LivepinError } from './errors.ts';

/** Members in a Map: `__proto__` and the like are names as any other, and nothing is inherited. */
export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | number | string | OddNumber | readonly Json[] | JsonObject;

/** A number that is not written as a plain integer within ±(2^53−1): let stand in members that nobody reads. */
export class OddNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const blank = /[ \t\n\r]*/y;
const plainText = /[^"\\\u0000-\u001f]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const literals = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/**
 * Parses one JSON text (RFC 8259) as strictly as signed documents need: no duplicate member, bounded nesting.
 * `JSON.parse` is not used because it keeps the last of two members with one name, and forgets how a number was written.
 * @param maxDepth counts the outermost container as 1.
 * @throws {LivepinError} LP_JSON_MALFORMED, LP_JSON_DUPLICATE_MEMBER or LP_JSON_TOO_DEEP
 */
export function parseJson(text: string, where: string, maxDepth: number): Json {
  let at = 0;

  const malformed = (what: string) =>
    new LivepinError('LP_JSON_MALFORMED', `${where}: ${what} at character ${at} is not JSON.`);

  function take(pattern: RegExp): string {
    const from = at;
    pattern.lastIndex = from;
    if (pattern.test(text)) at = pattern.lastIndex;
    return text.slice(from, at);
  }

  /** Skips white space and says which character comes next ('' at the end). */
  function next(): string {
    if (text.charCodeAt(at) <= 0x20) take(blank);
    return text.charAt(at);
  }

  function string(): string {
    at++;
    let value = take(plainText);
    while (text.charAt(at) === '\\') {
      const letter = text.charAt(at + 1);
      const hex = text.slice(at + 2, at + 6);
      if (letter === 'u' && /^[0-9a-fA-F]{4}$/.test(hex)) {
        value += String.fromCharCode(Number.parseInt(hex, 16));
        at += 6;
      } else if (Object.hasOwn(escapes, letter)) {
        value += escapes[letter];
        at += 2;
      } else throw malformed('the escape');
      value += take(plainText);
    }
    if (text.charAt(at) !== '"') throw malformed('the string');
    at++;
    return value;
  }

  function scalar(): Json {
    for (const [word, value] of literals) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    const written = take(number);
    if (written === '') throw malformed('what stands');
    return /^(0|-?[1-9]\d{0,15})$/.test(written) && Number.isSafeInteger(+written) ? +written : new OddNumber(written);
  }

  function list(depth: number): Json[] {
    const items: Json[] = [];
    at++;
    if (next() !== ']') {
      for (;;) {
        items.push(value(depth));
        if (next() !== ',') break;
        at++;
      }
    }
    if (next() !== ']') throw malformed('the list');
    at++;
    return items;
  }

  function object(depth: number): JsonObject {
    const members = new Map<string, Json>();
    at++;
    if (next() !== '}') {
      for (;;) {
        if (next() !== '"') throw malformed('the member name');
        const name = string();
        if (members.has(name)) {
          throw new LivepinError(
            'LP_JSON_DUPLICATE_MEMBER',
            `${where}: the member ${JSON.stringify(name)} stands twice.`,
          );
        }
        if (next() !== ':') throw malformed('what follows a member name');
        at++;
        members.set(name, value(depth));
        if (next() !== ',') break;
        at++;
      }
    }
    if (next() !== '}') throw malformed('the object');
    at++;
    return members;
  }

  function value(depth: number): Json {
    const first = next();
    if (first === '"') return string();
    if (first !== '{' && first !== '[') return scalar();
    if (depth >= maxDepth) throw new LivepinError('LP_JSON_TOO_DEEP', `${where}: nests deeper than ${maxDepth}.`);
    return first === '{' ? object(depth + 1) : list(depth + 1);
  }

  const result = value(0);
  if (next() !== '') throw malformed('what follows the value');
  return result;
}

/** Whether two values mean the same: the order of members and white space aside, JSON values are compared exactly. */
export function sameJson(a: Json, b: Json): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at]!));
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false;
    for (const [name, value] of a) if (!b.has(name) || !sameJson(value, b.get(name))) return false;
    return true;
  }
  if (a instanceof OddNumber) return b instanceof OddNumber && a.text === b.text;
  return a === b;
}
