import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatOrder, parseOrder, tagsOf } from '../src/delivery/etag.ts';
import { waitSecondsOf } from '../src/delivery/prefer.ts';
import { parseTarget } from '../src/delivery/target.ts';

// What peers send is text, and nothing that they can write is a fault.

const count = (min: number) => fc.integer({ min, max: Number.MAX_SAFE_INTEGER });

test('the order of a bundle is read back as it was written', () => {
  fc.assert(
    fc.property(count(1), count(1), count(0), (epoch, version, iat) => {
      expect(parseOrder(formatOrder({ epoch, version, iat }))).toEqual({ epoch, version, iat });
    }),
  );
});

test('an order has one spelling', () => {
  const almost = fc.string({ unit: fc.constantFrom(...'0123456789..-+e "'), maxLength: 24 });
  fc.assert(
    fc.property(almost, (text) => {
      const order = parseOrder(text);
      if (order) expect(formatOrder(order)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
  expect(parseOrder('1.9007199254740993.1')).toBeNull();
});

test('the tags of a list are those that were put into it, weak or not', () => {
  const tag = fc.string({ unit: fc.constantFrom(...'abc.,019*/W'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(tag, fc.boolean())), (tags) => {
      const field = tags.map(([text, isWeak]) => `${isWeak ? 'W/' : ''}"${text}"`).join(', ');
      expect(tagsOf(field)).toEqual(tags.map(([text]) => text));
    }),
  );
});

test('any request target is somebody’s, and delivery takes only those in its one spelling', () => {
  const piece = fc.constantFrom(
    '/',
    '/v1/apps/',
    'com.example.bank',
    'bundle',
    'events',
    'roots/',
    '1',
    '?',
    'after=',
    '..',
    '%2e',
    '#',
    '&',
  );
  const target = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(target, (text) => {
      const read = parseTarget(text);
      if (read?.kind === 'root') expect(text.startsWith(`/v1/apps/${read.app}/roots/${read.name}`)).toBe(true);
      else if (read && read.kind !== 'health') expect(text.startsWith(`/v1/apps/${read.app}/${read.kind}`)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test('any Prefer field is read as a number of seconds', () => {
  const piece = fc.constantFrom('wait', '=', '5', '"', ',', ';', ' ', 'handling=lenient');
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (field) => {
        expect(waitSecondsOf(field)).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 2_000 },
  );
});
