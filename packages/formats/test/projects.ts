import { readdirSync, readFileSync } from 'node:fs';
import type { SourceFile } from '../src/read-config.ts';
import { sourceFileOf } from '../src/text/source-file.ts';

const folder = new URL('golden/projects/', import.meta.url);

/** Files as they stand in projects: comments, entities, odd white space, marks, several forms in one. */
export const projectFiles: readonly string[] = readdirSync(folder).toSorted();

export function projectFile(name: string): SourceFile {
  return sourceFileOf(name, Uint8Array.from(readFileSync(new URL(name, folder))));
}
