import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the programs are that play in the demo. */
export interface Programs {
  readonly openssl: string;
  readonly nginx: string;
  readonly mitmdump: string;
}

/** @returns the missing ones by name where not all are there */
export function findPrograms(): Programs | { readonly missing: readonly string[] } {
  // Debian keeps nginx where only root's PATH looks.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const find = (name: string) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const [openssl, nginx, mitmdump] = [find('openssl'), find('nginx'), find('mitmdump')];
  if (openssl && nginx && mitmdump) return { openssl, nginx, mitmdump };
  return { missing: Object.entries({ openssl, nginx, mitmdump }).flatMap(([name, path]) => (path ? [] : [name])) };
}
