import { lstatSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { LivepinError } from '@livepin/core';
import { makeFolder } from '../make-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where ledgers are: LIVEPIN_LAB_STATE, else by the XDG Base Directory Specification (Windows: LOCALAPPDATA). */
export function stateFolderOf(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const { LIVEPIN_LAB_STATE: own, XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = environment;
  if (own) return own;
  if (platform === 'win32' && local) return join(local, 'livepin', 'lab');
  // The specification has relative paths ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state'), 'livepin', 'lab');
}

/** Makes the folder if it is not there. @throws {LivepinError} LP_LAB_STATE_UNUSABLE */
export function openStateFolder(path: string): void {
  try {
    makeFolder(path, 0o700);
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    const sentence = `${error.message} It is to hold what the lab has to put back after a crash; LIVEPIN_LAB_STATE names another.`;
    throw new LivepinError('LP_LAB_STATE_UNUSABLE', sentence, { cause: error });
  }
  checkOwn(path, lstatSync(path), 'folder');
}

/**
 * What stands in a ledger is run: it must come from nobody but us.
 * @throws {LivepinError} LP_LAB_STATE_UNUSABLE: it is a link, or another's, or others may write it
 */
export function checkOwn(path: string, stats: Stats, kind: 'folder' | 'file'): void {
  const refuse = (why: string): never => {
    throw new LivepinError(
      'LP_LAB_STATE_UNUSABLE',
      `${path} ${why}: what the lab is to put back is not read from there.`,
    );
  };
  if (!(kind === 'folder' ? stats.isDirectory() : stats.isFile())) refuse(`is no ${kind}`);
  if (process.getuid === undefined) return;
  if (stats.uid !== process.getuid()) refuse('belongs to another user');
  if ((stats.mode & 0o022) !== 0) refuse('can be written by other users');
}
