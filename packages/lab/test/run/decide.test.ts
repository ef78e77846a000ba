import { expect, test } from 'vitest';
import { decide, isTarget, type RunKnowledge } from '../../src/run/decide.ts';
import type { RunPlan } from '../../src/run/run-record.ts';
import type { Arrival, Situation } from '../../src/scenario.ts';
import { attackOf, first, scenario, starved } from '../verdict/records.ts';

const known = [
  { host: 'api.example.com', port: 443 },
  { host: 'api.example.com', port: 8443 },
  { host: 'cdn.example.com', port: 443 },
];
const [api, , cdn] = known as [{ host: string; port: number }, unknown, { host: string; port: number }];

const arrival: Arrival = {
  transport: 'tls',
  via: 'connect',
  host: 'api.example.com',
  port: 443,
  hello: null,
  isTarget: true,
  isChannel: false,
  earlier: [],
  ordinal: 0,
  arePinsChanged: false,
};

const knowledge: RunKnowledge = {
  hosts: [{ ...api, certificate: null }],
  hasGenuineKey: () => true,
  channelDocuments: { replayed: null, foreign: null },
  havePinsChanged: () => true,
};

test.each([{ plan: first }, { plan: starved }])(
  '$plan.purpose lets everything through, and attacks nothing',
  ({ plan }) => {
    expect(decide(plan, arrival, knowledge)).toEqual({ treatment: { kind: 'relay' }, isAttack: false });
    const plain = decide(plan, { ...arrival, transport: 'plain' }, knowledge);
    expect(plain).toEqual({ treatment: { kind: 'plain', answer: { kind: 'forward' } }, isAttack: false });
  },
);

test('an attack asks its scenario, and tells it all that there is to know', () => {
  const asked: { arrival: Arrival; situation: Situation }[] = [];
  const asking = scenario('some', {
    treat: (given, situation) => {
      asked.push({ arrival: given, situation });
      return { treatment: { kind: 'close' }, isAttack: true };
    },
  });
  expect(decide(attackOf(asking, 2, 'genuine'), arrival, knowledge)).toEqual({
    treatment: { kind: 'close' },
    isAttack: true,
  });
  expect(asked).toEqual([
    {
      arrival: { ...arrival, arePinsChanged: true },
      situation: {
        hosts: knowledge.hosts,
        pass: 'genuine',
        attempt: 2,
        hasGenuineKey: true,
        channelDocuments: knowledge.channelDocuments,
      },
    },
  ]);
});

const all = attackOf(scenario('some'));
const alone = { ...all, targets: [api] } as RunPlan;

test.each([
  { says: 'nothing in a control', plan: first, endpoint: api, is: false },
  { says: 'everything', plan: all, endpoint: cdn, is: true },
  { says: 'whom nobody names', plan: all, endpoint: { host: null, port: 443 }, is: true },
  { says: 'whom the app turned to only now', plan: all, endpoint: { host: 'backup.example.com', port: 443 }, is: true },
  { says: 'the one alone', plan: alone, endpoint: api, is: true },
  { says: 'others beside it', plan: alone, endpoint: cdn, is: false },
  {
    says: 'a port of its name that stands for itself',
    plan: alone,
    endpoint: { host: 'api.example.com', port: 8443 },
    is: false,
  },
  {
    says: 'a port of its name that is fallen back to',
    plan: alone,
    endpoint: { host: 'api.example.com', port: 80 },
    is: true,
  },
  { says: 'a stranger beside it', plan: alone, endpoint: { host: 'backup.example.com', port: 443 }, is: false },
])('$says: is attacked, $is', ({ plan, endpoint, is }) => {
  expect(isTarget(plan, known, endpoint, 0)).toBe(is);
});

test('connections before the first that is to be attacked are let through', () => {
  const later = { ...alone, after: 2 } as RunPlan;
  expect([0, 1, 2, 3].map((ordinal) => isTarget(later, known, api, ordinal))).toEqual([false, false, true, true]);
});
