// `npm run demo`: the story of certificate pins, with real parts and played as it is told. Every line with a tick was
// asserted a moment before; where something is not so, the demo ends with status 1. `--fast`: without pauses for reading.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counts } from './parts/app-process.ts';
import { endChildren } from './parts/child.ts';
import { FalseClaim, Narrator } from './parts/narrate.ts';
import { findPrograms } from './parts/programs.ts';
import { startWorld } from './parts/world.ts';
import { story } from './story/index.ts';

const programs = findPrograms();
if ('missing' in programs) {
  console.error(`livepin: the demo needs ${programs.missing.join(', ')}, not installed here.`);
  console.error('hint: node scripts/setup.mjs demo installs them on Debian, and otherwise names the packages.');
  process.exit(3);
}

const began = performance.now();
const narrator = new Narrator(process.argv.includes('--fast'));
const stack = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, async () => {
    await stack.disposeAsync();
    process.exit(130);
  });
}

try {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-demo-'));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  stack.defer(endChildren);
  narrator.prologue();
  const world = await startWorld(programs, folder, stack);
  for (const scene of story) await scene(world, narrator);
  const seconds = Math.round((performance.now() - began) / 1_000);
  narrator.end(
    `${narrator.claims} claims, all true: ${counts.answered} requests answered, ${counts.refused} refused as they had to be, ${seconds} seconds.`,
  );
} catch (error) {
  // A signal ends what the story is told with: what it then stumbles over says nothing.
  if (!stack.disposed) {
    console.error(error instanceof FalseClaim ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  await stack.disposeAsync();
}
