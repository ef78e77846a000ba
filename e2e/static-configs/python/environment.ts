import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Found, findProgram } from '../../system.ts';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../../.cache/python/', import.meta.url));
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * A Python of its own with the libraries that are tried, made once.
 * @param name of a program: "python3.13"
 */
export async function findPython(name: string): Promise<Found> {
  const found = findProgram(name);
  if ('missing' in found) return { missing: `${name} is not installed` };
  // What is found may be pyenv's stand-in, which wants to be told the version that its own name says.
  const env = { ...process.env, ...(/\d\.\d/.test(name) ? { PYENV_VERSION: name.replace('python', '') } : {}) };
  try {
    const { stdout } = await run(found.path, ['-c', 'import sys; print(sys.executable, sys.version)'], { env });
    const state = createHash('sha256')
      .update(stdout + (await readFile(requirements, 'utf8')))
      .digest('hex');
    const folder = join(cache, state.slice(0, 16));
    if (!existsSync(folder)) await makeEnvironment(stdout.split(' ')[0]!, folder);
    return { path: join(folder, 'bin', 'python') };
  } catch (error) {
    return { missing: `urllib3 and aiohttp could not be installed for ${name}: ${(error as Error).message}` };
  }
}

async function makeEnvironment(python: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  try {
    await run(python, ['-m', 'venv', unfinished]);
    await run(join(unfinished, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
