import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryOf } from '../../src/leaks/binary-text.ts';
import { jsonMembers } from '../../src/leaks/json-members.ts';

/** The texts and numbers of a value with their ways, as JSON.parse sees them. */
function leavesOf(value: unknown, way = ''): [way: string, written: string][] {
  if (typeof value === 'string') return value === '' ? [] : [[way, JSON.stringify(value).slice(1, -1)]];
  if (typeof value === 'number') return [[way, JSON.stringify(value)]];
  if (Array.isArray(value)) return value.flatMap((item, at) => leavesOf(item, `${way}[${at}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const key = JSON.stringify(name).slice(1, -1);
    return leavesOf(item, way === '' ? key : `${way}.${key}`);
  });
}

const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(name, tie('value')),
  ),
}));

test('every text and number of a JSON text is found under its way from the outside', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2), (made, indent) => {
      const text = binaryOf(JSON.stringify(made, null, indent));
      const members = jsonMembers(text).map((one) => [one.name, text.slice(one.span.start, one.span.end)]);
      expect(members).toEqual(leavesOf(made).map(([way, written]) => [binaryOf(way), binaryOf(written)]));
    }),
  );
});

test('of a text that was cut off, what was whole is found as before', () => {
  fc.assert(
    fc.property(value, fc.nat(), (made, at) => {
      const text = binaryOf(JSON.stringify(made));
      const cut = text.slice(0, at % (text.length + 1));
      const whole = jsonMembers(text).filter(({ span }) => span.end < cut.length);
      // What the cut left of the last member may itself look like one.
      expect(jsonMembers(cut).slice(0, whole.length)).toEqual(whole);
    }),
  );
});
