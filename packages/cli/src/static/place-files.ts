import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LivepinError } from '@livepin/core';
import type { Generated, Target } from '@livepin/formats';
import { readIfThere, writeOutput } from '../files.ts';
import { usage } from '../usage-error.ts';

export interface Made {
  readonly target: Target;
  readonly generated: Generated;
}

export interface PlacedFile {
  readonly target: string;
  readonly path: string;
  readonly text: string;
}

/**
 * Where files go: one alone to the path that was named, several below it, where the platforms look for them.
 * @throws {LivepinError} LP_USAGE: two of them have the same place
 */
export async function placeFiles(made: readonly Made[], out: string): Promise<PlacedFile[]> {
  const files = made.flatMap(({ target, generated }) =>
    generated.files.map((file) => ({ ...file, target: target.id })),
  );
  const [only] = files;
  if (only && files.length === 1 && !/[\\/]$/.test(out) && !(await isFolder(out))) return [{ ...only, path: out }];
  const byPath = Map.groupBy(files, ({ path }) => path);
  for (const [path, same] of byPath) {
    if (same.length === 1) continue;
    const ids = same.map(({ target }) => target).join(' and ');
    throw usage(`${ids} would both be ${path}: make them one by one, each with an --out of its own.`);
  }
  return files.map((file) => ({ ...file, path: join(out, file.path) }));
}

/** @throws {LivepinError} LP_FILE_EXISTS: one of them is there, and nothing was written */
export async function refuseToReplace(files: readonly PlacedFile[]): Promise<void> {
  for (const { path } of files) {
    if (!(await readIfThere(path))) continue;
    throw new LivepinError(
      'LP_FILE_EXISTS',
      `${path} is there already. livepin sync gives it other pins in place; --force replaces it.`,
    );
  }
}

export async function writeFiles(files: readonly PlacedFile[], mayReplace: boolean): Promise<void> {
  for (const { path, text } of files) await writeOutput(path, text, { mayReplace });
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  return found?.isDirectory() ?? false;
}
