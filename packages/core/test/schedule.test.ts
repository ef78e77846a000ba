import { afterHeal, noHeals, placesToAsk, planHeal, refreshPause } from '@livepin/core';
import { expect, test } from 'vitest';

test.each([
  { says: 'after a success, at most the interval', failures: 0, random: 0.999999, from: 3_599, to: 3_600 },
  { says: 'after a success, at least four fifths of it', failures: 0, random: 0, from: 2_880, to: 2_880 },
  { says: 'after one failure, five to ten seconds', failures: 1, random: 0, from: 5, to: 5 },
  { says: 'after many failures, the interval at most', failures: 40, random: 0.999999, from: 3_599, to: 3_600 },
])('the pause before a refresh: $says', ({ failures, random, from, to }) => {
  const pause = refreshPause(3_600, failures, random);
  expect(pause).toBeGreaterThanOrEqual(from);
  expect(pause).toBeLessThanOrEqual(to);
});

test('the first mismatch is answered with a fetch at once', () => {
  expect(planHeal(noHeals, 1_000, 0.9)).toEqual({ kind: 'fetch', delaySeconds: 0 });
});

test('after a fruitless heal the next one is held back, and then jittered', () => {
  const record = afterHeal(noHeals, 1_000, false);
  expect(planHeal(record, 1_005, 0.5)).toEqual({ kind: 'held-back', until: 1_010 });
  expect(planHeal(record, 1_010, 0.5)).toEqual({ kind: 'fetch', delaySeconds: 1.5 });
});

test('the pause between fruitless heals doubles, up to five minutes', () => {
  let record = noHeals;
  const pauses: number[] = [];
  for (let heal = 0; heal < 8; heal++) {
    record = afterHeal(record, 1_000, false);
    const plan = planHeal(record, 1_000, 0);
    pauses.push(plan.kind === 'held-back' ? plan.until - 1_000 : 0);
  }
  expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
});

test('a heal that brought news frees the way, and so does a clock that was set back', () => {
  const record = { fruitless: 8, at: 1_000 };
  expect(afterHeal(record, 2_000, true)).toEqual(noHeals);
  expect(planHeal(record, 500, 0).kind).toBe('fetch');
});

const places = ['https://service.example', 'https://cdn.example', 'https://store.example'];
const never = () => 0.999999;

test.each([
  { says: 'an ordinary refresh asks one', reason: 'refresh', count: 0, random: never, asked: [places[2]] },
  { says: 'every tenth asks all', reason: 'refresh', count: 9, random: never, asked: places },
  { says: 'a heal asks all', reason: 'heal', count: 0, random: never, asked: places },
  {
    says: 'a sampled one asks the service too',
    reason: 'refresh',
    count: 0,
    random: sequence(0.5, 0.0),
    asked: [places[1], places[0]],
  },
] as const)('$says', ({ reason, count, random, asked }) => {
  expect(placesToAsk(places, reason, count, 100, random)).toEqual(asked);
});

test('an app without any place asks none', () => {
  expect(placesToAsk([], 'refresh', 0, 100, never)).toEqual([]);
});

function sequence(...values: number[]): () => number {
  return () => values.shift() ?? 0;
}
