import { findPaths, newReport, trustAnchorsOf } from '@livepin/tls';
import { describe, expect, test } from 'vitest';
import { type AttackCase, positions } from './case.ts';
import { cases } from './cases/index.ts';

// How long a verdict can take is bounded by counts: the same on every machine, whoever else uses it.

const shown = cases.filter(({ chain }) => chain.length > 0);
const bounds = { steps: 400, signatures: 40, nameWork: 1_000_000 };

/** What a search for every path through the certificates of a case costs, as of a client that finds no pin on any. */
function searchAll({ chain, anchors }: AttackCase) {
  const report = newReport();
  const search = {
    certificates: chain.map(({ der }) => der),
    anchors: trustAnchorsOf(anchors.map(({ der }) => der)),
    now: Math.floor(Date.now() / 1_000),
  };
  const paths = [...findPaths(search, report)];
  return { ...report, paths: paths.length };
}

test.for(shown)('all of $id is searched within the bounds', (one) => {
  const { steps, signatures, nameWork } = searchAll(one);
  expect(steps).toBeLessThanOrEqual(bounds.steps);
  expect(signatures).toBeLessThanOrEqual(bounds.signatures);
  expect(nameWork).toBeLessThanOrEqual(bounds.nameWork);
});

describe('lists that are made to keep a search busy', () => {
  const named = (id: string) => shown.find((one) => one.id === id)!;

  test.for(['crowd-of-two-names', 'ladder'])('%s reaches a bound', (id) => {
    expect(searchAll(named(id)).isCutOff).toBe(true);
  });

  test('no genuine server comes near a bound', () => {
    const genuine = shown.filter(({ must }) => positions.some((position) => must[position].verdict === 'accept'));
    expect(genuine.length).toBeGreaterThan(25);
    for (const one of genuine) {
      const { isCutOff, steps, signatures, nameWork } = searchAll(one);
      expect({ id: one.id, isCutOff }).toEqual({ id: one.id, isCutOff: false });
      expect(steps).toBeLessThan(bounds.steps / 10);
      expect(signatures).toBeLessThan(bounds.signatures / 2);
      expect(nameWork).toBeLessThan(bounds.nameWork / 100);
    }
  });
});
