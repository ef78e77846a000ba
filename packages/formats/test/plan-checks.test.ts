import { describe, expect, test } from 'vitest';
import { publicRoots } from '../src/lint/public-roots.ts';
import type { PinPlan } from '../src/plan.ts';
import { checkPlan, defaultDays } from '../src/plan-checks.ts';
import { hostOf, keyOf, pins, planOf } from './plans.ts';

const [leaf, backup, ca, root, otherCa] = pins;
const madeAt = 1_795_651_200;
const inDays = (days: number) => madeAt + days * 86_400;
const planFor = (keys: ReturnType<typeof keyOf>[], more: Partial<PinPlan> = {}) =>
  planOf([hostOf('api.example.com', keys)], { madeAt, expires: inDays(defaultDays), ...more });
const longLived = (key: ReturnType<typeof keyOf>) => ({ ...key, notAfter: inDays(2_000) });

const full = [longLived(keyOf(leaf)), keyOf(backup, 'backup')];
const rulesOf = (plan: PinPlan, withoutBackup = false) => checkPlan(plan, withoutBackup).map(({ rule }) => rule);

test('a leaf, a backup and an end within the year: nothing to say', () => {
  expect(checkPlan(planFor(full), false)).toEqual([]);
});

describe('refused', () => {
  test.each([
    { says: 'one pin', code: 'LP_PLAN_ONE_PIN', keys: [keyOf(leaf)] },
    { says: 'one pin twice', code: 'LP_PLAN_ONE_PIN', keys: [keyOf(leaf), keyOf(leaf, 'backup')] },
    { says: 'no key that is kept apart', code: 'LP_PLAN_NO_BACKUP', keys: [keyOf(leaf), keyOf(ca, 'intermediate')] },
  ])('$says, unless the owner said so', ({ code, keys }) => {
    expect(() => checkPlan(planFor(keys), false)).toThrow(expect.objectContaining({ code }));
    expect(() => checkPlan(planFor(keys), false)).toThrow(/api\.example\.com/);
    expect(checkPlan(planFor(keys), true)).toContainEqual({
      rule: expect.stringMatching(/^(no-backup-pin|backup-in-served-chain)$/),
      sentence: expect.stringContaining('every installed app is cut off'),
    });
  });

  test.each([0, 2])('an end in %i days, which platforms put earlier still', (days) => {
    const plan = planFor(full, { expires: inDays(days) });
    expect(() => checkPlan(plan, true)).toThrow(expect.objectContaining({ code: 'LP_PLAN_EXPIRED' }));
  });

  test.each([false, true])('a key that is revoked, with a backup or without', (withoutBackup) => {
    const check = () => checkPlan(planFor(full), withoutBackup, new Set([keyOf(backup).pin]));
    expect(check).toThrow(expect.objectContaining({ code: 'LP_PLAN_REVOKED' }));
    expect(checkPlan(planFor(full), false, new Set([keyOf(ca).pin]))).toEqual([]);
  });

  const cas = [longLived(keyOf(root, 'anchor')), keyOf(otherCa, 'backup')];
  test.each([
    { says: 'the key of a server', keys: full, expires: inDays(100) },
    { says: 'keys of which nothing is known', keys: [keyOf(root, 'unknown'), ...cas], expires: inDays(100) },
    { says: 'no end', keys: cas, expires: null },
  ])('beside an SDK: $says', ({ keys, expires }) => {
    const plan = planFor(keys, { expires, isBesideSdk: true });
    expect(() => checkPlan(plan, true)).toThrow(expect.objectContaining({ code: 'LP_PLAN_BESIDE_SDK' }));
    expect(rulesOf(planFor(cas, { isBesideSdk: true }))).toEqual([]);
  });
});

describe('said', () => {
  test.each([
    { says: 'no end', more: { expires: null }, rule: 'pin-set-no-expiry' },
    { says: 'an end that is near', more: { expires: inDays(29) }, rule: 'pin-set-expires-soon' },
    { says: 'an end that is far', more: { expires: inDays(401) }, rule: 'pin-set-expiry-far' },
  ])('$says', ({ more, rule }) => {
    expect(rulesOf(planFor(full, more))).toEqual([rule]);
  });

  test('the certificate of a key ends before the pins do', () => {
    const plan = planFor([{ ...keyOf(leaf), notAfter: inDays(60) }, keyOf(backup, 'backup')]);
    expect(checkPlan(plan, false)).toEqual([
      { rule: 'leaf-pin-key-rotates', sentence: expect.stringContaining('ends on 2027-01-25, before the pins do') },
    ]);
  });

  test('public roots alone, which every customer of the CA has', () => {
    const [pin] = publicRoots.keys();
    const isrg = longLived(keyOf(pin as typeof leaf, 'anchor'));
    expect(rulesOf(planFor([isrg, keyOf(backup, 'backup')]))).toEqual(['public-root-pin-only']);
    expect(rulesOf(planFor([isrg, longLived(keyOf(leaf)), keyOf(backup, 'backup')]))).toEqual([]);
  });

  test('an intermediate, and a public suffix with all below it', () => {
    const keys = [longLived(keyOf(ca, 'intermediate')), keyOf(backup, 'backup')];
    expect(rulesOf(planFor(keys))).toEqual(['public-intermediate-pin']);
    const suffix = planOf([hostOf('co.uk', full, { subdomains: true })], { madeAt, expires: inDays(100) });
    expect(rulesOf(suffix)).toEqual(['subdomains-of-public-suffix']);
  });
});
