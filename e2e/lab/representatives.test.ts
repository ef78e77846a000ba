import { expect, test } from 'vitest';
import { faultsOf, recordOf } from './accuracy.ts';
import { targets } from './targets.ts';
import { tryTarget } from './trial.ts';

// All targets, three tries of each scenario, and what others see of them: npm run lab:matrix.

test.for(targets.filter(({ isRepresentative }) => isRepresentative))(
  'the lab is right about $name',
  { timeout: 300_000 },
  async (target, { skip }) => {
    const trial = await tryTarget(target, 1);
    if ('missing' in trial) return skip(trial.missing);
    expect(faultsOf(target, recordOf(trial))).toEqual([]);
  },
);
