import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PinPlan } from '../../src/plan.ts';
import type { ReadEntry } from '../../src/read-config.ts';
import type { Target } from '../../src/target.ts';
import { targets } from '../../src/targets.ts';
import { lastSafeDay } from '../../src/write/date.ts';
import { fileOf, plans } from '../plans.ts';

const structured = [
  'android-nsc',
  'ats',
  'trustkit-plist',
  'trustkit-android',
  'react-native-ssl-manager',
  'plain-json',
];

function targetOf(id: string): Target {
  const target = targets.find((each) => each.id === id);
  if (!target) throw new Error(`no target ${id}`);
  return target;
}

/** What is read back of what a target wrote. */
function readBack(target: Target, plan: PinPlan) {
  const { files, losses } = target.generate(plan);
  const [file] = files;
  if (files.length !== 1 || !file) throw new Error('one file is expected');
  const source = fileOf(file.text, file.path);
  expect(target.reader!.recognizes(source)).toBe(true);
  return { ...target.reader!.read(source), losses };
}

const pinsOf = ({ pins }: ReadEntry) => pins.map(({ pin }) => pin).toSorted();

describe.each(structured)('%s', (id) => {
  const target = targetOf(id);
  const isAts = id === 'ats';
  const isNsc = id === 'android-nsc' || id === 'trustkit-android';

  test('the pins of each host are read back, with what they cover, and no problem', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const kept = isAts || isNsc ? plan.hosts.filter(({ mode }) => mode === 'enforce') : plan.hosts;
        if (kept.length === 0) {
          expect(() => target.generate(plan)).toThrowError(expect.objectContaining({ code: 'LP_FORM_PINS_NOTHING' }));
          return;
        }
        const { entries, problems, losses } = readBack(target, plan);
        for (const { host, subdomains, keys, mode } of kept) {
          const entry = entries.find((each) => each.host.host === host)!;
          const isOfCa = keys.some(({ role }) => role === 'intermediate' || role === 'anchor');
          const wanted = isAts && isOfCa ? keys.filter(({ role }) => role !== 'leaf') : keys;
          expect(pinsOf(entry)).toEqual(wanted.map(({ pin }) => pin).toSorted());
          expect(entry.coverage).toBe(subdomains ? (isAts ? 'host-and-one-label' : 'host-and-below') : 'host');
          expect(entry.isEnforced).toBe(mode === 'enforce');
          if (wanted.length < keys.length)
            expect(losses).toContainEqual(expect.objectContaining({ rule: 'ats-leaf-and-ca' }));
        }
        // A host that cannot be reported about is named only to take it out of the pins above, or to have none but its own.
        for (const entry of entries.filter((each) => !kept.some(({ host }) => host === each.host.host))) {
          expect(entry.pins.length === 0).toBe(!isAts);
          expect(losses).toContainEqual(expect.objectContaining({ rule: 'report-only' }));
        }
        const meant = ['host-shadowed', 'trustkit-not-enforced'];
        expect(problems.filter(({ rule }) => !meant.includes(rule))).toEqual([]);
      }),
    );
  });

  test('pins end before the plan does, on every clock, or the loss is said', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        fc.pre(plan.hosts.some(({ mode }) => mode === 'enforce') && plan.expires !== null);
        const expires = plan.expires ?? 0;
        const { entries, losses } = readBack(target, plan);
        if (isAts) {
          expect(losses).toContainEqual(expect.objectContaining({ rule: 'expiry-lost' }));
          return;
        }
        for (const entry of entries.filter(({ pins }) => pins.length > 0)) {
          const seconds = entry.expires!.seconds!;
          expect(seconds).toBeLessThanOrEqual(expires);
          expect(expires - seconds).toBeLessThan(3 * 86_400);
          if (id !== 'plain-json') expect(entry.expires!.text).toBe(lastSafeDay(expires));
        }
      }),
    );
  });

  test('a plan without an end has no date', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        fc.pre(plan.hosts.some(({ mode }) => mode === 'enforce'));
        const { entries } = readBack(target, { ...plan, expires: null });
        expect(entries.map((entry) => entry.expires)).toEqual(entries.map(() => null));
      }),
    );
  });
});
