import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isSameRealm, type ProcessIdentity, startOf } from './process-identity.ts';
import { processStat } from './process-stat.ts';

/** How long processes have to end by themselves when they are told to, in milliseconds; and how long to be gone when killed. */
export interface Patience {
  readonly grace: number;
  readonly killed: number;
}

const ordinary: Patience = { grace: 2_000, killed: 5_000 };

/**
 * Ends the processes of a group: asks (SIGTERM), then kills.
 * @param leader a group whose number is another's by now is left alone
 * @returns what went wrong, in words; null where nothing of the group is left
 */
export async function endProcessGroup(leader: ProcessIdentity, patience = ordinary): Promise<string | null> {
  const { pid, start } = leader;
  if (!isSameRealm(leader)) return null;
  if (process.platform === 'win32') return endTree(pid);
  const now = startOf(pid);
  // While any process is in the group, its number is given to nobody: another leader means that the group is gone.
  if (now !== null && start !== '?' && now !== '?' && now !== start) return null;
  if (!signal(pid, 'SIGTERM')) return null;
  if (await isGone(pid, patience.grace)) return null;
  signal(pid, 'SIGKILL');
  return (await isGone(pid, patience.killed)) ? null : `process group ${pid} does not end, not even by SIGKILL`;
}

async function isGone(pid: number, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds;
  for (;;) {
    if (!signal(pid, 0) || isOnlyZombies(pid)) return true;
    if (performance.now() >= end) return false;
    await setTimeout(10);
  }
}

/** @returns whether there is such a group */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    // Another user's processes (a program that changed its user), or, on macOS, zombies.
    if (code === 'EPERM') return process.platform !== 'darwin';
    throw error;
  }
}

/** Who has ended, and nobody has waited for. */
function isOnlyZombies(group: number): boolean {
  if (process.platform !== 'linux') return false;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = processStat(name);
    if (stat?.group === group && !stat.isZombie) return false;
  }
  return true;
}

/** Windows has no groups; a process and those that descend from it come next to one. */
function endTree(pid: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  execFile('taskkill', ['/PID', String(pid), '/T', '/F'], (error) => {
    // 128: there is no such process.
    resolve(error === null || error.code === 128 ? null : `process ${pid} does not end: ${error.message.trim()}`);
  });
  return promise;
}
