import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { describeWith } from '../system.ts';

// Whole commands of the lab, ended in every way that there is while they have changed something. What each of them does for it
// is tested where it stands (packages/lab/test/keeper, transparent, device).

const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const fakeAdb = fileURLToPath(new URL('../../packages/lab/test/device/fake-adb.mjs', import.meta.url));
const top = mkdtempSync(join(tmpdir(), 'livepin-put-back-'));
afterAll(() => rmSync(top, { recursive: true }));
const linux = process.platform === 'linux' ? { path: '/proc' } : { missing: 'who runs is read from /proc' };
const spawned = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', '--mount-proc', 'ip', 'link']);
const noNamespaces = spawned.status === 0 ? null : 'no namespaces here';

/** A fault that nobody foresaw, whenever it is wanted. */
const crash = join(top, 'crash.mjs');
writeFileSync(crash, "process.on('SIGUSR2', () => { throw new Error('a fault of the lab'); });\n");

/** What a lab finds, has of its own, and is known by. */
class Place {
  readonly #folder: string;
  readonly device = { global: { http_proxy: '10.9.8.7:3128' }, reversed: {} };

  constructor(name: string) {
    this.#folder = join(top, name);
    for (const folder of ['home', 'tmp', 'bin']) mkdirSync(join(this.#folder, folder), { recursive: true });
    symlinkSync(fakeAdb, join(this.#folder, 'bin', 'adb'));
    const phone = { serial: 'R58', state: 'device', properties: {}, log: [], ...this.device };
    writeFileSync(this.in('phone.json'), JSON.stringify(phone));
  }

  in(name: string): string {
    return join(this.#folder, name);
  }

  start(arguments_: readonly string[]): ChildProcess {
    return spawn(process.execPath, ['--import', crash, main, 'lab', ...arguments_], {
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: `${this.in('bin')}:${process.env['PATH']}`,
        HOME: this.in('home'),
        TMPDIR: this.in('tmp'),
        LIVEPIN_LAB_STATE: this.in('state'),
        FAKE_ADB: this.in('phone.json'),
      },
    });
  }

  /** The lab, its watcher, its app, and whatever these have started: all have inherited the name of the folder. */
  get processes(): number[] {
    return processesWhere((pid) => readFileSync(`/proc/${pid}/environ`, 'latin1').includes(this.in('state')));
  }

  get leftBehind() {
    const { global, reversed } = JSON.parse(readFileSync(this.in('phone.json'), 'utf8'));
    return {
      processes: this.processes,
      temporary: readdirSync(this.in('tmp')),
      ledgers: existsSync(this.in('state')) ? readdirSync(this.in('state')) : [],
      home: readdirSync(this.in('home')),
      device: { global, reversed },
    };
  }

  get nothing() {
    return { processes: [], temporary: [], ledgers: [], home: [], device: this.device };
  }
}

function processesWhere(test: (pid: string) => boolean): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return test(String(pid));
    } catch {
      // It ended while we looked, or is a zombie, of which nothing runs.
      return false;
    }
  });
}

/** The stores of this machine that a lab could have put its CA into: their files, and when they were last written. */
function trustStores(): string[] {
  const folders = ['/etc/ssl/certs', '/usr/local/share/ca-certificates', '/etc/ca-certificates', '/etc/pki/nssdb'];
  return folders.filter(existsSync).flatMap((folder) => [
    `${folder} ${statSync(folder).mtimeMs}`,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath}/${name} ${statSync(join(parentPath, name)).mtimeMs}`),
  ]);
}

const patience = { timeout: 60_000, interval: 20 };

/** An app that would go on for ten minutes, and has a child. */
const app = ['/bin/sh', '-c', 'sleep 600 & readlink /proc/self/ns/net > started.new; mv started.new started; wait'];

interface Lab {
  readonly name: string;
  readonly arguments_: readonly string[];
  readonly isTransparent?: boolean;
  /** @returns the network namespace of its app */
  changed(place: Place): Promise<string>;
}

async function appRuns(place: Place): Promise<string> {
  await vi.waitFor(() => expect(existsSync(place.in('started'))).toBe(true), patience);
  expect(place.processes.length).toBeGreaterThanOrEqual(4);
  expect(readdirSync(place.in('tmp'))).toEqual([expect.stringMatching(/^livepin-lab-/)]);
  expect(readdirSync(place.in('state'))).toHaveLength(1);
  return readFileSync(place.in('started'), 'utf8').trim();
}

async function proxyIsSet(place: Place): Promise<string> {
  const isSet = () => expect(place.leftBehind.device.global).toEqual({ http_proxy: '127.0.0.1:41234' });
  // The file is written anew by every call of adb: it may be read half.
  await vi.waitFor(isSet, patience);
  expect(readdirSync(place.in('state'))).toHaveLength(1);
  return readlinkSync('/proc/self/ns/net');
}

const labs: readonly Lab[] = [
  { name: 'run', arguments_: ['run', '--', ...app], changed: appRuns },
  {
    name: 'run --transparent',
    arguments_: ['run', '--transparent', '--', ...app],
    isTransparent: true,
    changed: appRuns,
  },
  { name: 'proxy --adb', arguments_: ['proxy', '--listen', '127.0.0.1:0', '--adb', 'R58'], changed: proxyIsSet },
];

const endings = [
  { says: 'Ctrl-C', signal: 'SIGINT' },
  { says: 'the end of a CI job', signal: 'SIGTERM' },
  { says: 'a kill', signal: 'SIGKILL' },
  { says: 'a crash', signal: 'SIGUSR2' },
] as const;

describeWith(linux, 'everything is put back', () => {
  const stores = trustStores();
  const own = readlinkSync('/proc/self/ns/net');
  const cases = labs.flatMap((lab) => endings.map((ending) => ({ ...lab, ...ending })));

  test.for(cases)(
    'by lab $name after $says',
    { timeout: 180_000 },
    async ({ arguments_, isTransparent, changed, signal }, context) => {
      if (isTransparent && noNamespaces) return context.skip(noNamespaces);
      const place = new Place(`${arguments_[0]}-${isTransparent ?? false}-${signal}`);
      const lab = place.start(arguments_);
      context.onTestFinished(() => void lab.kill('SIGKILL'));
      const ended = once(lab, 'close');
      let said = '';
      lab.stderr!.on('data', (chunk) => {
        said += chunk;
      });
      const network = await Promise.race([
        changed(place),
        ended.then(([status]) => Promise.reject(new Error(`The lab ended too early, with ${status}: ${said}`))),
      ]);
      expect(network === own).toBe(!isTransparent);
      lab.kill(signal);
      const [status] = await ended;
      expect(status).toBe({ SIGINT: 3, SIGTERM: 3, SIGKILL: null, SIGUSR2: 1 }[signal]);
      if (signal === 'SIGUSR2') expect(said).toContain('a fault of the lab');
      await vi.waitFor(() => expect(place.leftBehind).toEqual(place.nothing), patience);
      if (isTransparent) {
        expect(processesWhere((pid) => readlinkSync(`/proc/${pid}/ns/net`) === network)).toEqual([]);
        expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(network);
      }
      expect(trustStores()).toEqual(stores);
    },
  );
});
