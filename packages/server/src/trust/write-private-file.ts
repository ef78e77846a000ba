import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a file that only its owner may read, and waits until it is on the disk. It is there as a whole or not at all: half
 * a key, left by a full disk or a crash, would stand in the way of all others. Never writes over one that is there.
 */
export function writePrivateFile(path: string, text: string): void {
  if (existsSync(path)) throw new Error(`${path} is there already`);
  const beside = `${path}.new`;
  // Of a write that was cut off.
  rmSync(beside, { force: true });
  try {
    writeToDisk(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function writeToDisk(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A new or renamed entry outlives a power cut only once its folder is on the disk too. Windows has no such call. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
