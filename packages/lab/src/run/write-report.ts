import { join } from 'node:path';
import type { ReportKey } from '../evidence/report-key.ts';
import { signatureFileOf, signReport } from '../evidence/sign-report.ts';
import { writeAnew } from '../evidence/write-anew.ts';
import { makeFolder } from '../make-folder.ts';
import { defaultFailOn, type FailOn } from '../report/fail-on.ts';
import type { Report } from '../report/report.ts';
import { reportFiles } from '../report/report-files.ts';

/**
 * Writes a report in all its forms, and its signature where there is a key.
 * @returns the names of the files in the folder
 * @throws {LivepinError} LP_FILE_UNWRITABLE: there is no such folder to be had; and what the file system throws
 */
export async function writeReport(
  folder: string,
  report: Report,
  options: { readonly failOn?: FailOn; readonly key?: ReportKey } = {},
): Promise<string[]> {
  const { failOn = defaultFailOn, key } = options;
  const files = new Map(reportFiles(report, failOn));
  const text = files.get('report.json')!;
  if (key) files.set(signatureFileOf('report.json'), signReport(Buffer.from(text), key));
  makeFolder(folder);
  for (const [name, content] of files) await writeAnew(join(folder, name), content, report.disclosure === 'unredacted');
  return [...files.keys()];
}
