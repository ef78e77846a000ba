import { existsSync, rmSync } from 'node:fs';
import { LivepinError } from '@livepin/core';
import { type Duty, saysOf } from './duty.ts';
import { type LedgerFile, listLedgers, readLedger, takeLedger } from './ledger.ts';
import { type Liveness, livenessOf, thisProcess } from './process-identity.ts';
import { settleLedger } from './settle-ledger.ts';
import { openStateFolder, stateFolderOf } from './state-folder.ts';

/** What a lab changed and has not put back. */
export interface Leftover {
  /** The ledger that says so. */
  readonly ledger: string;
  /** Of the lab, or of who puts back in its place. */
  readonly owner: Liveness;
  /** "the proxy of the device emulator-5554 as it was: null", in the order in which things were changed. */
  readonly says: readonly string[];
}

export interface Restored {
  readonly undone: readonly string[];
  /** In words, with what is to be put back: it stays in the ledger, to be tried again. */
  readonly failures: readonly string[];
}

/** @throws {LivepinError} LP_LAB_STATE_UNUSABLE */
export function listLeftovers(folder = stateFolderOf(process.env)): readonly Leftover[] {
  return ledgersOf(folder).map(({ path, owner }) => ({
    ledger: path,
    owner: livenessOf(owner),
    says: saysOfAll(path),
  }));
}

export interface RestoreOptions {
  readonly folder?: string;
  /** What cannot be put back is forgotten. */
  readonly givesUp?: boolean;
}

/**
 * Puts back what labs left behind that are no more: by a power cut, or killed together with their watchers.
 * @throws {LivepinError} LP_LAB_STATE_UNUSABLE: the folder is not ours alone; of a single ledger it is a failure in the result
 */
export async function restoreLeftovers(options: RestoreOptions = {}): Promise<Restored> {
  const { folder = stateFolderOf(process.env), givesUp = false } = options;
  const undone: string[] = [];
  const failures: string[] = [];
  for (const [index, { path, owner }] of ledgersOf(folder).entries()) {
    if (livenessOf(owner) !== 'gone') continue;
    const own = takeLedger(path, thisProcess(), `restore${process.hrtime.bigint()}x${index}`);
    if (own === null) continue;
    try {
      const settlement = await settleLedger(own, true);
      undone.push(...settlement.undone.map(saysOf));
      failures.push(...settlement.unsettled.map(({ duty, failure }) => `${saysOf(duty)}: ${failure}`));
    } catch (error) {
      if (!(error instanceof LivepinError)) throw error;
      failures.push(error.message);
    }
    if (givesUp) rmSync(own, { force: true });
  }
  // Of labs that were killed while they wrote.
  for (const { path, owner } of existsSync(folder) ? listLedgers(folder, 'drafts') : []) {
    if (livenessOf(owner) === 'gone') rmSync(path, { force: true });
  }
  return { undone, failures };
}

function ledgersOf(folder: string): LedgerFile[] {
  if (!existsSync(folder)) return [];
  openStateFolder(folder);
  return listLedgers(folder);
}

function saysOfAll(path: string): readonly string[] {
  try {
    return readLedger(path).map((duty: Duty) => saysOf(duty));
  } catch (error) {
    if (error instanceof LivepinError) return [error.message];
    // Somebody settled it meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
