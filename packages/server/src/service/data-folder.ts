import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
    mkdirSync(path, { recursive: true, mode: 0o700 });
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

function closeToOthers(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return;
  // Whoever names a folder with other things in it by mistake does not find them shut away.
  if (!existsSync(join(path, 'livepin.sqlite')) && readdirSync(path).length > 0) {
    const sentence = `The folder ${path} is open to others, and has files that are not Livepin's.`;
    throw new LivepinError('LP_FOLDER_UNUSABLE', sentence);
  }
  chmodSync(path, 0o700);
}
