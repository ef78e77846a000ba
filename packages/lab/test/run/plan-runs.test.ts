import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connection.ts';
import { type Means, missingFor, nextRun, type Series, seriesOf } from '../../src/run/plan-runs.ts';
import type { RunPlan, RunRecord } from '../../src/run/run-record.ts';
import type { Need } from '../../src/scenario.ts';
import { refusal, run, scenario, used, userCa } from '../verdict/records.ts';

const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ host: `${name}.example.com`, port: 443 })) as [
  Endpoint,
  Endpoint,
  Endpoint,
];
type Endpoint = { host: string; port: number };
const hosts = [a, b, c];
const series: Series = { scenario: userCa, pass: 'attacked', attempt: 0 };

const planOf = (targets: readonly Endpoint[] | null): RunPlan => ({ purpose: 'attack', ...series, targets });
const once = () => 1;
const targetsAfter = (...earlier: RunRecord[]) => {
  const plan = nextRun(series, earlier, hosts, once);
  return plan?.purpose === 'attack' ? plan.targets : undefined;
};
const seen = (...endpoints: Endpoint[]): Connection[] => endpoints.map((endpoint) => refusal(48, endpoint));

test('tries come scenario by scenario, pass by pass', () => {
  const blocked = scenario('channel-blocked', { passes: ['genuine', 'attacked'] });
  expect(
    seriesOf([userCa, blocked], 2).map(({ scenario: { id }, pass, attempt }) => `${id} ${pass} ${attempt}`),
  ).toEqual([
    'user-ca attacked 0',
    'user-ca attacked 1',
    'channel-blocked genuine 0',
    'channel-blocked genuine 1',
    'channel-blocked attacked 0',
    'channel-blocked attacked 1',
  ]);
});

describe('the runs of a try', () => {
  test('first all hosts are attacked at once', () => {
    expect(targetsAfter()).toBeNull();
  });

  test('where all were reached, one run is enough', () => {
    expect(targetsAfter(run(planOf(null), seen(a, b, c)))).toBeUndefined();
  });

  test('hosts that were not reached are attacked again, and those before them let through', () => {
    const one = run(planOf(null), seen(a));
    expect(targetsAfter(one)).toEqual([b, c]);
    const two = run(planOf([b, c]), [used(a), ...seen(b)]);
    expect(targetsAfter(one, two)).toEqual([c]);
    expect(targetsAfter(one, two, run(planOf([c]), [used(a), used(b), ...seen(c)]))).toBeUndefined();
  });

  test('a run that brings the app no further is the last', () => {
    const one = run(planOf(null), seen(a));
    expect(targetsAfter(one, run(planOf([b, c]), [used(a)]))).toBeUndefined();
    expect(targetsAfter(run(planOf(null), []))).toBeUndefined();
  });

  test('what must go on working is asked once, of the app as a whole', () => {
    const genuine: Series = { ...series, pass: 'genuine' };
    expect(nextRun(genuine, [], hosts, once)).toMatchObject({ targets: null });
    expect(
      nextRun(genuine, [run({ purpose: 'attack', ...genuine, targets: null }, [used(a)])], hosts, once),
    ).toBeNull();
  });
});

describe('what a scenario needs', () => {
  const everything: Means = {
    hosts: hosts.map((host) => ({ ...host, certificate: null })),
    hasTrustedCa: true,
    hasChannel: true,
    hasReplayedDocument: true,
    hasForeignDocument: true,
    seesDatagrams: true,
    hasGenuineKey: true,
    canChangePins: true,
  };

  test.each<{ need: Need; without: Partial<Means>; says: RegExp }>([
    { need: 'trusted-ca', without: { hasTrustedCa: false }, says: /trust store/ },
    { need: 'channel', without: { hasChannel: false }, says: /--channel/ },
    { need: 'replayed-document', without: { hasReplayedDocument: false }, says: /--replay/ },
    { need: 'foreign-document', without: { hasForeignDocument: false }, says: /--foreign/ },
    { need: 'datagrams', without: { seesDatagrams: false }, says: /--transparent/ },
    { need: 'genuine-key', without: { hasGenuineKey: false }, says: /--genuine-key/ },
    { need: 'pin-change', without: { canChangePins: false }, says: /--on-pin-change/ },
    { need: 'second-host', without: { hosts: [a, { ...a, port: 8443 }] }, says: /two hosts/ },
  ])('$need: what is missing is said, with what brings it', ({ need, without, says }) => {
    const wanting = scenario('some', { needs: [need] });
    expect(missingFor(wanting, everything)).toBeNull();
    expect(missingFor(wanting, { ...everything, ...without })).toMatch(says);
  });
});
