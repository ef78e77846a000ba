import { execFile } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Duty } from './duty.ts';
import { endProcessGroup } from './process-group.ts';

/** @returns what went wrong, in words without a full stop; null where the change is undone, or was already */
export function undo(duty: Duty): Promise<string | null> {
  switch (duty.kind) {
    case 'process-group':
      return endProcessGroup(duty.leader);
    case 'folder':
      return removeFolder(duty.path);
    case 'command':
      return runCommand(duty.argv);
  }
}

async function removeFolder(path: string): Promise<string | null> {
  try {
    // What lies behind a link is not the lab's.
    if (lstatSync(path).isSymbolicLink()) return `${path} is a link, and was a folder`;
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return error instanceof Error ? error.message : String(error);
  }
}

const commandMilliseconds = 20_000;

function runCommand([program, ...arguments_]: readonly [string, ...string[]]): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const options = { timeout: commandMilliseconds, killSignal: 'SIGKILL' as const, cwd: '/', windowsHide: true };
  const child = execFile(program, arguments_, options, (error, _out, said) => {
    if (error === null) return resolve(null);
    const last = said.trim().split('\n').at(-1);
    resolve(`${[program, ...arguments_].join(' ')} failed: ${last || error.message.trim()}`);
  });
  child.stdin?.end();
  return promise;
}

/** Undoes the latest first. @returns what could not be undone, in the order in which it was taken on */
export async function undoAll(duties: readonly Duty[]): Promise<readonly Unsettled[]> {
  const unsettled: Unsettled[] = [];
  for (const duty of duties.toReversed()) {
    const failure = await undo(duty);
    if (failure !== null) unsettled.unshift({ duty, failure });
  }
  return unsettled;
}

export interface Unsettled {
  readonly duty: Duty;
  readonly failure: string;
}
