import { type Scan, scanFiles } from './scan-files.ts';

// Few enough that neither thread waits long for the other's last share, and enough that asking for one costs nothing.
const filesInShare = 64;

/**
 * Scans the files that no other thread has taken, share by share, until there are none.
 * @param taken how many shares have been; seen by all threads
 */
export function scanShares(base: string, paths: readonly string[], taken: Int32Array<SharedArrayBuffer>): Scan {
  return scanFiles(base, untaken(paths, taken));
}

function* untaken(paths: readonly string[], taken: Int32Array<SharedArrayBuffer>): Generator<string> {
  for (;;) {
    const start = Atomics.add(taken, 0, 1) * filesInShare;
    if (start >= paths.length) return;
    yield* paths.slice(start, start + filesInShare);
  }
}
