import { expect, test } from 'vitest';
import { countStacks, stackOf } from '../../src/verdict/stacks.ts';
import { connection, oneStack, otherStack, readable, refusal, used } from './records.ts';

test('stacks are told apart, and what each let through is counted', () => {
  const stacks = countStacks([used(), refusal(), readable({ ja4: otherStack }), refusal()]);
  expect(stacks).toEqual([
    { ja4: oneStack, held: 2, read: 0 },
    { ja4: otherStack, held: 0, read: 1 },
  ]);
});

test('a client that offers to resume is the same stack', () => {
  const resuming = oneStack.replace('1516', '1517').replace('e5627efa2ab1', '0123456789ab');
  expect(stackOf(connection({ ja4: resuming }))).toBe(stackOf(connection()));
  expect(stackOf(connection({ ja4: otherStack }))).not.toBe(stackOf(connection()));
});
