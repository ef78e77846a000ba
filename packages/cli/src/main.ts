#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Who reads no further (livepin … | head) ends us in silence, as other programs. What cannot be written otherwise, on a full
// disk, is told here, where nothing that could tell it better may have been loaded.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(process.exitCode);
  const why = message.replace(/^[A-Z]+: |, write$/g, '');
  process.stderr.write(`livepin: Standard output cannot be written: ${why}. [LP_FILE_UNWRITABLE]\n`);
  process.stderr.write('hint: Check where it leads, and the space on the disk.\n');
  process.exit(2);
});

// Compiled code is kept beside the code, and is as trusted as it: where temporary files lie, others could plant some. Where
// nothing can be written, nothing is kept.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/livepin', import.meta.url)));
const [{ run }, { leaveLookups }] = await Promise.all([import('./run.ts'), import('./leave-lookups.ts')]);
const status = await run(process.argv.slice(2));
process.exitCode = status;
leaveLookups(status);
