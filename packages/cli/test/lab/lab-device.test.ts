import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Report } from '@livepin/lab';
import { issue, startServer, type TestServer } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { livepin, onTerminal, temporaryFolder } from '../command-line.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const fakeAdb = fileURLToPath(new URL('../../../lab/test/device/fake-adb.mjs', import.meta.url));
const host = 'api.example.com';

/** A lab that runs, and what it says. */
class RunningLab {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(arguments_: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [main, 'lab', ...arguments_], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout!.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.#child.stderr!.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.#closed = once(this.#child, 'close');
  }

  /** Waits for something on standard error. @returns the first group, or all that was found */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.stderr);
      if (found) return found[1] ?? found[0];
      if (!this.isRunning) throw new Error(`It ended, and never said ${pattern}: ${this.stderr}`);
      await Promise.race([once(this.#child.stderr!, 'data'), this.#closed]);
    }
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}

describeWith(findProgram('curl'), 'a lab for devices, with curl as the app of a phone', (curl) => {
  const folder = temporaryFolder();
  const genuineCa = issue({ subject: 'CN=Genuine CA', ca: true });
  const leaf = issue({ subject: `CN=${host}`, names: [host], issuer: genuineCa });
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer([leaf]);
    writeFileSync(folder.in('genuine.pem'), genuineCa.pem);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const usual = () => [
    ...['--ca', folder.in('genuine.pem'), '--resolve', `${host}:443=127.0.0.1:${server.port}`],
    ...['--scenario', 'user-ca,untrusted-ca', '--tries', '1', '--for', '60'],
  ];

  function run(...args: readonly string[]): Promise<string> {
    return new Promise((resolve) => {
      execFile(curl, ['-sS', '--max-time', '20', ...args], (_error, stdout) => resolve(stdout));
    });
  }

  /** Everything that apps of a device do until the lab ends. */
  async function use(lab: RunningLab, connect: () => Promise<unknown>): Promise<void> {
    while (lab.isRunning) await connect();
  }

  test('proxy: an app that is not pinned is told of line by line, and makes the exit status 1', async () => {
    const lab = new RunningLab(['proxy', '--listen', '127.0.0.1:0', '--until-done', '--json-lines', ...usual()]);
    const url = await lab.says(/listens at (\S+)\//);
    const root = await run(`${url}/livepin-lab.pem`);
    writeFileSync(folder.in('store.pem'), genuineCa.pem + root);
    await use(lab, () => run('--proxy', url, '--cacert', folder.in('store.pem'), `https://${host}/`));
    expect(await lab.ended()).toBe(1);
    const lines = lab.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { report } = lines.at(-1) as { report: Report };
    expect(report).toMatchObject({ mode: 'device', hosts: [{ host, verdict: 'not-pinned' }] });
    const told = lines.slice(0, -1).map(({ scenario, isAttack }) => `${scenario} ${isAttack}`);
    // What is tried again at once belongs to the same try.
    expect(told.filter((one, index) => one !== told[index - 1])).toEqual([
      'null false',
      'user-ca true',
      'untrusted-ca true',
      'null false',
    ]);
  });

  test('proxy: Ctrl-C prints what there is, and exit status 3 says that there was more to come', async () => {
    const lab = new RunningLab(['proxy', '--listen', '127.0.0.1:0', '--json', ...usual()]);
    const url = await lab.says(/listens at (\S+)\//);
    await run('--proxy', url, '--cacert', folder.in('genuine.pem'), `https://${host}/`);
    lab.interrupt();
    expect(await lab.ended()).toBe(3);
    expect(JSON.parse(lab.stdout)).toMatchObject({ isPartial: true, hosts: [{ host }] });
  });

  test('proxy: the device of --adb has its proxy while the lab runs, and its own again afterwards', async () => {
    const device = {
      serial: 'R58',
      state: 'device',
      properties: {},
      global: { http_proxy: '10.9.8.7:3128' },
      reversed: {},
      log: [],
    };
    writeFileSync(folder.in('device.json'), JSON.stringify(device));
    symlinkSync(fakeAdb, folder.in('adb'));
    const now = () => JSON.parse(readFileSync(folder.in('device.json'), 'utf8'));
    const env = {
      PATH: `${folder.path}:${process.env['PATH']}`,
      FAKE_ADB: folder.in('device.json'),
      LIVEPIN_LAB_STATE: folder.in('state'),
    };
    const lab = new RunningLab(['proxy', '--listen', '127.0.0.1:0', '--adb', 'R58', '--wait', ...usual()], env);
    expect(await lab.says(/The proxy of R58 is (\S+) now, and was 10\.9\.8\.7:3128/)).toBe('127.0.0.1:41234');
    expect(now().global).toEqual({ http_proxy: '127.0.0.1:41234' });
    lab.interrupt();
    await lab.ended();
    expect(now()).toMatchObject({ global: { http_proxy: '10.9.8.7:3128' } });
    expect(now().reversed).toEqual({});
  });

  test('proxy: a device that is not there is said so, with exit status 3, and nothing is left to be put back', async () => {
    const { status, stderr } = await livepin(['lab', 'proxy', '--listen', '127.0.0.1:0', '--adb', 'nobody'], {
      env: {
        PATH: `${folder.path}:${process.env['PATH']}`,
        FAKE_ADB: folder.in('device.json'),
        LIVEPIN_LAB_STATE: folder.in('state'),
      },
    });
    expect(status).toBe(3);
    expect(stderr).toContain("device 'nobody' not found. [LP_LAB_DEVICE_UNREACHABLE]");
  });

  test('upstream: writes the root, stands in the place of the server, and finds an app that is pinned', async () => {
    const lab = new RunningLab([
      ...['upstream', '--host', host, '--listen', '127.0.0.1:0', '--write-ca', folder.in('root.pem'), '--until-done'],
      ...['--json', ...usual()],
    ]);
    const address = await lab.says(/listens at (\S+) in the place/);
    await lab.says(/trust the root/);
    const root = readFileSync(folder.in('root.pem'), 'utf8');
    expect(root).not.toContain('PRIVATE');
    writeFileSync(folder.in('upstream.pem'), genuineCa.pem + root);
    const pinned = ['--pinnedpubkey', `sha256//${leaf.pin}`, '--cacert', folder.in('upstream.pem')];
    await use(lab, () => run('--connect-to', `::${address}`, ...pinned, `https://${host}/`));
    expect(await lab.ended()).toBe(0);
    expect(JSON.parse(lab.stdout)).toMatchObject({ mode: 'upstream', hosts: [{ host, verdict: 'pinned' }] });
  });

  describeWith(findProgram('script'), 'on a terminal', (script) => {
    test('a key ends it, and the report stands below', async () => {
      const shown = await onTerminal(script, folder.path, 'lab proxy --listen 127.0.0.1:0 --scenario user-ca', [
        ['Nothing has come yet.', 'q'],
      ]);
      expect(shown).toContain('Nothing was tested');
    });
  });
});

describe('what cannot be', () => {
  test.each([
    [['proxy', '--wait'], '--adb'],
    [['proxy', '--listen', '127.0.0.1:70000'], 'no port 70000'],
    [['proxy', '--listen', 'a b:80'], 'not a host'],
    [['proxy', '--allow', '10.0.0.0/33', '--listen', '127.0.0.1:0'], 'no network'],
    [['proxy', '--store', 'elsewhere'], 'user, system'],
    [['upstream'], '--host'],
    [['upstream', '--host', 'api.test', '--answer', '204'], '--genuine-chain'],
  ])('%j is told of in a sentence, with exit status 2', async (words, says) => {
    const { status, stderr } = await livepin(['lab', ...words]);
    expect(status).toBe(2);
    expect(stderr.split('\n')[0]).toContain(says);
  });
});
