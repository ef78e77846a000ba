import { readFileSync } from 'node:fs';
import { scenarios } from '@livepin/lab';
import { expect, test } from 'vitest';
import { faultsOf, readAccuracy } from './accuracy.ts';
import { formatAccuracy } from './format-accuracy.ts';
import { targets } from './targets.ts';

// What npm run lab:matrix has found is kept, and the page is made of it.

const records = readAccuracy();
const mend = 'npm run lab:matrix -- --page';

test('the page is what the records say', () => {
  const page = readFileSync(new URL('../../docs/lab-accuracy.md', import.meta.url), 'utf8');
  expect(page, mend).toBe(formatAccuracy(targets, records));
});

test('there is a record of every target, and of no other', () => {
  expect(Object.keys(records.targets), mend).toEqual(targets.map(({ id }) => id));
});

test.each(targets)('the lab was right about $name', (target) => {
  expect(faultsOf(target, records.targets[target.id]!)).toEqual([]);
});

test('every scenario is failed by one of the targets, but those that no client here can fail', () => {
  const failed = new Set(targets.flatMap(({ known }) => [...known.read, ...(known.broken ?? [])]));
  const unfailed = scenarios.map(({ id }) => id).filter((id) => !failed.has(id));
  // Without the key, no client finishes a handshake whose signature it checks; and all that are told of other pins heed them.
  expect(unfailed).toEqual(['genuine-leaf-without-key', 'session-after-pin-change']);
});

test('what is known of a target names scenarios that there are', () => {
  const ids = scenarios.map(({ id }) => id);
  for (const { known } of targets)
    expect(ids).toEqual(expect.arrayContaining([...known.read, ...(known.broken ?? [])]));
});
