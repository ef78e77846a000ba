import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Store, StoreEntry } from '../engine/index.ts';

const abandonedMilliseconds = 3_600_000;

/**
 * Keeps each state as a file of its own, named by what it says: whoever writes adds one, durably, and only then removes
 * those whose knowledge is part of it; whoever reads merges all. So several processes need no lock, and no crash, at
 * whatever moment, takes back what one of them knew.
 * @param prefix tells the files of one app and chain from others in the same folder
 */
export function folderStore(folder: string, prefix: string): Store {
  const nameOf = (text: string) => `${prefix}-${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`;
  const isState = (name: string) => name.startsWith(`${prefix}-`) && name.endsWith('.json');
  const recordName = `${prefix}.fetches`;

  return {
    // A file can go between being listed and being read: another process has put a newer one, which the list does not
    // have yet, in its place. So the folder is listed anew until all of it is read, or what is missing is so for good.
    async load() {
      for (let before = ''; ; ) {
        const names = ((await ifThere(readdir(folder))) ?? []).filter(isState).sort();
        const entries = await Promise.all(names.map((name) => readEntry(folder, name)));
        const read = entries.filter((entry) => entry !== null);
        if (read.length === names.length || names.join() === before) return read;
        before = names.join();
      }
    },
    async save(text, absorbed) {
      await makeFolder(resolve(folder));
      const name = nameOf(text);
      await replace(folder, name, text);
      for (const old of absorbed) if (old !== name) await rm(join(folder, old), { force: true });
      await removeAbandoned(folder, prefix);
      return name;
    },
    loadRecord: () => ifThere(readFile(join(folder, recordName), 'utf8')),
    async saveRecord(text) {
      await makeFolder(resolve(folder));
      await replace(folder, recordName, text);
    },
  };
}

// Not with `recursive`: where the system says that nothing can be there (below /proc), Node 24 would try for ever.
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Another process of the app may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await ifThere(stat(path)))?.isDirectory() ?? false;
}

// One file that cannot be read (another user's, say) must not take away what the others know.
async function readEntry(folder: string, name: string): Promise<StoreEntry | null> {
  try {
    const text = await ifThere(readFile(join(folder, name), 'utf8'));
    return text === null ? null : { name, text };
  } catch (error) {
    return { name, fault: (error as Error).message };
  }
}

/** The file says the old or the new text, whole, whenever the machine stops. */
async function replace(folder: string, name: string, text: string): Promise<void> {
  const temporary = join(folder, `${name}.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  await syncFolder(folder);
}

// So that the new name is on the disk before old ones go. Windows cannot open folders, and needs it not.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a process that was ended in the middle of writing has left. */
async function removeAbandoned(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue;
    const path = join(folder, name);
    const state = await ifThere(stat(path));
    if (state && Date.now() - state.mtimeMs > abandonedMilliseconds) await rm(path, { force: true });
  }
}

async function ifThere<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
