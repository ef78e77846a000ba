import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LivepinError } from '@livepin/core';

/** Where everything of one service lies. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  readonly keys: string;
  readonly adminToken: string;
}

/**
 * Makes the folder, or makes sure that it is the service's own and closed to others.
 * @throws {LivepinError} LP_FOLDER_UNUSABLE
 */
export function openDataFolder(path: string): DataFolder {
  try {
    makeFolder(resolve(path));
    refuseForeign(path);
    closeToOthers(path);
  } catch (error) {
    if (error instanceof LivepinError) throw error;
    const sentence = `The data folder ${path} cannot be used: ${(error as Error).message}.`;
    throw new LivepinError('LP_FOLDER_UNUSABLE', sentence, { cause: error });
  }
  const inFolder = (name: string) => join(path, name);
  return {
    path,
    database: inFolder('livepin.sqlite'),
    keys: inFolder('keys'),
    adminToken: inFolder('admin-token'),
  };
}

// Not with `recursive`: where the system says that nothing can be there (below /proc), Node 24 would try for ever.
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

// Whoever owns a folder can open it to others again, and put files of their own in the place of ours.
function refuseForeign(path: string): void {
  const user = process.geteuid?.();
  if (user === undefined || statSync(path).uid === user) return;
  throw new LivepinError(
    'LP_FOLDER_UNUSABLE',
    `The folder ${path} belongs to another user than the one that runs this.`,
  );
}

function closeToOthers(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return;
  // Whoever names a folder with other things in it by mistake does not find them shut away.
  if (!existsSync(join(path, 'livepin.sqlite')) && readdirSync(path).length > 0) {
    const sentence = `The folder ${path} is open to others, and has files that are not Livepin's.`;
    throw new LivepinError('LP_FOLDER_UNUSABLE', sentence);
  }
  chmodSync(path, 0o700);
}
