import { rmSync } from 'node:fs';
import type { Duty } from './duty.ts';
import { readLedger, writeLedger } from './ledger.ts';
import { type Unsettled, undoAll } from './undo.ts';

export interface Settlement {
  readonly undone: readonly Duty[];
  readonly unsettled: readonly Unsettled[];
}

/**
 * Undoes what stands in a ledger that is this process's. The ledger goes, or holds what could not be undone.
 * @param isLater whether numbers of processes may be others' by now: where the system does not tell (Windows), they stay alone
 * @throws {LivepinError} LP_LAB_STATE_UNUSABLE: nothing is done
 */
export async function settleLedger(path: string, isLater: boolean): Promise<Settlement> {
  const duties = readLedger(path).filter(
    (duty) => !isLater || duty.kind !== 'process-group' || duty.leader.start !== '?',
  );
  const unsettled = await undoAll(duties);
  if (unsettled.length === 0) rmSync(path, { force: true });
  else
    writeLedger(
      path,
      unsettled.map(({ duty }) => duty),
      true,
    );
  return { undone: duties.filter((duty) => unsettled.every((each) => each.duty !== duty)), unsettled };
}
