import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { LivepinError } from '@livepin/core';
import { reasonOf } from '../reason-of.ts';
import { isWithin, shownPath } from './read-project.ts';

/**
 * Refuses to write where a link leads out of the project: whoever can put a link into a project could have a file of somebody
 * else's changed.
 * @param paths relative to the base
 * @throws {LivepinError} LP_FILE_UNWRITABLE
 */
export async function refuseLinksOut(base: string, paths: readonly string[]): Promise<void> {
  const inside = await targetOf(base, base);
  for (const path of paths) {
    const target = await targetOf(join(base, path), shownPath(base, path));
    if (isWithin(inside, target)) continue;
    const sentence = `${shownPath(base, path)} is a link to ${target}, outside of the project, and nothing was written. That file is changed where it lies.`;
    throw new LivepinError('LP_FILE_UNWRITABLE', sentence);
  }
}

async function targetOf(path: string, shown: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw new LivepinError('LP_FILE_UNWRITABLE', `${shown} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}
