import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Scan } from './scan-files.ts';
import { scanShares } from './scan-shares.ts';
import type { Listed, ScanTask, Told } from './scan-worker.ts';

/** A scan of folders that goes on in another thread. */
export interface RunningScan {
  /** Helps with what is left, and gives what both have found. */
  finish(): Promise<Scan>;
}

/**
 * Begins to look for the files below folders that are worth reading. Meanwhile this thread can load what reads them, which
 * takes as long.
 * @param folders relative to the base, with slashes; empty is the base itself
 */
export function startScan(base: string, folders: readonly string[], all: boolean): RunningScan {
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const task: ScanTask = { base, folders, all, taken };
  const listed = Promise.withResolvers<Listed>();
  const scanned = Promise.withResolvers<Scan>();
  const worker = new Worker(bootstrap(), { eval: true, workerData: task });
  worker.on('message', (told: Told) => (told.kind === 'listed' ? listed.resolve(told) : scanned.resolve(told.scan)));
  worker.on('error', (error) => {
    listed.reject(error);
    scanned.reject(error);
  });
  // Whoever does not come to `finish` was kept from it by another exception, and is told that one.
  listed.promise.catch(() => undefined);
  scanned.promise.catch(() => undefined);
  return {
    async finish() {
      const { paths, faults } = await listed.promise;
      const ours = scanShares(base, paths === '' ? [] : paths.split('\0'), taken);
      const theirs = await scanned.promise;
      return {
        files: [...ours.files, ...theirs.files],
        faults: [...faults, ...ours.faults, ...theirs.faults],
      };
    },
  };
}

// The module is loaded with compiled code from the program's cache, which a thread does not have by itself: read and
// compiled anew, the worker would begin when the scan could have ended.
function bootstrap(): string {
  const cache = getCompileCacheDir();
  const enable =
    cache === undefined ? '' : `require('node:module').enableCompileCache(${JSON.stringify(dirname(cache))});`;
  const module = new URL(`./scan-worker${extname(import.meta.url)}`, import.meta.url).href;
  return `${enable} import(${JSON.stringify(module)});`;
}
