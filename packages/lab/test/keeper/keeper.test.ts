import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { constants, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { describeWith } from '../../../../e2e/system.ts';
import { openKeeper } from '../../src/keeper/keeper.ts';
import { ledgerPath } from '../../src/keeper/ledger.ts';
import { formatLedger } from '../../src/keeper/ledger-text.ts';
import { identityOf, livenessOf, startOf, thisProcess } from '../../src/keeper/process-identity.ts';
import { listLeftovers, restoreLeftovers } from '../../src/keeper/restore.ts';
import { stateFolderOf } from '../../src/keeper/state-folder.ts';

const top = mkdtempSync(join(tmpdir(), 'livepin-keeper-test-'));
afterAll(() => rm(top, { recursive: true }));
const linux = process.platform === 'linux' ? { path: '/proc' } : { missing: 'who runs is read from /proc' };
const script = fileURLToPath(new URL('a-lab.ts', import.meta.url));
let places = 0;

interface Place {
  readonly state: string;
  readonly folder: string;
  readonly mark: string;
}

function place(): Place {
  const own = join(top, String(places++));
  mkdirSync(own);
  return { state: join(own, 'state'), folder: join(own, 'livepin-lab-run'), mark: join(own, 'mark') };
}

interface Lab {
  readonly process: ChildProcess;
  /** Of the app's group: its leader and a child of that. */
  readonly app: number;
  readonly child: number;
  readonly watcher: number;
  readonly restored: unknown;
}

async function startLab({ state, folder, mark }: Place, ending: string): Promise<Lab> {
  const lab = spawn(process.execPath, ['--no-warnings', script, state, folder, mark, ending], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [line] = (await once(createInterface({ input: lab.stdout }), 'line')) as [string];
  const watcher = readdirSync('/proc').find((name) => /^\d+$/.test(name) && commandOf(name).includes(`\0${state}/`));
  return { ...JSON.parse(line), process: lab, watcher: Number(watcher) };
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    // It ended while we looked.
    return '';
  }
}

/** Zombies that wait for their parent are gone: nothing of them runs. */
function runs(pid: number): boolean {
  const said = commandOf(String(pid));
  return said !== '';
}

/** proc(5), /proc/PID/status: SigCgt, a bit for each signal from 1. */
function catches(pid: number, signal: NodeJS.Signals): boolean {
  const [, mask] = /^SigCgt:\t([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))!;
  return (BigInt(`0x${mask}`) & (1n << BigInt(constants.signals[signal] - 1))) !== 0n;
}

const patience = { timeout: 20_000, interval: 10 };

async function expectAllBack({ state, folder, mark }: Place, { app, child, watcher }: Lab): Promise<void> {
  await vi.waitFor(() => expect([app, child, watcher].filter(runs)).toEqual([]), patience);
  expect(readdirSync(state)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
  expect(readFileSync(mark, 'utf8')).toBe('back as it was\n');
}

describeWith(linux, 'everything is put back', () => {
  test.concurrent.each(['return', 'throw', 'exit'])('when the lab ends by %s', async (ending) => {
    const where = place();
    const lab = await startLab(where, ending);
    await expectAllBack(where, lab);
  });

  test.concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('when %s ends the lab', async (signal) => {
    const where = place();
    const lab = await startLab(where, 'wait');
    expect([lab.app, lab.child, lab.watcher].filter(runs)).toHaveLength(3);
    expect(existsSync(where.mark)).toBe(false);
    lab.process.kill(signal);
    await expectAllBack(where, lab);
  });

  test.concurrent('although everything that can be asked to end is asked, the watcher too', async () => {
    const where = place();
    const lab = await startLab(where, 'wait');
    await vi.waitFor(() => expect(catches(lab.watcher, 'SIGHUP')).toBe(true), patience);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(lab.watcher, signal);
    lab.process.kill('SIGTERM');
    await expectAllBack(where, lab);
  });

  test.concurrent('by the next start, where lab and watcher were killed', async () => {
    const where = place();
    const lab = await startLab(where, 'wait');
    const ended = once(lab.process, 'exit');
    process.kill(lab.watcher, 'SIGKILL');
    lab.process.kill('SIGKILL');
    await ended;
    expect(runs(lab.app)).toBe(true);
    expect(listLeftovers(where.state)).toMatchObject([
      { owner: 'gone', says: [`folder ${where.folder} removed`, 'the mark', `process group ${lab.app} ended`] },
    ]);
    await using keeper = await openKeeper(where.state);
    expect(keeper.restored).toEqual({
      undone: [`folder ${where.folder} removed`, 'the mark', `process group ${lab.app} ended`],
      failures: [],
    });
    await expectAllBack(where, lab);
  });

  test.concurrent('and a lab that lives is left alone by the next one', async () => {
    const where = place();
    const lab = await startLab(where, 'wait');
    {
      await using keeper = await openKeeper(where.state);
      expect(keeper.restored).toEqual({ undone: [], failures: [] });
    }
    expect(listLeftovers(where.state)).toMatchObject([{ owner: 'running' }]);
    expect([lab.app, lab.child, lab.watcher].filter(runs)).toHaveLength(3);
    lab.process.stdin!.write('go on\n');
    await expectAllBack(where, lab);
  });
});

describe('what a ledger says is done only where nobody else can have written it', () => {
  const duties = (where: Place) => [{ kind: 'folder', path: where.folder }] as const;
  // Of a process that is no more: of this number there is one, and it started at another time.
  const gone = { ...thisProcess(), start: '1' };

  function leave(where: Place, text = formatLedger(duties(where))): string {
    mkdirSync(where.state, { mode: 0o700 });
    mkdirSync(where.folder);
    const path = ledgerPath(where.state, gone, 'left');
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  test('a ledger that is as it should be is settled', async () => {
    const where = place();
    leave(where);
    expect(await restoreLeftovers({ folder: where.state })).toEqual({
      undone: [`folder ${where.folder} removed`],
      failures: [],
    });
    expect(existsSync(where.folder)).toBe(false);
    expect(readdirSync(where.state)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('a folder that others can write is refused', async () => {
    const where = place();
    leave(where);
    chmodSync(where.state, 0o770);
    await expect(restoreLeftovers({ folder: where.state })).rejects.toMatchObject({ code: 'LP_LAB_STATE_UNUSABLE' });
    await expect(openKeeper(where.state)).rejects.toMatchObject({ code: 'LP_LAB_STATE_UNUSABLE' });
    expect(existsSync(where.folder)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('a folder that is a link is refused', async () => {
    const where = place();
    leave(where);
    const link = `${where.state}-link`;
    symlinkSync(where.state, link);
    await expect(restoreLeftovers({ folder: link })).rejects.toMatchObject({ code: 'LP_LAB_STATE_UNUSABLE' });
    expect(existsSync(where.folder)).toBe(true);
  });

  test.runIf(process.getuid?.() === 0)('a folder or a ledger of another user is refused', async () => {
    const where = place();
    const path = leave(where);
    chownSync(path, 65_534, 65_534);
    expect((await restoreLeftovers({ folder: where.state })).failures).toEqual([
      expect.stringMatching(/belongs to another user/),
    ]);
    chownSync(where.state, 65_534, 65_534);
    await expect(restoreLeftovers({ folder: where.state })).rejects.toMatchObject({ code: 'LP_LAB_STATE_UNUSABLE' });
    expect(existsSync(where.folder)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('a ledger that others can write is not settled', async () => {
    const where = place();
    chmodSync(leave(where), 0o666);
    expect(await restoreLeftovers({ folder: where.state })).toEqual({
      undone: [],
      failures: [expect.stringMatching(/can be written by other users/)],
    });
    expect(existsSync(where.folder)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')('a ledger that is a link is not settled', async () => {
    const where = place();
    const path = leave(where);
    renameSync(path, `${path}.elsewhere`);
    symlinkSync(`${path}.elsewhere`, path);
    expect((await restoreLeftovers({ folder: where.state })).failures).toEqual([expect.stringMatching(/is a link/)]);
    expect(existsSync(where.folder)).toBe(true);
  });

  test.each([
    { says: 'no JSON', duties: '{' },
    { says: 'a folder of another name', duties: [{ kind: 'folder', path: '/tmp/precious' }] },
    { says: 'a path that goes up', duties: [{ kind: 'folder', path: '/tmp/livepin-lab-x/../livepin-lab-y' }] },
    { says: 'a relative path', duties: [{ kind: 'folder', path: 'livepin-lab-x' }] },
    { says: 'a program by its mere name', duties: [{ kind: 'command', argv: ['sh', '-c', 'true'], says: 'x' }] },
    { says: 'no program', duties: [{ kind: 'command', argv: [], says: 'x' }] },
    { says: 'a duty that is unknown', duties: [{ kind: 'route', path: '/tmp/livepin-lab-x' }] },
    { says: 'everybody as a process group', duties: [{ kind: 'process-group', leader: { ...gone, pid: -1 } }] },
    { says: 'the system as a process group', duties: [{ kind: 'process-group', leader: { ...gone, pid: 1 } }] },
    { says: 'a member too many', duties: [{ kind: 'folder', path: '/tmp/livepin-lab-x', force: true }] },
  ])('a ledger with $says is not settled, and said', async ({ duties }) => {
    const where = place();
    leave(
      where,
      typeof duties === 'string' ? duties : JSON.stringify({ format: 'livepin-lab-ledger', version: 1, duties }),
    );
    expect(await restoreLeftovers({ folder: where.state })).toEqual({
      undone: [],
      failures: [expect.stringMatching(/is not as the lab writes it/)],
    });
  });

  test.runIf(process.platform === 'linux')(
    'of a lab on another machine or in a container nothing is settled',
    async () => {
      const where = place();
      const path = leave(where);
      const [machine, boot, namespace] = gone.realm.split('-') as [string, string, string];
      for (const realm of [`00-${boot}-${namespace}`, `${machine}-${boot}-00`]) {
        const elsewhere = ledgerPath(where.state, { ...gone, realm }, 'left');
        renameSync(path, elsewhere);
        expect(await restoreLeftovers({ folder: where.state })).toEqual({ undone: [], failures: [] });
        expect(listLeftovers(where.state)).toMatchObject([{ owner: 'elsewhere' }]);
        renameSync(elsewhere, path);
      }
      expect(existsSync(where.folder)).toBe(true);
    },
  );

  test.runIf(process.platform === 'linux')('after a restart of the machine all but processes is put back', async () => {
    const where = place();
    const stranger = spawn('sleep', ['600'], { detached: true });
    const [machine, , namespace] = gone.realm.split('-') as [string, string, string];
    const before = { ...thisProcess(), realm: `${machine}-00-${namespace}` };
    const leader = { ...identityOf(stranger.pid!), realm: before.realm };
    const left = formatLedger([{ kind: 'process-group', leader }, ...duties(where)]);
    renameSync(leave(where, left), ledgerPath(where.state, before, 'left'));
    await restoreLeftovers({ folder: where.state });
    expect(existsSync(where.folder)).toBe(false);
    expect(runs(stranger.pid!)).toBe(true);
    const ended = once(stranger, 'exit');
    stranger.kill('SIGKILL');
    await ended;
  });

  test('a process group whose number is another process by now is left alone', async () => {
    const where = place();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
    const leader = { ...identityOf(stranger.pid!), start: '1' };
    leave(where, formatLedger([{ kind: 'process-group', leader }]));
    await restoreLeftovers({ folder: where.state });
    expect(startOf(stranger.pid!)).not.toBe(null);
    const ended = once(stranger, 'exit');
    stranger.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  test('a ledger is settled once, by whoever is first', async () => {
    const where = place();
    const argv = [
      process.execPath,
      '-e',
      'require("fs").appendFileSync(process.argv[1], "once\\n")',
      where.mark,
    ] as const;
    leave(where, formatLedger([{ kind: 'command', argv, says: 'the mark' }]));
    const all = await Promise.all(Array.from({ length: 8 }, () => restoreLeftovers({ folder: where.state })));
    expect(all.flatMap(({ undone }) => undone)).toEqual(['the mark']);
    expect(readFileSync(where.mark, 'utf8')).toBe('once\n');
  });
});

describeWith(linux, 'a lab that was killed', () => {
  test('is gone although its parent has not noticed', async () => {
    // A shell that starts a process, tells its number, and has itself stopped: it waits for nobody.
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; kill -STOP $$'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const child = identityOf(Number(line));
    expect(livenessOf(child)).toBe('running');
    await vi.waitFor(() => expect(readFileSync(`/proc/${parent.pid}/stat`, 'latin1')).toMatch(/\) T /), patience);
    process.kill(child.pid, 'SIGKILL');
    await vi.waitFor(() => expect(livenessOf(child)).toBe('gone'), patience);
    expect(startOf(child.pid)).toBe(child.start);
    const ended = once(parent, 'exit');
    parent.kill('SIGKILL');
    await ended;
  });
});

describe('what cannot be put back', () => {
  const failing = [process.execPath, '-e', 'console.error("no such device"); process.exit(1)'] as const;

  test('stays in the ledger, is said, and is put back when that has become possible', async () => {
    const where = place();
    const keeper = await openKeeper(where.state);
    const script =
      'if (!require("fs").existsSync(process.argv[1])) { console.error("no such device"); process.exit(1) }';
    const duty = keeper.mind({
      kind: 'command',
      argv: [process.execPath, '-e', script, where.mark],
      says: 'the proxy',
    });
    await expect(duty.done()).rejects.toMatchObject({
      code: 'LP_LAB_NOT_RESTORED',
      message: expect.stringMatching(/the proxy: .*no such device/),
    });
    await expect(keeper[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'LP_LAB_NOT_RESTORED' });
    const [ledger] = readdirSync(where.state) as [string];
    renameSync(join(where.state, ledger), ledgerPath(where.state, { ...thisProcess(), start: '1' }, 'left'));
    expect((await restoreLeftovers({ folder: where.state })).failures).toHaveLength(1);
    const [again] = readdirSync(where.state) as [string];
    renameSync(join(where.state, again), ledgerPath(where.state, { ...thisProcess(), start: '1' }, 'left'));
    writeFileSync(where.mark, '');
    expect(await restoreLeftovers({ folder: where.state })).toEqual({ undone: ['the proxy'], failures: [] });
    expect(readdirSync(where.state)).toEqual([]);
  });

  test('is forgotten where that is asked for', async () => {
    const where = place();
    mkdirSync(where.state, { mode: 0o700 });
    const path = ledgerPath(where.state, { ...thisProcess(), start: '1' }, 'left');
    writeFileSync(path, formatLedger([{ kind: 'command', argv: failing, says: 'the proxy' }]), { mode: 0o600 });
    expect((await restoreLeftovers({ folder: where.state, givesUp: true })).failures).toEqual([
      expect.stringMatching(/^the proxy: /),
    ]);
    expect(readdirSync(where.state)).toEqual([]);
  });

  test('a folder that is a link by now stays, and what it leads to', async () => {
    const where = place();
    const keeper = await openKeeper(where.state);
    const precious = join(top, `precious-${places}`);
    mkdirSync(precious);
    const duty = keeper.mind({ kind: 'folder', path: where.folder });
    symlinkSync(precious, where.folder, 'junction');
    await expect(duty.done()).rejects.toMatchObject({ code: 'LP_LAB_NOT_RESTORED' });
    expect(existsSync(precious)).toBe(true);
    rmSync(where.folder);
    await keeper[Symbol.asyncDispose]();
    expect(readdirSync(where.state)).toEqual([]);
  });
});

describe('minding', () => {
  test('stands in the ledger before the change is made, readable by nobody else, and goes when it is done', async () => {
    const where = place();
    await using keeper = await openKeeper(where.state);
    expect(readdirSync(where.state)).toEqual([]);
    const duty = keeper.mind({ kind: 'folder', path: where.folder });
    const [name] = readdirSync(where.state) as [string];
    const path = join(where.state, name);
    expect(readFileSync(path, 'utf8')).toBe(formatLedger(duties(where)));
    if (process.platform !== 'win32') {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(where.state).mode & 0o777).toBe(0o700);
    }
    await duty.done();
    expect(readdirSync(where.state)).toEqual([]);
    await duty.done();
  });

  test('a folder of another name than the lab gives is a fault', async () => {
    const where = place();
    await using keeper = await openKeeper(where.state);
    expect(() => keeper.mind({ kind: 'folder', path: tmpdir() })).toThrow(TypeError);
    expect(readdirSync(where.state)).toEqual([]);
  });

  test('a command that is not there is refused before anything is changed', async () => {
    const where = place();
    await using keeper = await openKeeper(where.state);
    const sketch = { kind: 'command', argv: ['no-such-program-of-anybody'], says: 'x' } as const;
    expect(() => keeper.mind(sketch)).toThrow(expect.objectContaining({ code: 'LP_LAB_COMMAND_FAILED' }));
    expect(readdirSync(where.state)).toEqual([]);
  });

  test('processes that cannot be written down, as where the folder of ledgers is gone, end with the lab', async () => {
    const where = place();
    const app = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const ended = once(app, 'exit');
    {
      await using keeper = await openKeeper(where.state);
      rmSync(where.state, { recursive: true });
      expect(() => keeper.mind({ kind: 'process-group', pid: app.pid! })).toThrow(
        expect.objectContaining({ code: 'LP_LAB_STATE_UNUSABLE' }),
      );
    }
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  const duties = ({ folder }: Place) => [{ kind: 'folder', path: folder }] as const;
});

test.each([
  { says: 'its own variable first', environment: { LIVEPIN_LAB_STATE: '/a', XDG_STATE_HOME: '/b' }, folder: '/a' },
  { says: 'then the standard one', environment: { XDG_STATE_HOME: '/b' }, folder: '/b/livepin/lab' },
  {
    says: 'not where that is relative',
    environment: { XDG_STATE_HOME: 'b' },
    folder: join(homedir(), '.local/state/livepin/lab'),
  },
])('the folder of ledgers: $says', ({ environment, folder }) => {
  expect(stateFolderOf(environment, 'linux')).toBe(folder);
});
