import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LivepinError } from '@livepin/core';
import { parseReport } from '../report/parse-report.ts';
import type { Report } from '../report/report.ts';
import { checkEvidence, evidenceIn } from './check-evidence.ts';
import { signatureFileOf } from './sign-report.ts';

/**
 * Takes away what an earlier report in this folder brought along, as far as it is still what that report says: beside
 * the next one it would be evidence that nobody knows. What somebody else put there stays.
 * @throws what the file system throws
 */
export async function forgetEvidence(reportFolder: string): Promise<void> {
  const path = join(reportFolder, 'report.json');
  const earlier = await reportAt(path);
  if (!earlier) return;
  const files = evidenceIn(earlier);
  const faults = new Set((await checkEvidence(reportFolder, files)).map((fault) => fault.path));
  for (const file of files) if (!faults.has(file.path)) await rm(join(reportFolder, file.path), { force: true });
  await rm(signatureFileOf(path), { force: true });
}

async function reportAt(path: string): Promise<Report | null> {
  try {
    return parseReport(await readFile(path, 'utf8'), path);
  } catch (error) {
    // None is there, or it is none of the lab's.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof LivepinError) return null;
    throw error;
  }
}
