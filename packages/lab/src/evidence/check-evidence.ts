import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceFile, Report } from '../report/report.ts';
import { hashFile } from './build-hash.ts';
import { evidenceFolder } from './write-evidence.ts';

/** A file that is not as the report says. */
export interface EvidenceFault {
  /** Relative to the report. */
  readonly path: string;
  readonly is: 'missing' | 'changed' | 'no file' | 'added' | 'unreadable';
}

/** The files that a report vouches for, each once. A path under two hashes is two. */
export function evidenceIn(report: Report): readonly EvidenceFile[] {
  const files = report.hosts.flatMap(({ cells }) => cells.flatMap(({ evidence }) => evidence));
  return [...new Map(files.map((file) => [JSON.stringify([file.path, file.sha256, file.bytes]), file])).values()];
}

/**
 * Compares the files of evidence with what a report says of them, and says which are there that it does not name.
 * @param folder the report's
 * @param files whose paths `parseReport` let pass: none leads out of the folder
 */
export async function checkEvidence(folder: string, files: readonly EvidenceFile[]): Promise<readonly EvidenceFault[]> {
  const faults: EvidenceFault[] = [];
  for (const file of files) {
    const fault = await faultOf(folder, file);
    if (fault) faults.push({ path: file.path, is: fault });
  }
  const named = new Set(files.map(({ path }) => path));
  const there = await filesBelow(folder, evidenceFolder);
  const added = there.filter((path) => !named.has(path)).sort();
  return [...faults, ...added.map((path): EvidenceFault => ({ path, is: 'added' }))];
}

async function faultOf(folder: string, { path, sha256, bytes }: EvidenceFile): Promise<EvidenceFault['is'] | null> {
  try {
    const place = join(folder, path);
    // A link could lead to anything, and a pipe has no end.
    if (!(await isPlainBelow(folder, path))) return 'no file';
    const { size } = await lstat(place);
    return size === bytes && (await hashFile(place)) === sha256 ? null : 'changed';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable';
  }
}

/** Whether all on the way are folders and the last is a file: no links. */
async function isPlainBelow(folder: string, path: string): Promise<boolean> {
  const names = path.split('/');
  for (let at = 1; at < names.length; at++) {
    if (!(await lstat(join(folder, ...names.slice(0, at)))).isDirectory()) return false;
  }
  return (await lstat(join(folder, path))).isFile();
}

/** All but folders, so that links and pipes are told of too. */
async function filesBelow(root: string, below: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, below), { withFileTypes: true });
    const paths = await Promise.all(
      entries.map((entry) => {
        const path = `${below}/${entry.name}`;
        return entry.isDirectory() ? filesBelow(root, path) : [path];
      }),
    );
    return paths.flat();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // a report without evidence
    throw error;
  }
}
