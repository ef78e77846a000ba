import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plans, Workplace } from './workplace.ts';

const run = promisify(execFile);

/** @returns the program, which wants a PEM file of CAs */
export async function buildGoDriver(place: Workplace, go: string, plans: Plans): Promise<string> {
  for (const [state, stated] of Object.entries(plans)) await place.generate('go', stated, state);
  await place.write('go.mod', 'module static\n\ngo 1.21\n');
  await place.write('main.go', await readFile(new URL('go/main.go', import.meta.url), 'utf8'));
  const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  await run(go, ['vet', './...'], { cwd: place.folder, env });
  await run(go, ['build', '-o', 'driver', '.'], { cwd: place.folder, env });
  return join(place.folder, 'driver');
}
