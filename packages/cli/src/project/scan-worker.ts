// Runs in a thread of its own: lists what is to be scanned, tells it, and scans until nothing is left.
import { parentPort, workerData } from 'node:worker_threads';
import { interestIn } from '@livepin/formats/interest';
import { listFiles, type ReadFault } from './list-files.ts';
import type { Scan } from './scan-files.ts';
import { scanShares } from './scan-shares.ts';

/** What the thread is given. */
export interface ScanTask {
  readonly base: string;
  /** Relative to the base, with slashes; empty is the base itself. */
  readonly folders: readonly string[];
  readonly all: boolean;
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** What it tells, one after the other. */
export type Told = Listed | { readonly kind: 'scanned'; readonly scan: Scan };

export interface Listed {
  readonly kind: 'listed';
  /** With zero bytes between them: 20,000 texts would take longer on their way than to be listed. */
  readonly paths: string;
  readonly faults: readonly ReadFault[];
}

const { base, folders, all, taken }: ScanTask = workerData;
const listings = folders.map((folder) => {
  const { paths, faults } = listFiles(`${base}/${folder}`, (name) => interestIn(name) !== null, all);
  const whole = (path: string) => [folder, path].filter((part) => part !== '').join('/');
  return {
    paths: folder === '' ? paths : paths.map(whole),
    faults: faults.map((fault) => ({ ...fault, path: whole(fault.path) })),
  };
});
const paths = listings.flatMap((listing) => listing.paths);
tell({ kind: 'listed', paths: paths.join('\0'), faults: listings.flatMap(({ faults }) => faults) });
tell({ kind: 'scanned', scan: scanShares(base, paths, taken) });

function tell(what: Told): void {
  parentPort?.postMessage(what);
}
