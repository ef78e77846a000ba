import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalizeHost } from '@livepin/core';
import type { PinPlan, PlannedKey } from '@livepin/formats';
import { testPin } from '@livepin/testkit';
import { findGo } from '../../attacks/clients/go.ts';
import { findPythonWith } from '../../python.ts';
import { buildGoDriver } from '../../static-configs/go-driver.ts';
import { compileJvmDriver, findJvmLibraries } from '../../static-configs/jvm-driver.ts';
import { openWorkplace, type Workplace } from '../../static-configs/workplace.ts';
import { type Found, findProgram } from '../../system.ts';
import type { GenuineWorld, LabTarget, PreparedTarget } from '../target.ts';
import { leaking, pinned } from './known.ts';
import { versionIn } from './okhttp.ts';
import { versionOf } from './version-of.ts';

// What `livepin generate` writes for the host, as it stands, in the programs in which e2e/static-configs tries it. What is for
// phones and their simulators, for .NET, Unity, Flutter and Electron cannot be run here; the commands for OpenSSL look at a
// certificate and send nothing.

export function planFor({ host, leafPin }: Pick<GenuineWorld, 'host' | 'leafPin'>): PinPlan {
  const now = Math.floor(Date.now() / 1000);
  const key = (pin: string, role: PlannedKey['role']) => ({ pin, role, label: role, notAfter: null }) as PlannedKey;
  return {
    madeAt: now,
    expires: now + 30 * 86_400,
    isBesideSdk: false,
    hosts: [
      {
        host: normalizeHost(host),
        subdomains: false,
        mode: 'enforce',
        keys: [key(leafPin, 'leaf'), key(testPin('backup'), 'backup')],
      },
    ],
  };
}

const program = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
const driver = (which: string, { url }: GenuineWorld, ...command: readonly string[]) =>
  [process.execPath, program('ask-driver.ts'), which, url, ...command] as const;

/** What is compiled once for all targets of a process, whose servers have the same keys. */
function once<Made>(
  make: (place: Workplace, world: GenuineWorld) => Promise<Made>,
): (world: GenuineWorld) => Promise<Made> {
  let made: Promise<Made> | null = null;
  return (world) => {
    made ??= openWorkplace().then((place) => {
      process.once('exit', () => rmSync(place.folder, { recursive: true, force: true }));
      return make(place, world);
    });
    return made;
  };
}

const go = once(async (place, world): Promise<Found> => {
  const found = findGo();
  if ('missing' in found) return found;
  const plan = planFor(world);
  return { path: await buildGoDriver(place, found.path, { live: plan, expired: plan }) };
});

const jvm = once(async (place, world) => {
  const [java, libraries] = [findProgram('java'), await findJvmLibraries()];
  if ('missing' in java) return java;
  if ('missing' in libraries) return libraries;
  const plan = planFor(world);
  const classPath = await compileJvmDriver(place, libraries.path, { live: plan, expired: plan });
  const hosts = await place.write('hosts', `127.0.0.1 ${world.host}\n`);
  const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'];
  const command = [java.path, ...quickStart, `-Djdk.net.hosts.file=${hosts}`, '-cp', classPath, 'Driver', '{ca}'];
  const okHttp = await versionIn(libraries.path);
  const version = await versionOf(java.path, ['-version'], /version "([^"]+)"/);
  return { command, store: join(place.folder, 'trusted.p12'), versions: { okHttp, java: `Java ${version}` } };
});

interface Told {
  readonly id: string;
  readonly engine: string;
  readonly known: LabTarget['known'];
  readonly isRepresentative?: boolean;
}

function generatedTarget(
  { id, engine, known, isRepresentative = false }: Told,
  prepare: LabTarget['prepare'],
): LabTarget {
  return { id: `generated-${id}`, name: `livepin generate ${id}`, engine, isRepresentative, known, prepare };
}

function jvmTarget(
  told: Omit<Told, 'engine'>,
  versionFor: (versions: { readonly okHttp: string; readonly java: string }) => string,
): LabTarget {
  return generatedTarget({ ...told, engine: 'JSSE' }, async (world): Promise<PreparedTarget | { missing: string }> => {
    const made = await jvm(world);
    if ('missing' in made) return made;
    return {
      command: driver(`${told.id}/live`, world, ...made.command, made.store),
      version: versionFor(made.versions),
    };
  });
}

function pythonTarget(library: 'urllib3' | 'aiohttp', requirement: string, known: LabTarget['known']): LabTarget {
  return generatedTarget({ id: `python-${library}`, engine: 'OpenSSL', known }, async (world) => {
    const python = await findPythonWith('python3', ['aiohttp==3.14.5', 'urllib3==2.8.0']);
    if ('missing' in python) return python;
    const place = await openWorkplace(world.folder);
    await place.generate(`python-${library}`, planFor(world), 'live');
    const script = fileURLToPath(new URL('../../static-configs/python/driver.py', import.meta.url));
    return {
      command: driver(`${library}/live`, world, python.path, script),
      environment: { PYTHONPATH: place.folder },
      version: requirement,
    };
  });
}

const toHttp = ['redirect-to-http'];

const okHttpAtOwnPort = pinned(
  "A CertificatePinner. In this driver the server has a port of its own, where OkHttp, which compares host and port alone, goes on over TLS when it is led to http://; at the usual ports it leaves TLS, as OkHttp's CertificatePinner above.",
);

export const generatedTargets: readonly LabTarget[] = [
  generatedTarget(
    {
      id: 'curl',
      engine: 'OpenSSL',
      known: pinned('A command line with --pinnedpubkey, which compares the key of the leaf before a request is sent.'),
    },
    async (world) => {
      const found = findProgram('curl');
      if ('missing' in found) return found;
      const place = await openWorkplace(world.folder);
      const [file] = await place.generate('curl', planFor(world), 'live');
      const lines = readFileSync(file!, 'utf8').split('\n');
      const line = lines.find((text) => text.startsWith('curl ') && text.includes(world.host))!;
      return { command: ['/bin/sh', '-c', line], version: await versionOf(found.path, ['--version'], /^(curl \S+)/) };
    },
  ),
  generatedTarget(
    {
      id: 'go',
      engine: 'Go',
      known: leaking(
        toHttp,
        'VerifyConnection over VerifiedChains; http.Client follows redirects to http:// by default, where no TLS config counts.',
      ),
    },
    async (world) => {
      const found = await go(world);
      if ('missing' in found) return found;
      const compiler = findGo();
      const version = 'path' in compiler ? await versionOf(compiler.path, ['version'], /go(\d\S+)/) : '';
      return { command: driver('live', world, found.path, '{ca}'), version: `Go ${version}` };
    },
  ),
  generatedTarget(
    {
      id: 'node',
      engine: 'Node',
      known: pinned('checkServerIdentity compares the key of the leaf in each full handshake, and none is resumed.'),
    },
    async (world) => {
      const place = await openWorkplace(world.folder);
      const [module] = await place.generate('node', planFor(world), 'live');
      return {
        command: [process.execPath, program('ask-generated-node.ts'), module!, world.url],
        version: `Node ${process.versions.node}`,
      };
    },
  ),
  pythonTarget(
    'urllib3',
    'urllib3 2.8.0',
    pinned('The context compares in the handshake; redirects are switched off in this driver (retries=False).'),
  ),
  pythonTarget(
    'aiohttp',
    'aiohttp 3.14.5',
    leaking(toHttp, 'The context compares in the handshake; aiohttp follows redirects to http:// by default.'),
  ),
  jvmTarget(
    {
      id: 'okhttp-kotlin',
      known: okHttpAtOwnPort,
    },
    ({ okHttp }) => okHttp,
  ),
  jvmTarget(
    {
      id: 'okhttp-java',
      known: okHttpAtOwnPort,
    },
    ({ okHttp }) => okHttp,
  ),
  jvmTarget(
    {
      id: 'ktor',
      known: pinned(
        "OkHttp's CertificatePinner below Ktor, whose HttpRedirect follows no redirect from https:// to http:// (allowHttpsDowngrade).",
      ),
    },
    ({ okHttp }) => `Ktor 3.3.2, ${okHttp}`,
  ),
  jvmTarget(
    {
      id: 'httpurlconnection',
      known: pinned(
        'A trust manager that judges the verified path; redirects that change the scheme are not followed.',
      ),
    },
    ({ java }) => java,
  ),
  jvmTarget(
    {
      id: 'httpurlconnection-android',
      known: pinned(
        'A trust manager that judges the verified path; redirects that change the scheme are not followed.',
      ),
    },
    ({ java }) => java,
  ),
];
