#!/usr/bin/env node
import { run } from './run.ts';

// Who reads no further (livepin … | head) ends us in silence, as other programs.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode);
});

process.exitCode = await run(process.argv.slice(2));
