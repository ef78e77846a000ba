import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, lstat, readdir, readlink, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LivepinError } from '@livepin/core';
import { reasonOf } from '../make-folder.ts';

/** A file or a folder that was tested, and its hash. */
export interface HashedBuild {
  readonly path: string;
  /** Hexadecimal. Of a folder that of its manifest, see `manifestOf`. */
  readonly sha256: string;
}

/**
 * Hashes what is tested, so that a report says of which build it is.
 * @throws {LivepinError} LP_FILE_UNREADABLE
 */
export async function hashBuild(paths: readonly string[]): Promise<readonly HashedBuild[]> {
  const hashed: HashedBuild[] = [];
  for (const path of paths) hashed.push({ path, sha256: await hashOf(path) });
  return hashed;
}

async function hashOf(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return sha256(await manifestOf(path));
    // A pipe or a terminal has no end.
    if (!found.isFile()) throw new Error('it is neither a file nor a folder');
    return await hashFile(path);
  } catch (error) {
    throw new LivepinError('LP_FILE_UNREADABLE', `${path} cannot be hashed: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Of a file's bytes. @throws what the file system throws */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * A line for each file of a folder, in the order of the bytes of their paths, as `sha256sum` prints it; of a symbolic link
 * the hash is of where it leads to. Without links the hash of the manifest is the one of
 * `find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum`.
 * @throws what the file system throws
 */
export async function manifestOf(folder: string): Promise<string> {
  const paths = (await pathsBelow(folder, '.')).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const lines: string[] = [];
  for (const path of paths) {
    const place = join(folder, path);
    const isLink = (await lstat(place)).isSymbolicLink();
    lines.push(lineOf(isLink ? sha256(await readlink(place)) : await hashFile(place), path));
  }
  return lines.join('');
}

async function pathsBelow(root: string, below: string): Promise<string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const paths = await Promise.all(
    entries.map(async (entry) => {
      const path = `${below}/${entry.name}`;
      if (entry.isDirectory()) return pathsBelow(root, path);
      // Sockets and pipes are no part of a build.
      return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
    }),
  );
  return paths.flat();
}

// A name with a line feed would otherwise be two lines, of which one says what its maker likes.
function lineOf(hash: string, path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${hash}  ${escaped}\n`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The file that a command's name stands for, as a shell would find it.
 * @param searchPath as in PATH
 * @param folder in which relative names begin
 */
export async function findCommand(name: string, searchPath: string, folder: string): Promise<string | null> {
  const isPath = name.includes('/') || isAbsolute(name);
  const places = isPath ? [''] : searchPath.split(delimiter).map((place) => place || '.');
  for (const place of places) {
    const path = resolve(folder, place, name);
    if (await isExecutable(path)) return path;
  }
  return null;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // not there, or not for this user: it may be elsewhere
  }
}
