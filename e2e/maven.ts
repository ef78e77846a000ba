import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Found, findProgram } from './system.ts';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../.cache/maven/', import.meta.url));

/**
 * A folder with the libraries that a pom.xml names, fetched once for each state of it.
 * @param pom path of the file
 */
export async function findLibraries(pom: string): Promise<Found> {
  const state = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex');
  const folder = join(cache, state.slice(0, 16));
  if (existsSync(folder)) return { path: folder };
  const maven = findProgram('mvn');
  if ('missing' in maven) return maven;
  await mkdir(cache, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`];
    await run(maven.path, ['--batch-mode', '--quiet', '--file', pom, ...goal]);
    await rename(unfinished, folder);
    return { path: folder };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const said = (error as { stdout?: string }).stdout ?? '';
    const [reason] = /(?<=\[ERROR\] ).*/.exec(said) ?? [(error as Error).message];
    return { missing: `the libraries of ${pom} could not be fetched: ${reason}` };
  }
}
