import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEngineFile } from '../e2e/system.ts';
import { type Manifest, publishedManifest } from './published-manifest.ts';

// What is published is taken as a stranger gets it: unpacked from its tarball into an empty folder, where no TypeScript
// source of ours can be reached, and where Node would not run one (it strips types nowhere below node_modules).

const run = promisify(execFile);
const top = fileURLToPath(new URL('../', import.meta.url));
let folder: string;
let manifests: readonly Built[];

interface Built {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines?: Manifest['engines'];
  readonly bin?: Manifest['bin'];
  readonly dependencies?: Manifest['dependencies'];
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
}

beforeAll(async () => {
  await run(process.execPath, ['scripts/build.ts'], { cwd: top });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'livepin-published-')));
  manifests = await Promise.all((await readdir(join(top, 'dist', 'tarballs'))).map(unpack));
  const own = new Set(manifests.map(({ name }) => name));
  for (const { name, dependencies = {} } of [...manifests, { name: '', dependencies: { '@types/node': '*' } }]) {
    for (const other of Object.keys(dependencies)) if (!own.has(other)) await link(name, other);
  }
  await writeFile(join(folder, 'package.json'), '{"type": "module"}\n');
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function unpack(tarball: string): Promise<Built> {
  const unpacked = join(folder, 'unpacked', tarball);
  await mkdir(unpacked, { recursive: true });
  await run('tar', ['-xzf', join(top, 'dist', 'tarballs', tarball), '-C', unpacked]);
  const manifest = JSON.parse(await readFile(join(unpacked, 'package', 'package.json'), 'utf8')) as Built;
  await cp(join(unpacked, 'package'), join(folder, 'node_modules', manifest.name), { recursive: true });
  return manifest;
}

// Dependencies of others are linked rather than installed: the registry is not what is tested.
async function link(name: string, dependency: string): Promise<void> {
  const nested = globSync('packages/*/package.json', { cwd: top })
    .filter((path) => JSON.parse(readFileSync(join(top, path), 'utf8')).name === name)
    .map((path) => join(top, dirname(path), 'node_modules', dependency))
    .find((path) => existsSync(path));
  const place = join(folder, 'node_modules', nested ? `${name}/node_modules` : '', dependency);
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { force: true });
  await symlink(nested ?? join(top, 'node_modules', dependency), place, 'junction');
}

/** Whether a Node is new enough, by ranges of the form ">=22.15". */
function runs({ engines }: Built, version: string): boolean {
  const [needed, have] = [engines?.node?.replace('>=', '') ?? '0', version.replace('v', '')].map((text) =>
    text.split('.').map(Number),
  );
  const [major = 0, minor = 0] = needed!;
  return have![0]! > major || (have![0] === major && have![1]! >= minor);
}

const doorsOf = ({ name, exports }: Built) => Object.keys(exports).map((door) => name + door.slice(1));

test.for([
  { engine: 'Node 24', found: { path: process.execPath } },
  { engine: 'Node 22', found: findEngineFile('node-22-linux-x64/bin/node') },
  { engine: 'Node 26', found: findEngineFile('node-26-linux-x64/bin/node') },
])('every door opens in $engine', async ({ found }, { skip }) => {
  if ('missing' in found) return skip(found.missing);
  const { stdout: version } = await run(found.path, ['--version']);
  const doors = manifests.filter((manifest) => runs(manifest, version.trim())).flatMap(doorsOf);
  expect(doors).toContain('@livepin/core');
  const program = `for (const door of ${JSON.stringify(doors)}) console.log(door, Object.keys(await import(door)).length > 0);`;
  await writeFile(join(folder, 'open.js'), program);
  const { stdout } = await run(found.path, [join(folder, 'open.js')], { cwd: folder });
  expect(stdout.trim().split('\n')).toEqual(doors.map((door) => `${door} true`));
});

test('the types of every door are complete', async () => {
  const lines = manifests.flatMap(doorsOf).map((door, at) => `export * as door${at} from '${door}';`);
  await writeFile(join(folder, 'doors.ts'), `${lines.join('\n')}\n`);
  const options = {
    noEmit: true,
    strict: true,
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
  };
  const compilerOptions = { ...options, types: ['node'], skipLibCheck: false };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['doors.ts'] }));
  await run('tsc', ['-p', folder, '--explainFiles']).then(
    ({ stdout }) => expect(stdout).not.toMatch(/packages\/[a-z]+\/src\//),
    ({ stdout }) => expect.fail(stdout),
  );
});

test('the commands run', async () => {
  for (const { name, bin = {}, version } of manifests) {
    for (const path of Object.values(bin)) {
      const file = join(folder, 'node_modules', name, path);
      expect(await readFile(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      const { stdout } = await run(process.execPath, [file, '--version'], { cwd: folder });
      expect(stdout).toContain(version);
    }
  }
});

test('a package brings its licence and nothing that only the workspace needs', async () => {
  for (const manifest of manifests) {
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
    expect(manifest.license).toBe('Apache-2.0');
    const files = await readdir(join(folder, 'node_modules', manifest.name), { recursive: true });
    expect(files).toContain('LICENSE');
    expect(files.filter((name) => /(?<!\.d)\.ts$|tsbuildinfo$|\.test\./.test(name))).toEqual([]);
  }
});

test('an export that is no TypeScript source is refused', () => {
  const manifest = { name: 'x', version: '1.0.0', exports: { '.': './lib/index.js' } };
  expect(() => publishedManifest(manifest)).toThrow('./lib/index.js');
});
