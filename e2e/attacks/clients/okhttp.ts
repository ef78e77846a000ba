import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram } from '../../system.ts';
import { positions } from '../case.ts';
import { buildFolder } from './build-folder.ts';
import { type Client, startProcess } from './client.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('okhttp', import.meta.url));

export const okhttp: Client = {
  id: 'okhttp',
  name: 'OkHttp',
  how: '`CertificatePinner` over the chain that OkHttp cleans by signatures',
  positions,
  knowsRevocation: false,
  async start() {
    const java = findProgram('java');
    if ('missing' in java) return java;
    const compiler = findProgram('javac'); // the program is started from its source
    if ('missing' in compiler) return compiler;
    const libraries = await findOkHttp();
    if ('missing' in libraries) return libraries;
    const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
    const classPath = join(libraries.path, '*');
    return startProcess(java.path, ...quickStart, '-cp', classPath, join(source, 'PinnedOkHttp.java'));
  },
};

/** OkHttp and what it needs, fetched once for each state of pom.xml. */
export async function findOkHttp() {
  const pom = join(source, 'pom.xml');
  const state = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex');
  const folder = join(await buildFolder(), `okhttp-${state.slice(0, 12)}`);
  if (existsSync(folder)) return { path: folder };
  const maven = findProgram('mvn');
  if ('missing' in maven) return maven;
  const unfinished = `${folder}.${process.pid}`;
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`];
    await run(maven.path, ['--batch-mode', '--quiet', '--file', pom, ...goal]);
    await rename(unfinished, folder);
    return { path: folder };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const [reason] = /(?<=\[ERROR\] ).*/.exec((error as { stdout?: string }).stdout ?? '') ?? [
      (error as Error).message,
    ];
    return { missing: `OkHttp could not be fetched: ${reason}` };
  }
}
