import type { Pin } from '@livepin/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/edit/edits.ts';
import type { PinItem, PinList } from '../../src/edit/pin-list.ts';
import { rewriteList } from '../../src/edit/rewrite-list.ts';
import { pins } from '../plans.ts';

const [a, b, c, d] = pins;
const names: Readonly<Record<string, Pin>> = { A: a, B: b, C: c, D: d };

/** A list whose items are `<p>NAME</p>`, or "NAME" between commas; names stand for pins. */
function listIn(source: string): PinList {
  const isXml = source.includes('<p>');
  const items = [...source.matchAll(isXml ? /<p>(\w+)<\/p>/g : /"(\w+)"/g)].map((found): PinItem => {
    const [whole, name = ''] = found;
    const start = found.index + (isXml ? 3 : 1);
    return {
      pin: names[name] ?? null,
      text: { start, end: start + name.length },
      whole: { start: found.index, end: found.index + whole.length },
    };
  });
  const write = (pin: Pin) => Object.keys(names).find((name) => names[name] === pin) ?? pin;
  return { hosts: [], items, separator: isXml ? '' : ',', write, date: null, span: { start: 0, end: source.length } };
}

function rewritten(source: string, wanted: string): string {
  const own = [...wanted].map((name) => names[name]!);
  return applyEdits(source, rewriteList(source, listIn(source), own));
}

describe('in XML', () => {
  test.each([
    ['nothing changes', 'AB', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>'],
    ['another order is no change', 'BA', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>'],
    [
      'a new one takes the place of an old one',
      'CB',
      '<s>\n  <p>A</p>\n  <p>B</p>\n</s>',
      '<s>\n  <p>C</p>\n  <p>B</p>\n</s>',
    ],
    ['one is added', 'ABC', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>', '<s>\n  <p>A</p>\n  <p>B</p>\n  <p>C</p>\n</s>'],
    ['one is added on its line', 'AB', '<s><p>A</p></s>', '<s><p>A</p><p>B</p></s>'],
    ['one goes', 'A', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>', '<s>\n  <p>A</p>\n</s>'],
    ['the first goes', 'B', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>', '<s>\n  <p>B</p>\n</s>'],
    [
      'line ends stay',
      'ABC',
      '<s>\r\n\t<p>A</p>\r\n\t<p>B</p>\r\n</s>',
      '<s>\r\n\t<p>A</p>\r\n\t<p>B</p>\r\n\t<p>C</p>\r\n</s>',
    ],
    [
      'a comment behind the last stays with it',
      'AB',
      '<s>\n  <p>A</p> <!-- old -->\n</s>',
      '<s>\n  <p>A</p> <!-- old -->\n  <p>B</p>\n</s>',
    ],
    [
      'a comment behind what goes stays',
      'A',
      '<s>\n  <p>A</p>\n  <p>B</p> <!-- b -->\n</s>',
      '<s>\n  <p>A</p>\n  <!-- b -->\n</s>',
    ],
    [
      'a comment before what goes stays',
      'A',
      '<s>\n  <p>A</p>\n  <!-- b -->\n  <p>B</p>\n</s>',
      '<s>\n  <p>A</p>\n  <!-- b -->\n</s>',
    ],
    ['what is no pin is replaced', 'AB', '<s>\n  <p>A</p>\n  <p>TODO</p>\n</s>', '<s>\n  <p>A</p>\n  <p>B</p>\n</s>'],
    ['what stands twice is kept once', 'AB', '<s><p>A</p><p>A</p></s>', '<s><p>A</p><p>B</p></s>'],
  ])('%s', (_, wanted, before, after) => {
    expect(rewritten(before, wanted)).toBe(after);
  });
});

describe('between commas', () => {
  test.each([
    ['nothing changes', 'AB', '["A", "B"]', '["A", "B"]'],
    ['a new one takes the place of an old one', 'CB', '["A", "B"]', '["C", "B"]'],
    ['one is added', 'ABC', '["A", "B"]', '["A", "B", "C"]'],
    ['two are added', 'ABCD', '["A","B"]', '["A","B","C","D"]'],
    ['one is added to a single one', 'AB', '["A"]', '["A", "B"]'],
    ['one is added to a single one on its own line', 'AB', '[\n  "A"\n]', '[\n  "A",\n  "B"\n]'],
    ['one is added before a comma at the end', 'ABC', '[\n  "A",\n  "B",\n]', '[\n  "A",\n  "B",\n  "C",\n]'],
    ['the last goes', 'A', '["A", "B"]', '["A"]'],
    ['the last two go', 'A', '["A", "B", "C"]', '["A"]'],
    ['the first goes', 'B', '["A", "B"]', '["B"]'],
    ['the middle goes', 'AC', '["A", "B", "C"]', '["A", "C"]'],
    ['all but the middle go', 'B', '["A", "B", "C"]', '["B"]'],
    ['the last goes, of lines', 'A', '[\n  "A",\n  "B"\n]', '[\n  "A"\n]'],
    ['the last goes, before a comma at the end', 'A', '[\n  "A",\n  "B",\n]', '[\n  "A",\n]'],
    ['the first goes, of lines', 'B', '[\n  "A",\n  "B"\n]', '[\n  "B"\n]'],
    ['comments stay with what stays', 'ABC', '[\n  "A", // a\n  "B" // b\n]', '[\n  "A", // a\n  "B", // b\n  "C"\n]'],
    ['comments stay when the last goes', 'A', '[\n  "A", // a\n  "B" // b\n]', '[\n  "A" // a\n  // b\n]'],
    ['comments stay when the first goes', 'B', '[\n  "A", // a\n  "B" // b\n]', '[\n  // a\n  "B" // b\n]'],
  ])('%s', (_, wanted, before, after) => {
    expect(rewritten(before, wanted)).toBe(after);
  });
});

test('whatever a list was, it has exactly the wanted pins afterwards, and a second time changes nothing', () => {
  const letters = fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1 });
  const gap = fc.constantFrom('', ' ', '\n  ', '\r\n\t');
  fc.assert(
    fc.property(letters, letters, gap, fc.boolean(), fc.boolean(), (before, wanted, space, isXml, isTrailing) => {
      const items = before.map((name) => (isXml ? `${space}<p>${name}</p>` : `${space}"${name}"`));
      const source = isXml ? items.join('') : `[${items.join(',')}${isTrailing ? ',' : ''}${space}]`;
      const after = rewritten(source, wanted.join(''));
      const own = listIn(after).items.map(({ text }) => after.slice(text.start, text.end));
      expect(own.toSorted()).toEqual(wanted.toSorted());
      expect(rewritten(after, wanted.join(''))).toBe(after);
      if (!isXml)
        expect(after.replaceAll(/[\s"A-D]/g, '')).toBe(`[${','.repeat(wanted.length - (isTrailing ? 0 : 1))}]`);
    }),
    { numRuns: 1000 },
  );
});
