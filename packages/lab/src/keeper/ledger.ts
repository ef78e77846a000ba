import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { LivepinError } from '@livepin/core';
import type { Duty } from './duty.ts';
import { formatLedger, parseLedger } from './ledger-text.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { checkOwn } from './state-folder.ts';

/*
 * A ledger is a file: what its owner, a process, has to undo. The name says whose it is, so that a ledger whose owner is
 * gone is taken over by renaming it, which of several processes that try succeeds in one alone.
 */

export interface LedgerFile {
  readonly path: string;
  readonly owner: ProcessIdentity;
}

/** @param tag distinct within the owner: letters and digits */
export function ledgerPath(folder: string, { realm, pid, start }: ProcessIdentity, tag: string): string {
  return join(folder, `${realm}.${pid}.${start === '?' ? 'unknown' : start}.${tag}.json`);
}

const namePattern = /^([0-9a-f]+-[0-9a-f]+-[0-9a-f]+)\.(\d{1,10})\.([0-9a-f]+|unknown)\.[0-9a-z]+\.json(\.next)?$/;

/** @param kind `drafts` are what a process was killed over while it wrote */
export function listLedgers(folder: string, kind: 'ledgers' | 'drafts' = 'ledgers'): LedgerFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const found = namePattern.exec(name);
      if (found === null || (found[4] !== undefined) !== (kind === 'drafts')) return [];
      const [, realm, pid, start] = found as unknown as [string, string, string, string];
      const owner = { realm, pid: Number(pid), start: start === 'unknown' ? '?' : start };
      return [{ path: join(folder, name), owner }];
    });
}

/** @returns where the ledger is now, or null where somebody else was faster */
export function takeLedger(path: string, owner: ProcessIdentity, tag: string): string | null {
  const own = ledgerPath(dirname(path), owner, tag);
  try {
    renameSync(path, own);
    return own;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** @throws {LivepinError} LP_LAB_STATE_UNUSABLE: it is not ours alone, or not as the lab writes it */
export function readLedger(path: string): readonly Duty[] {
  // A link is not followed: whoever could put one there would choose what is run. Windows knows no such flag.
  const file = openOwn(path);
  try {
    checkOwn(path, fstatSync(file), 'file');
    return parseLedger(readFileSync(file, 'utf8'), path);
  } finally {
    closeSync(file);
  }
}

function openOwn(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    throw new LivepinError('LP_LAB_STATE_UNUSABLE', `${path} is a link: nothing in it is put back.`);
  }
}

/**
 * Replaces the whole ledger, or leaves it as it was.
 * @param outlivesPower whether it must be on the disk when this returns: processes need not, since they do not outlive it
 * @throws {LivepinError} LP_LAB_STATE_UNUSABLE
 */
export function writeLedger(path: string, duties: readonly Duty[], outlivesPower: boolean): void {
  const next = `${path}.next`;
  try {
    writeFileSync(next, formatLedger(duties), { mode: 0o600, flush: outlivesPower });
    renameSync(next, path);
    if (outlivesPower && process.platform !== 'win32') flushFolder(dirname(path));
  } catch (error) {
    const sentence = `The folder ${dirname(path)} cannot be written: what the lab changes would not be put back after a crash.`;
    throw new LivepinError('LP_LAB_STATE_UNUSABLE', sentence, { cause: error });
  }
}

function flushFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
