import { describe, expect, test } from 'vitest';
import { furtherRun } from '../../src/run/further-runs.ts';
import { nextRun } from '../../src/run/plan-runs.ts';
import type { RunPlan } from '../../src/run/run-record.ts';
import { readable, refusal, run, scenario, silent, used, userCa } from '../verdict/records.ts';

const a = { host: 'a.example.com', port: 443 };
const b = { host: 'b.example.com', port: 443 };
const both = [a, b];
const series = { scenario: userCa, pass: 'attacked', attempt: 0 } as const;
const all: RunPlan = { purpose: 'attack', ...series, targets: null };
const alone = (target: typeof a, after = 0): RunPlan => ({ purpose: 'attack', ...series, targets: [target], after });
const once = () => 1;
const twice = () => 2;

describe('a host that said nothing while another was refused', () => {
  const first = run(all, [refusal(48, a), silent(b)]);

  test('is attacked alone', () => {
    expect(furtherRun([first], both, once)).toEqual({ targets: [b], after: 0 });
  });

  test('once: that it is silent then is an answer', () => {
    expect(furtherRun([first, run(alone(b), [used(a), silent(b)])], both, once)).toBeNull();
    expect(furtherRun([first, run(alone(b), [used(a)])], both, once)).toBeNull();
  });

  test('not where it refused by an alert of its own, or was read', () => {
    expect(furtherRun([run(all, [refusal(48, a), refusal(42, b)])], both, once)).toBeNull();
    expect(furtherRun([run(all, [refusal(48, a), silent(b), readable(b)])], both, once)).toBeNull();
  });

  test('not where nobody else was attacked', () => {
    expect(furtherRun([run(all, [silent(b)])], [b], once)).toBeNull();
  });
});

describe('behind the first refusal of a host', () => {
  const first = run(all, [refusal(48, a)]);

  test('the connections that it makes otherwise are let through one by one', () => {
    const usual = () => 3;
    expect(furtherRun([first], [a], usual)).toEqual({ targets: [a], after: 1 });
    const second = run(alone(a, 1), [used(a), refusal(48, a)]);
    expect(furtherRun([first, second], [a], usual)).toEqual({ targets: [a], after: 2 });
    const third = run(alone(a, 2), [used(a), used(a), refusal(48, a)]);
    expect(furtherRun([first, second, third], [a], usual)).toBeNull();
  });

  test('of many some', () => {
    const skips: number[] = [];
    const earlier = [first];
    for (let next = furtherRun(earlier, [a], () => 31); next; next = furtherRun(earlier, [a], () => 31)) {
      skips.push(next.after);
      earlier.push(run(alone(a, next.after), [refusal(48, a)]));
    }
    expect(skips).toEqual([1, 11, 20, 30]);
  });

  test('until it comes no more, or was read', () => {
    expect(furtherRun([first, run(alone(a, 1), [used(a)])], [a], () => 3)).toBeNull();
    expect(furtherRun([first, run(alone(a, 1), [used(a), readable(a)])], [a], () => 3)).toBeNull();
  });

  test('not where it makes one connection, or was not reached', () => {
    expect(furtherRun([first], [a], once)).toBeNull();
    expect(furtherRun([run(all, [])], [a], twice)).toBeNull();
  });
});

test('only what a verdict hangs on is worth the runs', () => {
  const earlier = [run(all, [refusal(48, a)])];
  expect(nextRun(series, earlier, [a], twice)).toMatchObject({ scenario: userCa, targets: [a], after: 1 });
  expect(nextRun({ ...series, scenario: scenario('expired') }, earlier, [a], twice)).toBeNull();
});
