import { compareBundles, type TrustRoot } from '@livepin/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleLifetimeSeconds, isDue, orderAfter, orderAnew, type Standing } from '../../src/publish/next-order.ts';

const rootOf = (epoch: number, iat = 1_000) => ({ epoch, iat }) as TrustRoot;
const previous: Standing = { epoch: 1, version: 7, iat: 5_000, root: 1 };

test.each([
  { says: 'the first version', from: null, root: rootOf(1), oldest: 1, now: 9_000, to: [1, 1, 9_000, 1] },
  { says: 'the next version', from: previous, root: rootOf(1), oldest: 1, now: 9_000, to: [1, 8, 9_000, 1] },
  { says: 'a clock that went back', from: previous, root: rootOf(1), oldest: 1, now: 4_000, to: [1, 8, 5_000, 1] },
  {
    says: 'a raised epoch: versions go on',
    from: previous,
    root: rootOf(2),
    oldest: 2,
    now: 9_000,
    to: [2, 8, 9_000, 2],
  },
  {
    says: 'a raised epoch after a clock that was ahead: back to the clock',
    from: { ...previous, iat: 99_000 },
    root: rootOf(2, 8_000),
    oldest: 2,
    now: 9_000,
    to: [2, 8, 9_000, 2],
  },
])('another content: $says', ({ from, root, oldest, now, to: [epoch, version, iat, asked] }) => {
  expect(orderAfter(from, root, oldest, now)).toEqual({ epoch, version, iat, root: asked });
});

test.each([
  { says: 'only the date is new', root: rootOf(1), oldest: 1, now: 9_000, to: [1, 7, 9_000, 1] },
  {
    says: 'a clock that stood or went back: newer all the same',
    root: rootOf(1),
    oldest: 1,
    now: 4_000,
    to: [1, 7, 5_001, 1],
  },
  {
    says: 'another root is asked for, so it is another version',
    root: rootOf(1),
    oldest: 2,
    now: 9_000,
    to: [1, 8, 9_000, 2],
  },
  { says: 'another epoch is another version', root: rootOf(2), oldest: 2, now: 9_000, to: [2, 8, 9_000, 2] },
])('the same content signed anew: $says', ({ root, oldest, now, to: [epoch, version, iat, asked] }) => {
  expect(orderAnew(previous, root, oldest, now)).toEqual({ epoch, version, iat, root: asked });
});

test('whatever the clock does, each signing is newer than the one before', () => {
  const step = fc.record({ now: fc.nat(1_000_000), isAnew: fc.boolean(), raise: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let [standing, epoch] = [previous, 1];
      for (const { now, isAnew, raise } of steps) {
        epoch += raise ? 1 : 0;
        const next = (isAnew ? orderAnew : orderAfter)(standing, rootOf(epoch, now), epoch, now);
        expect(compareBundles(next, standing)).toBeGreaterThan(0);
        standing = next;
      }
    }),
  );
});

test('a bundle is signed anew from half of its lifetime on', () => {
  const bundle = { iat: 0, exp: bundleLifetimeSeconds };
  expect(isDue(bundle, bundleLifetimeSeconds / 2 - 1)).toBe(false);
  expect(isDue(bundle, bundleLifetimeSeconds / 2)).toBe(true);
  expect(isDue(bundle, bundleLifetimeSeconds * 2)).toBe(true);
});
