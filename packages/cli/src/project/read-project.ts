import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LivepinError } from '@livepin/core';
import { reasonOf } from '../reason-of.ts';
import { FileReader } from './file-reader.ts';
import type { ReadFault } from './list-files.ts';
import { startScan } from './scan.ts';
import { type FoundFile, type Scan, tooLarge } from './scan-files.ts';

/** The files of a project that are worth reading, and what could not be read. */
export interface ProjectRead {
  /** What paths are relative to, absolute. */
  readonly base: string;
  /** Each once, by path. */
  readonly files: readonly FoundFile[];
  readonly faults: readonly ReadFault[];
}

/** A project that is being read, in another thread. */
export interface RunningRead {
  finish(): Promise<ProjectRead>;
}

/** As `startReading`, for who has nothing to do meanwhile. */
export function readProject(named: readonly string[], all: boolean): Promise<ProjectRead> {
  return startReading(named, all).finish();
}

/**
 * Begins to read a project.
 * @param named folders, which are walked through, and files, which are read whatever they are called
 * @param all what tools fetched and built too
 * @throws {LivepinError} LP_FILE_UNREADABLE: something that is named is not there
 */
export function startReading(named: readonly string[], all: boolean): RunningRead {
  const places = named.map((path) => ({ path: resolve(path), isFolder: isFolder(path) }));
  const base = baseOf(places);
  const at = (path: string) => relative(base, path).split(sep).join('/');
  const folders = places.filter((place) => place.isFolder).map(({ path }) => at(path));
  const scan = folders.length > 0 ? startScan(base, folders, all) : null;
  return {
    async finish() {
      const reads = places.filter((place) => !place.isFolder).map(({ path }) => readNamed(path, at(path)));
      if (scan) reads.push(await scan.finish());
      return {
        base,
        files: inOrder(reads.flatMap(({ files }) => files)),
        faults: inOrder(reads.flatMap(({ faults }) => faults)),
      };
    },
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new LivepinError('LP_FILE_UNREADABLE', `${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

/** A file that was asked for: what cannot be read of it is told, whatever it is called. */
function readNamed(whole: string, path: string): Scan {
  const failed = (sentence: string): Scan => ({ files: [], faults: [{ path, sentence }] });
  if (!statSync(whole).isFile()) return failed('It is no regular file.');
  const read = new FileReader().read(whole);
  if (read.kind === 'unreadable') return failed(read.sentence);
  return read.kind === 'too-large' ? failed(tooLarge) : { files: [{ path, bytes: read.bytes }], faults: [] };
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

/** By path, each once. */
function inOrder<T extends { readonly path: string }>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [one.path, one])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
