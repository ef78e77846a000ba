import type { ReadProblem } from '../read-config.ts';
import type { PlistEntry, PlistNode, PlistString } from '../text/plist.ts';
import type { Program, Range } from '../text/values.ts';

// Deeper than any configuration, and short of what a hostile file needs to exhaust the stack.
const maxDepth = 12;

/**
 * The value that a literal of Swift or Objective-C stands for, as if it stood in a property list: dictionaries, arrays,
 * strings and truth values, and constants of the same file. What takes more to know is told, and is `other`.
 */
export function literalValue(program: Program, range: Range, problems: ReadProblem[], depth = 0): PlistNode {
  const followed = program.follow(range);
  const { from, to } = withoutCast(program, followed);
  const at = program.is(from, '@') ? from + 1 : from;
  const span = program.spanOf({ from, to });
  const inner = { from: at + 1, to: to - 1 };
  const isWhole = program.closing(at) === to - 1;
  if (depth > maxDepth) return unknown(program, range, problems);
  if (program.is(at, '(') && isWhole) return literalValue(program, inner, problems, depth + 1);
  if ((program.is(at, '{') || program.is(at, '[')) && isWhole) {
    const items = program.items(at);
    const isEmptyDict = program.is(at, '[', ':', ']');
    const first = items[0];
    if (program.is(at, '[') && !isEmptyDict && (!first || colonIn(program, first) === null)) {
      const values = items.map((item) => literalValue(program, item, problems, depth + 1));
      return { kind: 'array', items: values, span };
    }
    const entries = isEmptyDict ? [] : items.flatMap((item) => entryIn(program, item, problems, depth));
    return { kind: 'dict', entries, span };
  }
  if (to - at === 1) {
    const text = program.token(at)?.text ?? '';
    if (/^(?:true|false|YES|NO)$/.test(text)) return { kind: 'bool', value: text === 'true' || text === 'YES', span };
    const string = stringIn(program, { from: at, to }, from);
    if (string) return string;
  }
  return unknown(program, range, problems);
}

function unknown(program: Program, range: Range, problems: ReadProblem[]): PlistNode {
  const span = program.spanOf(range);
  const sentence = 'A value is computed, or stands in another file: it was not read.';
  problems.push({ rule: 'pin-indirect', sentence, span });
  return { kind: 'other', type: 'expression', raw: null, span };
}

function stringIn(program: Program, range: Range, start: number): PlistString | null {
  const known = program.stringOf(range);
  const [piece, ...more] = known?.pieces ?? [];
  if (!known || !piece || more.length > 0 || piece.span.end - piece.span.start !== known.text.length) return null;
  const span = { start: program.token(start)?.span.start ?? piece.literal.span.start, end: piece.literal.span.end };
  return { kind: 'string', value: known.text, span, textSpan: piece.span };
}

function entryIn(program: Program, item: Range, problems: ReadProblem[], depth: number): PlistEntry[] {
  const colon = colonIn(program, item);
  const key = colon === null ? null : keyIn(program, { from: item.from, to: colon });
  if (colon === null || !key) {
    unknown(program, item, problems);
    return [];
  }
  const value = literalValue(program, { from: colon + 1, to: item.to }, problems, depth + 1);
  return [{ key: key.text, keySpan: key.span, span: program.spanOf(item), value }];
}

/** Constants of TrustKit stand for the keys of its property list: their names without the k, but for one. */
function keyIn(program: Program, { from, to }: Range): (Pick<PlistString, 'span'> & { text: string }) | null {
  const at = program.is(from, '@') ? from + 1 : from;
  const token = program.token(at);
  if (!token || to - at !== 1) return null;
  if (token.kind === 'word' && token.text.startsWith('kTSK')) {
    const text = token.text.slice(1).replace(/^TSK(?=ExcludeSubdomain)/, 'kSK');
    return { text, span: token.span };
  }
  const string = stringIn(program, { from: at, to }, at);
  return string && { text: string.value, span: string.textSpan };
}

function colonIn(program: Program, { from, to }: Range): number | null {
  for (let at = from; at < to; at++) {
    if (program.is(at, ':')) return at;
    if (program.is(at, '(') || program.is(at, '[') || program.is(at, '{')) at = program.closing(at);
  }
  return null;
}

/** Swift: `[…] as [String: Any]`. */
function withoutCast(program: Program, { from, to }: Range): Range {
  for (let at = from; at < to; at++) {
    if (program.is(at, 'as')) return { from, to: at };
    if (program.is(at, '(') || program.is(at, '[') || program.is(at, '{')) at = program.closing(at);
  }
  return { from, to };
}
