import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { CellVerdict, HostVerdict } from '@livepin/lab';
import type { Sighting } from './peers/peer.ts';
import type { LabTarget } from './target.ts';
import { readIn, type Trial } from './trial.ts';

/** What is kept of a trial, from which the page is made. */
export interface AccuracyRecord {
  readonly version: string;
  /** Of each scenario. */
  readonly tries: number;
  readonly verdict: HostVerdict;
  readonly because: string;
  readonly read: readonly string[];
  readonly cells: Readonly<Record<string, CellVerdict>>;
  readonly sightings: Readonly<Record<string, Sighting>>;
}

export interface AccuracyRecords {
  /** By the peer's name: its version. */
  readonly peers: Readonly<Record<string, string>>;
  /** By the target's id, in the order of the registry. */
  readonly targets: Readonly<Record<string, AccuracyRecord>>;
}

const file = new URL('accuracy.json', import.meta.url);

export function readAccuracy(): AccuracyRecords {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as AccuracyRecords) : { peers: {}, targets: {} };
}

/** At once, since several runs may be under way: what others have found meanwhile stays. */
export function addAccuracy(
  ids: readonly string[],
  id: string,
  record: AccuracyRecord,
  versions: Readonly<Record<string, string>>,
): void {
  const { peers, targets } = readAccuracy();
  const former = targets[id];
  // Where a peer is not on this machine, what it saw on another is kept.
  const merged = { ...targets, [id]: { ...record, sightings: { ...former?.sightings, ...record.sightings } } };
  const known = ids.flatMap((one) => (merged[one] ? [[one, merged[one]] as const] : []));
  const records: AccuracyRecords = { peers: { ...peers, ...versions }, targets: Object.fromEntries(known) };
  writeFileSync(file, `${JSON.stringify(records, null, 2)}\n`);
}

export function recordOf({ version, host, report, sightings }: Trial): AccuracyRecord {
  return {
    version,
    tries: report.tries,
    verdict: host.verdict,
    because: host.because,
    read: readIn(host),
    cells: Object.fromEntries(host.cells.map(({ scenario, verdict }) => [scenario, verdict])),
    sightings,
  };
}

/** What the lab said otherwise than it is known to be; empty where it was right. */
export function faultsOf({ known }: LabTarget, { verdict, read, because, cells }: AccuracyRecord): string[] {
  const without = (some: readonly string[], others: readonly string[]) => some.filter((id) => !others.includes(id));
  const expected = [
    ...known.read,
    ...(known.readWhereRun ?? []).filter((id) => (cells[id] ?? 'not-run') !== 'not-run'),
  ];
  const [missed, invented] = [without(expected, read), without(read, expected)];
  const broken = Object.keys(cells).filter((id) => cells[id] === 'broken' || cells[id] === 'flaky');
  const [whole, wrongly] = [without(known.broken ?? [], broken), without(broken, known.broken ?? [])];
  return [
    ...(verdict === known.verdict ? [] : [`verdict ${verdict} (${because}), where ${known.verdict} is right`]),
    ...(missed.length > 0 ? [`did not see that it can be read in ${missed.join(', ')}`] : []),
    ...(invented.length > 0 ? [`says that it was read in ${invented.join(', ')}`] : []),
    ...(whole.length > 0 ? [`did not see that it can be stopped in ${whole.join(', ')}`] : []),
    ...(wrongly.length > 0 ? [`says that it was stopped in ${wrongly.join(', ')}`] : []),
  ];
}
