import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inQuotes, type JsonNode, memberOf, parseJsonText, repeatedMembers } from '../../src/text/json.ts';

function read(text: string) {
  const read = parseJsonText(text);
  if (read.kind === 'refused') throw new Error(read.sentence);
  return read;
}

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'string':
      return node.value;
    case 'other':
      return JSON.parse(node.text);
  }
}

test('reads what JSON.stringify writes, however it is indented', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('', ' ', '\t', '\r\n'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(JSON.stringify(plain(read(text).root))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('each value has its place, and a string the place of what it says', () => {
  const text = '{ "a" : [ "b\\u002f", {"c":-1.5e3} ] }';
  const { root } = read(text);
  const list = memberOf(root, 'a')?.value;
  if (list?.kind !== 'array') throw new Error('no list');
  expect(list.items.map(({ span }) => text.slice(span.start, span.end))).toEqual(['"b\\u002f"', '{"c":-1.5e3}']);
  const [first] = list.items;
  if (first?.kind !== 'string') throw new Error('no string');
  expect(first.value).toBe('b/');
  expect(text.slice(inQuotes(first).start, inQuotes(first).end)).toBe('b\\u002f');
});

test('of two members with one name the last holds, and the first is told', () => {
  const { root } = read('{"a":1,"b":2,"a":3}');
  if (root.kind !== 'object') throw new Error('no object');
  expect(memberOf(root, 'a')?.value).toMatchObject({ text: '3' });
  expect(repeatedMembers(root).map(({ nameSpan }) => nameSpan.start)).toEqual([2]);
});

test.each([
  ['a comment', '{ // x\n"a": 1}', '// x'],
  ['a block comment', '{"a": /* x */ 1}', '/* x */'],
  ['a comma at the end of an object', '{"a": 1,}', ','],
  ['a comma at the end of a list', '[1, 2, ]', ','],
])('%s is let stand, and told', (_, text, departure) => {
  const { departure: told } = read(text);
  expect(told && text.slice(told.start, told.end)).toBe(departure);
});

test('JSON itself departs from nothing', () => {
  expect(read('{"a": [1, {"//": "/* */"}]}').departure).toBeNull();
});

test.each([
  '',
  '{',
  '{"a"}',
  '{"a":}',
  '{a: 1}',
  "{'a': 1}",
  '[1 2]',
  '[,]',
  '01',
  '"\n"',
  '"\\x"',
  'truex',
  'nul',
  '1.',
  '{} {}',
  '/* x',
  '['.repeat(100),
  `[${'1,'.repeat(200_001)}1]`,
])('refuses what is no JSON: %.20s', (text) => {
  expect(parseJsonText(text)).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('is not JSON: ') });
});

test('a string of millions of escapes is read', () => {
  expect(read(`"${'\\n'.repeat(2_000_000)}"`).root).toMatchObject({ kind: 'string' });
});
