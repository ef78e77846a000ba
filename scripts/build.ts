// `npm run build`: makes of each package of the workspace that is not private what is published, below dist/packages, and
// the tarball of it, in dist/tarballs. Fails where publint or attw (arethetypeswrong) find an error.
// Usage: node scripts/build.ts [--no-checks] [folder of a package …]     by default all
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { type Manifest, publishedManifest } from './published-manifest.ts';

const top = fileURLToPath(new URL('../', import.meta.url));
const tarballs = join(top, 'dist', 'tarballs');

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
  /** What is published, before it is packed. */
  readonly output: string;
}

const packages = publishedPackages(process.argv.slice(2).filter((argument) => !argument.startsWith('--')));
run('tsc', ['-b', ...packages.map(({ folder }) => folder)]);
rmSync(join(top, 'dist'), { recursive: true, force: true });
mkdirSync(tarballs, { recursive: true });
let errors = 0;
for (const one of packages) {
  writePackage(one);
  const tarball = pack(one);
  if (!process.argv.includes('--no-checks')) errors += await check(one, tarball);
  console.log(`${one.manifest.name} ${one.manifest.version}: ${tarball}`);
}
process.exitCode = errors > 0 ? 1 : 0;

function publishedPackages(wanted: readonly string[]): Package[] {
  const { workspaces } = readJson(join(top, 'package.json')) as { workspaces: string[] };
  return globSync(wanted.length > 0 ? wanted : workspaces, { cwd: top })
    .sort()
    .map((folder) => {
      const manifest = readJson(join(top, folder, 'package.json')) as Manifest;
      const output = join(top, 'dist', 'packages', manifest.name.replace('@', '').replace('/', '-'));
      return { folder: join(top, folder), manifest, output };
    })
    .filter(({ manifest }) => manifest.private !== true);
}

function writePackage({ folder, manifest, output }: Package): void {
  // By the sources that are there now: tsc leaves behind what it built of files that are gone.
  for (const name of globSync('**/*', { cwd: join(folder, 'src') })) {
    if (name.endsWith('.ts')) copyBuilt(folder, output, name.replace(/\.ts$/, ''));
    else if (name.includes('.')) copy(join(folder, 'src', name), join(output, 'dist', name));
  }
  for (const name of ['README.md', 'LICENSE']) {
    const own = join(folder, name);
    if (existsSync(own) || name === 'LICENSE') copy(existsSync(own) ? own : join(top, name), join(output, name));
  }
  writeFileSync(join(output, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
}

function copyBuilt(folder: string, output: string, name: string): void {
  for (const extension of ['js', 'js.map']) {
    copy(join(folder, 'dist', `${name}.${extension}`), join(output, 'dist', `${name}.${extension}`));
  }
  // tsc lets the names of sources stand in declarations, which readers other than itself stumble over.
  const declarations = readFileSync(join(folder, 'dist', `${name}.d.ts`), 'utf8');
  const renamed = declarations.replace(/((?:from |import\()['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2');
  writeFileSync(join(output, 'dist', `${name}.d.ts`), renamed);
}

function pack({ output }: Package): string {
  const npm = process.env['npm_execpath'];
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const printed = run(
    program,
    [...first, 'pack', '--json', '--ignore-scripts', '--pack-destination', tarballs],
    output,
  );
  const [packed] = Object.values(JSON.parse(printed) as Record<string, { filename: string }>);
  return join('dist', 'tarballs', packed!.filename);
}

/** @returns how many errors there are; they are printed */
async function check({ manifest, output }: Package, tarball: string): Promise<number> {
  const { messages, pkg } = await publint({ pkgDir: output, level: 'warning', pack: false });
  for (const message of messages) {
    console.error(`publint, ${manifest.name}: ${message.type}: ${formatMessage(message, pkg, { color: false })}`);
  }
  // Its other definitions come from the registry, and nothing here needs them.
  const attw = spawnSync(
    'attw',
    [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii', '--no-color'],
    {
      cwd: top,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  if (attw.status !== 0) console.error(`attw, ${manifest.name}:\n${attw.stdout}${attw.stderr}`);
  return messages.length + (attw.status === 0 ? 0 : 1);
}

function run(program: string, arguments_: readonly string[], cwd = top): string {
  const { status, stdout, stderr, error } = spawnSync(program, arguments_, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return stdout;
  console.error(`${program} ${arguments_.join(' ')} failed in ${cwd}.\n${stdout ?? ''}${stderr ?? ''}${error ?? ''}`);
  process.exit(1);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
