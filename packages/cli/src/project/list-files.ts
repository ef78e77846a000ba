import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { reasonOf } from '../reason-of.ts';
import { isSkippedFolder } from './skipped-folders.ts';

/** Why a file or folder could not be looked at. */
export interface ReadFault {
  /** Relative to the project, with slashes. */
  readonly path: string;
  /** "It cannot be read: …." */
  readonly sentence: string;
}

export interface Listing {
  /** Relative to the folder, with slashes; in no particular order. */
  readonly paths: readonly string[];
  readonly faults: readonly ReadFault[];
}

/**
 * Lists the regular files below a folder whose names `isWanted` takes. A link to a folder is not followed, so that a loop
 * is none; a link to a file is, unless that file is met anyway. Of a folder that cannot be read there is a fault.
 * @param all what tools fetched and built too
 */
export function listFiles(folder: string, isWanted: (name: string) => boolean, all: boolean): Listing {
  const paths: string[] = [];
  const faults: ReadFault[] = [];
  const links: string[] = [];
  const waiting = [''];
  for (let prefix = waiting.pop(); prefix !== undefined; prefix = waiting.pop()) {
    for (const entry of entriesOf(folder, prefix, faults)) {
      const { name } = entry;
      if (entry.isDirectory()) {
        if (all || !isSkippedFolder(name)) waiting.push(`${prefix}${name}/`);
      } else if (!isWanted(name)) continue;
      else if (entry.isFile()) paths.push(prefix + name);
      else if (entry.isSymbolicLink()) links.push(prefix + name);
    }
  }
  if (links.length > 0) paths.push(...leadingOut(folder, links));
  return { paths, faults };
}

function entriesOf(folder: string, prefix: string, faults: ReadFault[]): Dirent[] {
  try {
    return readdirSync(`${folder}/${prefix}`, { withFileTypes: true });
  } catch (error) {
    faults.push({ path: prefix.slice(0, -1) || '.', sentence: `The folder cannot be read: ${reasonOf(error)}.` });
    return [];
  }
}

/** Of links, those to regular files outside of the folder. What leads nowhere, or in a circle, is no file. */
function leadingOut(folder: string, links: readonly string[]): string[] {
  const inside = realpathSync(folder) + sep;
  return links.filter((link) => {
    try {
      const target = realpathSync(join(folder, link));
      return !target.startsWith(inside) && statSync(target).isFile();
    } catch {
      // ENOENT, ELOOP, EACCES on the way: nothing that could be read.
      return false;
    }
  });
}
