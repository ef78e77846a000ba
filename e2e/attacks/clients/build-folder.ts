import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../.cache/attacks/', import.meta.url));

/** Where what is built of the clients lies, from one run to the next. Within the workspace: its packages are found from there. */
export async function buildFolder(): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}
