import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A project as it lies on a disk, with faults that are known. */
export interface Project {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** "path:line severity rule", in the order of a report. */
  readonly faults: readonly string[];
}

export function writeProject(folder: string, files: Project['files']): void {
  for (const [path, content] of Object.entries(files)) {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, content);
  }
}

/** Of keys that nobody has. */
export const pins = {
  a: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=',
  b: 'ESIzRFVmd4iZqrvM3e4RIjNEVWZ3iJmqu8zd7hEiM0Q=',
  c: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
} as const;

/** Half a year from now, as configs write a day. */
export const inHalfAYear: string = new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10);
