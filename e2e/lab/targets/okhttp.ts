import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildFolder } from '../../attacks/clients/build-folder.ts';
import { findOkHttp } from '../../attacks/clients/okhttp.ts';
import { findProgram } from '../../system.ts';
import type { GenuineWorld, LabTarget } from '../target.ts';
import { canary } from '../world.ts';
import { leaking, pinned, trusting } from './known.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('programs/okhttp/AskOkHttp.java', import.meta.url));

function okHttpTarget(
  told: Omit<LabTarget, 'engine' | 'prepare'>,
  how: string,
  pinOf: (world: GenuineWorld) => string = ({ leafPin }) => leafPin,
): LabTarget {
  return {
    ...told,
    engine: 'JSSE',
    async prepare(world) {
      const java = findProgram('java');
      if ('missing' in java) return java;
      const compiler = findProgram('javac');
      if ('missing' in compiler) return compiler;
      const libraries = await findOkHttp();
      if ('missing' in libraries) return libraries;
      const jars = join(libraries.path, '*');
      const classes = join(await buildFolder(), 'lab-target-okhttp');
      await compile(compiler.path, jars, classes);
      const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
      const parameters = ['-cp', `${classes}:${jars}`, 'AskOkHttp', how, world.url, canary, pinOf(world)];
      return { command: [java.path, ...quickStart, ...parameters], version: await versionIn(libraries.path) };
    },
  };
}

let compiled: Promise<unknown> | null = null;

function compile(javac: string, jars: string, classes: string): Promise<unknown> {
  compiled ??= run(javac, ['-cp', jars, '-d', classes, source]);
  return compiled;
}

export async function versionIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  const [version = ''] = names.flatMap((name) => /^okhttp-(?:jvm-)?(\d.*)\.jar$/.exec(name)?.[1] ?? []);
  return `OkHttp ${version}`.trim();
}

export const okHttpTargets: readonly LabTarget[] = [
  okHttpTarget(
    {
      id: 'okhttp',
      name: 'OkHttp',
      isRepresentative: false,
      known: trusting('follows', 'It has no pin, and follows redirects between https:// and http:// by default.'),
    },
    'plain',
  ),
  okHttpTarget(
    {
      id: 'okhttp-pinned',
      name: "OkHttp's CertificatePinner",
      isRepresentative: true,
      scenariosInTests: ['user-ca', 'untrusted-ca', 'name-chaining', 'redirect-to-http'],
      known: leaking(
        ['redirect-to-http'],
        'It judges the chain that it cleaned by signatures; redirects from https:// to http:// are followed by default (followSslRedirects).',
      ),
    },
    'follows',
  ),
  okHttpTarget(
    {
      id: 'okhttp-pinned-no-ssl-redirects',
      name: "OkHttp's CertificatePinner, followSslRedirects(false)",
      isRepresentative: false,
      known: pinned('It judges the chain that it cleaned by signatures, and does not leave https://.'),
    },
    'stays',
  ),
  okHttpTarget(
    {
      id: 'okhttp-pinned-issuer',
      name: "OkHttp's CertificatePinner, the CA pinned, followSslRedirects(false)",
      isRepresentative: false,
      known: pinned('It judges the chain that it cleaned by signatures (since 3.1.2; before, CVE-2016-2402).'),
    },
    'stays',
    ({ issuerPin }) => issuerPin,
  ),
];
