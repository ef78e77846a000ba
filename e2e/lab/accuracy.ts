import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { CellVerdict, HostVerdict } from '@livepin/lab';
import type { Sighting } from './peers/peer.ts';
import type { LabTarget } from './target.ts';
import { readIn, type Trial } from './trial.ts';

/** What is kept of a trial, from which the page is made. */
export interface AccuracyRecord {
  readonly version: string;
  readonly verdict: HostVerdict;
  readonly because: string;
  readonly read: readonly string[];
  readonly cells: Readonly<Record<string, CellVerdict>>;
  readonly sightings: Readonly<Record<string, Sighting>>;
}

export interface AccuracyRecords {
  /** By the peer's name: its version. */
  readonly peers: Readonly<Record<string, string>>;
  /** By the target's id. */
  readonly targets: Readonly<Record<string, AccuracyRecord>>;
}

const file = new URL('accuracy.json', import.meta.url);

export function readAccuracy(): AccuracyRecords {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as AccuracyRecords) : { peers: {}, targets: {} };
}

export function writeAccuracy(records: AccuracyRecords): void {
  writeFileSync(file, `${JSON.stringify(records, null, 2)}\n`);
}

export function recordOf({ version, host, sightings }: Trial): AccuracyRecord {
  return {
    version,
    verdict: host.verdict,
    because: host.because,
    read: readIn(host),
    cells: Object.fromEntries(host.cells.map(({ scenario, verdict }) => [scenario, verdict])),
    sightings,
  };
}

/** What the lab said otherwise than it is known to be; empty where it was right. */
export function faultsOf({ known }: LabTarget, { verdict, read, because }: AccuracyRecord): string[] {
  const [missed, invented] = [
    known.read.filter((id) => !read.includes(id)),
    read.filter((id) => !known.read.includes(id)),
  ];
  return [
    ...(verdict === known.verdict ? [] : [`verdict ${verdict} (${because}), where ${known.verdict} is right`]),
    ...(missed.length > 0 ? [`did not see that it can be read in ${missed.join(', ')}`] : []),
    ...(invented.length > 0 ? [`says that it was read in ${invented.join(', ')}`] : []),
  ];
}
