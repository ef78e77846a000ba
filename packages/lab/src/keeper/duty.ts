import type { ProcessIdentity } from './process-identity.ts';

/** A change of the machine that is to be undone, whatever becomes of the lab. */
export type DutySketch =
  /** Processes that are to end: all of the group that `pid` leads. */
  | { readonly kind: 'process-group'; readonly pid: number }
  /** A folder that is to go, with all that is in it. Its name begins with `livepin-lab-`: no other is ever removed. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A command that is to run. It may run twice, and must do no harm then. */
  | {
      readonly kind: 'command';
      readonly argv: readonly [program: string, ...arguments_: string[]];
      /** What it puts back, as in "the proxy of the device emulator-5554 as it was: null". */
      readonly says: string;
    };

/** As it stands in the ledger: with what tells the thing meant from another that has its number or its name by now. */
export type Duty =
  | { readonly kind: 'process-group'; readonly leader: ProcessIdentity }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]]; readonly says: string };

export const folderPrefix = 'livepin-lab-';

/** What is put back by it, for people: no full stop. */
export function saysOf(duty: Duty): string {
  if (duty.kind === 'process-group') return `process group ${duty.leader.pid} ended`;
  if (duty.kind === 'folder') return `folder ${duty.path} removed`;
  return duty.says;
}
