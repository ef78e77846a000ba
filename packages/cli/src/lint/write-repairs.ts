import { join } from 'node:path';
import { LivepinError } from '@livepin/core';
import { readInput, rewriteFile } from '../files.ts';
import { refuseLinksOut } from '../project/links-out.ts';
import { shownPath } from '../project/read-project.ts';
import { unifiedDiff } from '../unified-diff.ts';
import type { Repaired } from './repair.ts';

/**
 * Writes the files that were repaired: each as a whole, or not at all.
 * @throws {LivepinError} LP_FILE_UNWRITABLE: also where a file has changed since it was read, which then stays as it is, and
 * where one is a link out of the project, before anything is written
 */
export async function writeRepairs(base: string, { project, changed }: Repaired): Promise<void> {
  await refuseLinksOut(base, [...changed.keys()]);
  for (const { file } of project.files) {
    const before = changed.get(file.path)?.file;
    if (!before) continue;
    const path = join(base, file.path);
    if (Buffer.compare(await readInput(path), before.bytes) !== 0) {
      const sentence = `${shownPath(base, file.path)} has changed since it was read, and is left as it is.`;
      throw new LivepinError('LP_FILE_UNWRITABLE', sentence);
    }
    await rewriteFile(path, file.bytes);
  }
}

/** What would be written, as a patch. */
export function patchOf(base: string, { project, changed }: Repaired): string {
  return project.files
    .map(({ file }) => {
      const before = changed.get(file.path)?.file;
      return before ? unifiedDiff(shownPath(base, file.path), before.text ?? '', file.text ?? '') : '';
    })
    .join('');
}
