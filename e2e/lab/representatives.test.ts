import { expect, test } from 'vitest';
import { faultsOf, recordOf } from './accuracy.ts';
import { targets } from './targets.ts';
import { tryTarget } from './trial.ts';

// All targets, three tries of each scenario, and what others see of them: npm run lab:matrix.

const representatives = targets
  .filter(({ isRepresentative }) => isRepresentative)
  .map((target) => ({ ...target, which: target.scenariosInTests?.join(', ') ?? 'all scenarios' }));

test.for(representatives)(
  'the lab is right about $name: $which',
  { timeout: 300_000 },
  async ({ which, ...target }, { skip }) => {
    const { scenariosInTests: scenarios, known } = target;
    const trial = await tryTarget(target, 1, undefined, scenarios ? { scenarios } : {});
    if ('missing' in trial) return skip(trial.missing);
    const read = known.read.filter((id) => scenarios?.includes(id) ?? true);
    expect(faultsOf({ ...target, known: { ...known, read } }, recordOf(trial))).toEqual([]);
  },
);
