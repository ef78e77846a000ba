import { rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file in place of what had its name: a new one, so that it has its own mode, and that a link leads nowhere.
 * @param isPrivate for what can be decrypted: its owner alone may read it
 * @throws what the file system throws
 */
export async function writeAnew(path: string, content: string | Uint8Array, isPrivate: boolean): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, content, { flag: 'wx', mode: isPrivate ? 0o600 : 0o666 });
}
