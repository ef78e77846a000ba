#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Who reads no further (livepin … | head) ends us in silence, as other programs.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode);
});

// Compiled code is kept beside the code, and is as trusted as it: where temporary files lie, others could plant some. Where
// nothing can be written, nothing is kept.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/livepin', import.meta.url)));
const [{ run }, { leaveLookups }] = await Promise.all([import('./run.ts'), import('./leave-lookups.ts')]);
const status = await run(process.argv.slice(2));
process.exitCode = status;
leaveLookups(status);
