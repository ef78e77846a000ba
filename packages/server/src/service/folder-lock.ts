import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LivepinError } from '@livepin/core';

/**
 * Holds a data folder for one process. The lock is the operating system's, on an empty SQLite file: it ends with the
 * process however that ends, so none is ever left behind, and no process id is mistaken for another's.
 * @throws {LivepinError} LP_FOLDER_IN_USE, naming the process that has it
 */
export function lockFolder(folder: string): Disposable {
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  const holder = join(folder, 'lock.pid');
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== busy) throw error;
    const sentence = `The data folder ${folder} is in use by another Livepin service (process ${readHolder(holder)}).`;
    throw new LivepinError('LP_FOLDER_IN_USE', sentence, { cause: error });
  }
  writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
  return { [Symbol.dispose]: () => database.close() };
}

/** SQLITE_BUSY. */
const busy = 5;

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    // Taken a moment ago, and not written yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'unknown';
    throw error;
  }
}
