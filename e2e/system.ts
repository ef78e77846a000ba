import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';

/** What is installed on this machine, and what to say of what is not: a skipped test gives its reason. */
export type Found = { readonly path: string } | { readonly missing: string };

/** @param names of one program, in order of preference */
export function findProgram(...names: string[]): Found {
  for (const name of names) {
    // Debian puts servers where the path of an ordinary user does not lead.
    for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']) {
      const path = join(folder, name);
      if (existsSync(path)) return { path };
    }
  }
  return { missing: `${names[0]} is not installed (scripts/system-packages.json names its Debian package)` };
}

/** @param name of a file below e2e/engines/node_modules */
export function findEngineFile(name: string): Found {
  const path = new URL(`engines/node_modules/${name}`, import.meta.url).pathname;
  return existsSync(path)
    ? { path }
    : { missing: `${name} is not installed (node scripts/setup.mjs test installs it)` };
}

/** A group of tests that needs a program: where that is missing, one test says so in place of the group. */
export function describeWith(found: Found, name: string, tests: (path: string) => void): void {
  if ('path' in found) describe(name, () => tests(found.path));
  else test(name, ({ skip }) => skip(found.missing));
}
