import { LivepinError } from '@livepin/core';
import type { FailOn, Report } from '@livepin/lab';
import type { Console, Result } from '../command.ts';
import { assertFolderWritable, nameOf } from '../files.ts';
import { readWithPassphrase } from '../passphrase.ts';
import { reasonOf } from '../reason-of.ts';
import { usage } from '../usage-error.ts';
import type { AttackValues } from './attack-options.ts';
import { notEmpty } from './listed.ts';
import type { LabModule } from './load-lab.ts';

/** What is done with a report, made ready before anything is attacked: a key that cannot be read, a folder that cannot be written, is told of at once. */
export interface ReportDesk {
  readonly failOn: FailOn;
  /** Writes the report where it was asked for. @returns what the command has found */
  put(report: Report, console: Console): Promise<Result>;
}

/**
 * Says what will be written, where that is more than a redacted report.
 * @throws {LivepinError} LP_USAGE, LP_FILE_UNWRITABLE, and what the key is refused with
 */
export async function openReportDesk(
  { failOn: words, out, sign, unredacted }: Pick<AttackValues, 'failOn' | 'out' | 'sign' | 'unredacted'>,
  lab: LabModule,
  { note }: Pick<Console, 'note'>,
): Promise<ReportDesk> {
  if (sign !== undefined && out === undefined) throw usage('--sign signs the report that --out writes: give both.');
  if (out !== undefined) notEmpty('--out', [out]);
  const failOn = lab.parseFailOn(words);
  const key = sign === undefined ? null : await readWithPassphrase(sign, lab.readReportKey);
  if (out !== undefined) await assertFolderWritable(out);
  if (unredacted) {
    const what = out === undefined ? 'What the app sends' : 'What the app sends, and the keys of its connections,';
    note(`${what} will stand in ${out ?? 'the result'} as it is (--unredacted): passwords, tokens and all.`);
  }
  return {
    failOn,
    async put(report, console) {
      if (out !== undefined) {
        await written(out, () => lab.writeReport(out, report, { failOn, ...(key ? { key } : {}) }));
        console.note(`The report is in ${out}: report.html is for people.`);
      }
      return resultOf(report, failOn, lab);
    },
  };
}

async function written(folder: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof LivepinError) throw error;
    throw new LivepinError('LP_FILE_UNWRITABLE', `${nameOf(folder)} cannot be written: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

/** What a report says to whoever ran the command. */
export function resultOf(report: Report, failOn: FailOn, lab: LabModule): Result {
  const words = new Set(lab.failuresOf(report, failOn).map(({ word }) => word));
  // Where the app did not work by itself, or the lab was ended, nothing was judged: no verdict, neither good nor bad.
  const isUnjudged = words.size === 1 && words.has('inconclusive');
  return {
    json: report,
    lines: (style) => lab.formatTerminal(report, style, failOn),
    isNegative: words.size > 0 && !isUnjudged,
    isIncomplete: isUnjudged,
  };
}
