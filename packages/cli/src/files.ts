import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LivepinError } from '@livepin/core';
import { codeOf, reasonOf } from './reason-of.ts';

/** What `-` stands for in messages. */
const standardInput = 'standard input';

/** Far more than any key, certificate chain, state or document needs: a device or a disk image is not read to its end. */
const maxFileBytes = 16 * 1024 * 1024;

/**
 * Reads a file, or standard input where the path is `-`.
 * @throws {LivepinError} LP_FILE_UNREADABLE
 */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readBounded(path === '-' ? process.stdin : createReadStream(path));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** As `readInput`; null where there is no such file. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readBounded(createReadStream(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(path, error);
  }
}

/** Whether anything is there, without opening it: a pipe or a terminal would wait for somebody to write. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw unreadable(path, error);
  }
}

async function readBounded(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxFileBytes) throw new Error(`it has more than ${maxFileBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unreadable(path: string, cause: unknown): LivepinError<'LP_FILE_UNREADABLE'> {
  return new LivepinError('LP_FILE_UNREADABLE', `${nameOf(path)} cannot be read: ${reasonOf(cause)}.`, { cause });
}

/** How a file is called in messages. */
export function nameOf(path: string): string {
  return path === '-' ? standardInput : path;
}

export interface Writing {
  /** For private keys: only their owner may read them (0600). */
  readonly isSecret?: boolean;
  /** Whether a file that is there may be replaced. A secret never is. */
  readonly mayReplace?: boolean;
}

/**
 * Writes a file as a whole: it is there with all its bytes, or as it was before. Folders on the way are made, those for
 * secrets with mode 0700.
 * @throws {LivepinError} LP_FILE_EXISTS, LP_FILE_UNWRITABLE
 */
export async function writeOutput(path: string, content: string | Uint8Array, writing: Writing = {}): Promise<void> {
  const { isSecret = false, mayReplace = false } = writing;
  try {
    await makeFolder(dirname(resolve(path)), isSecret ? 0o700 : 0o777);
    if (mayReplace && !isSecret) await replaceFile(path, content);
    else await createFile(path, content, isSecret ? 0o600 : 0o666);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new LivepinError('LP_FILE_EXISTS', `${path} is there already, and is left as it is.`, { cause: error });
    }
    throw new LivepinError('LP_FILE_UNWRITABLE', `${path} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

/**
 * Replaces what stands in a file that is there, as a whole: its name, its rights and a link to it stay.
 * @throws {LivepinError} LP_FILE_UNWRITABLE
 */
export async function rewriteFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const target = await realpath(path);
    const { mode } = await stat(target);
    await withFileBeside(target, content, 0o600, async (beside) => {
      await chmod(beside, mode & 0o777);
      await rename(beside, target);
    });
  } catch (error) {
    throw new LivepinError('LP_FILE_UNWRITABLE', `${path} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

/**
 * Asks the system whether files could be written into a folder that is there or could be made, and leaves nothing behind.
 * @throws {LivepinError} LP_FILE_UNWRITABLE
 */
export async function assertFolderWritable(path: string): Promise<void> {
  try {
    await rmdir(await mkdtemp(join(await nearestThere(resolve(path)), '.livepin-')));
  } catch (error) {
    throw new LivepinError('LP_FILE_UNWRITABLE', `${path} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

/** The path, or the nearest above it that is there. */
async function nearestThere(path: string): Promise<string> {
  try {
    await lstat(path);
    return path;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return nearestThere(dirname(path));
  }
}

// Not with `recursive`: where the system says that nothing can be there (below /proc), Node 24 would try for ever.
async function makeFolder(path: string, mode: number): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path), mode);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Another command may have made it meanwhile.
    if (codeOf(error) !== 'EEXIST' || !(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

// Both by way of a file beside it: a crash in between leaves nothing half-written, least of all half a key, which would
// stand in the way of the next try.
async function createFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await withFileBeside(path, content, mode, async (beside) => {
    try {
      await link(beside, path); // where something is there already it fails, and a rename would not
    } catch (error) {
      if (!withoutLinks.has(codeOf(error) ?? '')) throw error;
      await copyFile(beside, path, constants.COPYFILE_EXCL);
    }
  });
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await withFileBeside(path, content, 0o666, (beside) => rename(beside, path));
}

// File systems without hard links: FAT, some of those on networks and phones.
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function withFileBeside(
  path: string,
  content: string | Uint8Array,
  mode: number,
  put: (beside: string) => Promise<void>,
): Promise<void> {
  const beside = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomUUID()}.new`);
  try {
    const file = await open(beside, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await put(beside);
  } finally {
    await rm(beside, { force: true });
  }
}
