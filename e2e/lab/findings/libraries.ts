import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { targets } from '@livepin/formats';
import { buildFolder } from '../../attacks/clients/build-folder.ts';
import { findGo } from '../../attacks/clients/go.ts';
import { findOkHttp } from '../../attacks/clients/okhttp.ts';
import { findPythonWith } from '../../python.ts';
import { type Found, findProgram } from '../../system.ts';
import { planFor } from '../targets/generated.ts';
import type { Pinned } from './attack-program.ts';

const run = promisify(execFile);
const place = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The command line that asks in one way, or why it cannot be had here. */
export type Prepared = ((pinned: Pinned) => [string, ...string[]]) | { readonly missing: string };

/** Python's, as pip reads them: the newest of each. */
export const requirements = ['requests==2.34.2', 'requests-toolbelt==1.0.0', 'urllib3==2.8.0', 'aiohttp==3.14.5'];

export async function python(how: string, libraries: readonly string[] = requirements): Promise<Prepared> {
  const found = await findPythonWith('python3', libraries);
  if ('missing' in found) return found;
  return ({ url, fingerprint, ca }) => [found.path, place('ask.py'), how, url, fingerprint, ca];
}

/** With what `livepin generate python-urllib3` writes beside it, as pinned.py. */
export async function generatedPython(how: string): Promise<Prepared> {
  const found = await findPythonWith('python3', requirements);
  if ('missing' in found) return found;
  const form = targets.find(({ id }) => id === 'python-urllib3')!;
  return ({ url, host, pin, fingerprint, ca }) => {
    const folder = dirname(ca);
    for (const { path, text } of form.generate(planFor({ host, leafPin: pin })).files)
      writeFileSync(join(folder, path), text);
    return ['env', `PYTHONPATH=${folder}`, found.path, place('ask.py'), how, url, fingerprint, ca];
  };
}

/** @param node the program; by default the one that runs this */
export function javaScript(how: string, node: Found = { path: process.execPath }): Prepared {
  if (!existsSync(place('npm/node_modules')))
    return { missing: 'its libraries are not installed (node scripts/setup.mjs test installs them)' };
  if ('missing' in node) return node;
  return ({ url, pin }) => [node.path, place('npm/ask.mjs'), how, url, pin];
}

/** The last Node 24 before CVE-2026-58040 was mended. */
export function formerNode(): Found {
  const path = place('npm/node_modules/node-before-linux-x64/bin/node');
  return existsSync(path) ? { path } : { missing: 'Node 24.18.0 is not installed (Linux on x64 alone)' };
}

/** As a file without a module: the go line of a go.mod would bring back what older versions put up with. */
export async function go(how: string): Promise<Prepared> {
  const found = findGo();
  if ('missing' in found) return found;
  const program = join(await buildFolder(), 'lab-finding-go');
  const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  await run(found.path, ['build', '-o', program, 'main.go'], { cwd: place('go'), env });
  return ({ url, pin }) => [program, how, url, pin];
}

export async function okHttp(how: string): Promise<Prepared> {
  const java = findProgram('java');
  if ('missing' in java) return java;
  const compiler = findProgram('javac');
  if ('missing' in compiler) return compiler;
  const libraries = await findOkHttp();
  if ('missing' in libraries) return libraries;
  const classes = join(await buildFolder(), 'lab-finding-okhttp');
  const classPath = join(libraries.path, '*');
  await run(compiler.path, ['-cp', classPath, '-d', classes, place('okhttp/AskRedirecting.java')]);
  const options = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', `${classes}:${classPath}`];
  return ({ url, pin }) => [java.path, ...options, 'AskRedirecting', how, url, pin];
}

const headers = [
  'Authorization: Bearer canary-authorization',
  'Cookie: session=canary-cookie',
  'X-Api-Key: canary-key',
];

export function curl(...flags: string[]): Prepared {
  const found = findProgram('curl');
  if ('missing' in found) return found;
  const more = headers.flatMap((header) => ['--header', header]);
  return ({ url, pin }) => [found.path, '-sS', ...more, '--pinnedpubkey', `sha256//${pin}`, ...flags, url];
}

export function wget(...flags: string[]): Prepared {
  const found = findProgram('wget');
  if ('missing' in found) return found;
  const more = headers.map((header) => `--header=${header}`);
  const usual = ['--quiet', '--tries=1', '--output-document=/dev/null'];
  return ({ url, pin }) => [found.path, ...usual, ...more, `--pinnedpubkey=sha256//${pin}`, ...flags, url];
}
