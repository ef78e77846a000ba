import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LivepinError } from '@livepin/core';

/**
 * Makes a folder and those on its way, where they are not there.
 * @throws {LivepinError} LP_FILE_UNWRITABLE
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    make(resolve(path), mode);
  } catch (error) {
    throw new LivepinError('LP_FILE_UNWRITABLE', `The folder ${path} cannot be made: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

// Not with `recursive`: where the system says that nothing can be there (below /proc), Node 24 would try for ever.
function make(path: string, mode: number): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) make(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another lab may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** What the system's message says, without what it says of the call: "ENOENT: no such file or directory, mkdir '/x'". */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z]+: |, \w+ '.*'$/g, '').replace(/\.$/, '');
}
