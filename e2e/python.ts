import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Found, findProgram } from './system.ts';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../.cache/python/', import.meta.url));

/**
 * A Python of its own with some libraries, made once.
 * @param name of a program: "python3.13"
 * @param requirements with exact versions, as pip reads them
 * @returns its interpreter; beside it stand the programs of the libraries
 */
export async function findPythonWith(name: string, requirements: readonly string[]): Promise<Found> {
  const found = findProgram(name);
  if ('missing' in found) return { missing: `${name} is not installed` };
  // What is found may be pyenv's stand-in, which wants to be told the version that its own name says.
  const env = { ...process.env, ...(/\d\.\d/.test(name) ? { PYENV_VERSION: name.replace('python', '') } : {}) };
  try {
    const { stdout } = await run(found.path, ['-c', 'import sys; print(sys.executable, sys.version)'], { env });
    const state = createHash('sha256')
      .update(stdout + requirements.join('\n'))
      .digest('hex');
    const folder = join(cache, state.slice(0, 16));
    if (!existsSync(folder)) await makeEnvironment(stdout.split(' ')[0]!, requirements, folder);
    return { path: join(folder, 'bin', 'python') };
  } catch (error) {
    return { missing: `${requirements.join(', ')} could not be installed for ${name}: ${(error as Error).message}` };
  }
}

async function makeEnvironment(python: string, requirements: readonly string[], folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  try {
    await run(python, ['-m', 'venv', unfinished]);
    await run(join(unfinished, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', ...requirements]);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process was quicker: what it made is the same.
    if (existsSync(folder)) return;
    throw error;
  }
}
