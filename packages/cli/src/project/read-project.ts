import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LivepinError } from '@livepin/core';
import { reasonOf } from '../files.ts';
import { FileReader } from './file-reader.ts';
import type { ReadFault } from './list-files.ts';
import { type FoundFile, scanFolder, tooLarge } from './scan-folder.ts';

/** The files of a project that are worth reading, and what could not be read. */
export interface ProjectRead {
  /** What paths are relative to, absolute. */
  readonly base: string;
  /** Each once, by path. */
  readonly files: readonly FoundFile[];
  readonly faults: readonly ReadFault[];
}

/**
 * Reads a project.
 * @param named folders, which are walked through, and files, which are read whatever they are called
 * @param all what tools fetched and built too
 * @throws {LivepinError} LP_FILE_UNREADABLE: something that is named is not there
 */
export async function readProject(named: readonly string[], all: boolean): Promise<ProjectRead> {
  const places = named.map((path) => ({ path: resolve(path), isFolder: isFolder(path) }));
  const base = baseOf(places);
  const files = new Map<string, FoundFile>();
  const faults = new Map<string, ReadFault>();
  for (const { path, isFolder } of places) {
    const at = relative(base, path).split(sep).join('/');
    const scan = isFolder ? await scanFolder(path, all) : readNamed(path);
    const below = (name: string) => [at, name].filter((part) => part !== '').join('/');
    for (const file of scan.files) files.set(below(file.path), { ...file, path: below(file.path) });
    for (const fault of scan.faults) faults.set(below(fault.path), { ...fault, path: below(fault.path) });
  }
  return { base, files: [...files.values()].sort(byPath), faults: [...faults.values()].sort(byPath) };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new LivepinError('LP_FILE_UNREADABLE', `${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

/** A file that was asked for: what cannot be read of it is told, whatever it is called. */
function readNamed(path: string): { files: FoundFile[]; faults: ReadFault[] } {
  if (!statSync(path).isFile()) return { files: [], faults: [{ path: '', sentence: 'It is no regular file.' }] };
  const read = new FileReader().read(path);
  if (read.kind === 'read') return { files: [{ path: '', bytes: read.bytes }], faults: [] };
  return { files: [], faults: [{ path: '', sentence: read.kind === 'too-large' ? tooLarge : read.sentence }] };
}

/** One folder: that, so that paths are those of the project from wherever it is looked at. Else the folder here, where all are in it. */
function baseOf(places: readonly { path: string; isFolder: boolean }[]): string {
  const [first] = places;
  if (first?.isFolder && places.length === 1) return first.path;
  let base = process.cwd();
  while (!places.every(({ path }) => isWithin(base, path)) && dirname(base) !== base) base = dirname(base);
  return base;
}

export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** How a file of a project is called in messages: from the folder here, or in full where it is elsewhere. */
export function shownPath(base: string, path: string): string {
  const whole = join(base, path);
  const here = process.cwd();
  return (isWithin(here, whole) ? relative(here, whole) : whole).split(sep).join('/') || '.';
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}
