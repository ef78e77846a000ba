import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivepinError } from '@livepin/core';
import { type DutySketch, folderPrefix, type Duty as LedgerDuty, saysOf } from './duty.ts';
import { ledgerPath, writeLedger } from './ledger.ts';
import { isLabFolder } from './ledger-text.ts';
import { identityOf, thisProcess } from './process-identity.ts';
import { type Restored, restoreLeftovers } from './restore.ts';
import { openStateFolder, stateFolderOf } from './state-folder.ts';
import { undo, undoAll } from './undo.ts';

/** Sees to it that what the lab changes is put back, whatever becomes of the lab. */
export interface Keeper extends AsyncDisposable {
  /** What earlier labs had left behind, and was put back, or could not be, when this keeper was opened. */
  readonly restored: Restored;
  /**
   * To be called before the change is made; for processes, in the same turn in which they were started.
   * @throws {LivepinError} LP_LAB_STATE_UNUSABLE: nobody would put it back, so the change must not be made
   */
  mind(sketch: DutySketch): Duty;
}

export interface Duty {
  /**
   * Undoes the change now.
   * @throws {LivepinError} LP_LAB_NOT_RESTORED: it could not be undone, and stays to be tried again
   */
  done(): Promise<void>;
}

/**
 * Puts back what earlier labs left behind, and starts the watcher.
 * @param folder of the ledgers
 * @throws {LivepinError} LP_LAB_STATE_UNUSABLE
 */
export async function openKeeper(folder = stateFolderOf(process.env)): Promise<Keeper> {
  // The watcher runs elsewhere than we do.
  const place = resolve(folder);
  openStateFolder(place);
  const restored = await restoreLeftovers({ folder: place });
  const path = ledgerPath(place, thisProcess(), randomBytes(8).toString('hex'));
  const watcher = await startWatcher(path);
  const duties = new Set<LedgerDuty>();
  const write = (outlivesPower: boolean) => {
    if (duties.size === 0) rmSync(path, { force: true });
    else writeLedger(path, [...duties], outlivesPower);
  };
  return {
    restored,
    mind(sketch) {
      const duty = dutyOf(sketch);
      duties.add(duty);
      try {
        write(duty.kind !== 'process-group');
      } catch (error) {
        // Processes run already: at the end of this lab at least they are ended.
        if (duty.kind !== 'process-group') duties.delete(duty);
        throw error;
      }
      return {
        async done() {
          if (!duties.has(duty)) return;
          const failure = await undo(duty);
          if (failure !== null) throw notRestored([`${saysOf(duty)}: ${failure}`]);
          if (duties.delete(duty)) write(false);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const unsettled = await undoAll([...duties]);
      duties.clear();
      for (const { duty } of unsettled) duties.add(duty);
      write(true);
      await endWatcher(watcher);
      const failures = unsettled.map(({ duty, failure }) => `${saysOf(duty)}: ${failure}`);
      if (failures.length > 0) throw notRestored(failures);
    },
  };
}

function notRestored(failures: readonly string[]): LivepinError {
  return new LivepinError('LP_LAB_NOT_RESTORED', `Not put back: ${failures.join('; ')}.`);
}

function dutyOf(sketch: DutySketch): LedgerDuty {
  if (sketch.kind === 'process-group') return { kind: sketch.kind, leader: identityOf(sketch.pid) };
  if (sketch.kind === 'command') return { ...sketch, argv: [programPath(sketch.argv[0]), ...sketch.argv.slice(1)] };
  if (isLabFolder(sketch.path)) return sketch;
  // A fault of ours, and no user's: nothing may be minded that would then not be read back.
  throw new TypeError(`${sketch.path} is no path of a folder whose name begins with ${folderPrefix}.`);
}

/** Where a program is, so that what runs later does not hang on the search path of whoever puts back. */
function programPath(name: string): string {
  if (name.includes('/') || isAbsolute(name)) return resolve(name);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = resolve(join(folder, name + ending));
      if (isExecutable(path)) return path;
    }
  }
  throw new LivepinError('LP_LAB_COMMAND_FAILED', `${name} cannot be started: no such program is on the search path.`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // The next folder may have it.
    return false;
  }
}

async function startWatcher(path: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'watcher.ts' : 'watcher.js', import.meta.url));
  // Options for the lab's own Node (a debugger, a test's hooks) are not for it.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const watcher = spawn(process.execPath, ['--no-warnings', script, path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env,
    windowsHide: true,
  });
  await once(watcher, 'spawn');
  // The lab may end before it: that is what it is for.
  watcher.unref();
  (watcher.stdin as Socket).unref();
  // It was killed: what it would have done, the next start does.
  watcher.stdin.on('error', () => {});
  return watcher;
}

async function endWatcher(watcher: ChildProcess): Promise<void> {
  if (watcher.exitCode !== null || watcher.signalCode !== null) return;
  watcher.ref();
  const ended = once(watcher, 'exit');
  watcher.stdin?.end();
  await ended;
}
