import { expect, test } from 'vitest';
import type { TryOutcome } from '../../src/report/report.ts';
import type { Pass } from '../../src/scenario.ts';
import { judgeCell } from '../../src/verdict/judge-cell.ts';

const tries = (...outcomes: TryOutcome[]) => ofPass('attacked', ...outcomes);

const ofPass = (pass: Pass, ...outcomes: TryOutcome[]) =>
  outcomes.map((outcome) => ({
    pass,
    outcome,
    reach: outcome === 'read' ? ('body' as const) : ('nothing' as const),
    how: `was ${outcome}`,
  }));

test.each([
  {
    says: 'all held',
    given: tries('held', 'held', 'held'),
    verdict: 'held',
    because: 'It was held, in each of 3 tries.',
  },
  {
    says: 'one of three was read',
    given: tries('held', 'read', 'held'),
    verdict: 'read',
    because: 'It was read, in 1 of 3 tries.',
  },
  { says: 'all were read', given: tries('read', 'read'), verdict: 'read', because: 'It was read, in each of 2 tries.' },
  { says: 'one try', given: tries('held'), verdict: 'held', because: 'It was held.' },
  {
    says: 'reached in some tries',
    given: tries('held', 'not-seen'),
    verdict: 'held',
    because: 'It was held, in 1 of 2 tries.',
  },
  {
    says: 'reached in none',
    given: tries('not-seen', 'not-seen'),
    verdict: 'not-seen',
    because: 'It was not-seen, in each of 2 tries.',
  },
  {
    says: 'broken each time',
    given: ofPass('genuine', 'broken', 'broken'),
    verdict: 'broken',
    because: 'It was broken, in each of 2 tries.',
  },
  {
    says: 'broken now and then',
    given: ofPass('genuine', 'broken', 'held'),
    verdict: 'flaky',
    because: 'It was broken, in 1 of 2 tries.',
  },
  {
    says: 'held in one pass and broken in the other',
    given: [...tries('held', 'held'), ...ofPass('genuine', 'broken', 'broken')],
    verdict: 'broken',
    because: 'It was broken, in each of 2 tries.',
  },
  { says: 'no try', given: [], verdict: 'not-seen', because: 'It was not tried.' },
])('$says: $verdict', ({ given, verdict, because }) => {
  expect(judgeCell({ tries: given, notRun: null, controlFailure: null })).toMatchObject({ verdict, because });
});

const controlFailure = 'The control run before the attacks failed.';

test.each([
  { says: 'a refusal', given: tries('held'), verdict: 'inconclusive' },
  { says: 'a failure to go on', given: ofPass('genuine', 'broken'), verdict: 'inconclusive' },
  { says: 'a reading', given: tries('read'), verdict: 'read' },
  { says: 'nothing', given: tries('not-seen'), verdict: 'not-seen' },
])('with a control that failed, $says is $verdict', ({ given, verdict }) => {
  expect(judgeCell({ tries: given, notRun: null, controlFailure }).verdict).toBe(verdict);
});

test('what was not run says why', () => {
  const notRun = 'It wants to see UDP.';
  expect(judgeCell({ tries: [], notRun, controlFailure: null })).toEqual({
    verdict: 'not-run',
    because: notRun,
    reach: 'nothing',
  });
});
