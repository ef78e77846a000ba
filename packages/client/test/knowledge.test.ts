import { bundleInForce, compareVersions } from '@livepin/core';
import { testPin } from '@livepin/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundle, pinned } from './fixture.ts';
import { openIn, Shelf, World } from './world.ts';

test('(epoch, version) never goes back, whatever is delivered, whichever process restarts, and however writes break', async () => {
  const made = await Promise.all([1, 2, 3, 4, 5].map((version) => bundle(version, pinned([testPin(`v${version}`)]))));
  const step = fc.record({
    process: fc.nat({ max: 1 }),
    action: fc.oneof(
      fc.nat({ max: made.length - 1 }).map((deliver) => ({ deliver })),
      fc.constant({ restart: true }),
    ),
    breaks: fc.constantFrom<Shelf['breaks']>('never', 'never', 'before', 'after'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const [shelf, world] = [new Shelf(), new World()];
      const engines = await Promise.all([0, 1].map(async () => (await openIn(world, { store: shelf })).engine));
      const highest = [1, 1];
      let stored = 1;
      for (const { process, action, breaks } of steps) {
        shelf.breaks = breaks;
        if ('restart' in action) {
          engines[process] = (await openIn(world, { store: shelf })).engine;
          highest[process] = stored; // what could not be stored may be forgotten, and nothing else
        } else {
          const before = engines[process]!.knowledge.state.memory;
          await engines[process]!.knowledge.offerBundle(made[action.deliver]!);
          const { memory } = engines[process]!.knowledge.state;
          expect(compareVersions(memory, before)).toBeGreaterThanOrEqual(0);
          highest[process] = Math.max(highest[process]!, action.deliver + 1);
          if (breaks !== 'before' && memory.version > before.version) stored = Math.max(stored, memory.version);
        }
        const { state } = engines[process]!.knowledge;
        expect(state.memory.version).toBeGreaterThanOrEqual(highest[process]!);
        expect(bundleInForce(state)?.bundle.version).toBe(state.memory.version);
      }
    }),
    { numRuns: 60 },
  );
});
