import { interestIn } from '@livepin/formats/interest';
import { type FileRead, FileReader, maxFileBytes } from './file-reader.ts';
import type { ReadFault } from './list-files.ts';

/** A file that readers and rules may have something to say about. */
export interface FoundFile {
  /** Relative to the project, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Scan {
  readonly files: readonly FoundFile[];
  readonly faults: readonly ReadFault[];
}

export const tooLarge = `The file has more than ${maxFileBytes / 1024 / 1024} MB, and was not read to its end.`;

/** Finds the files that are worth reading, by their names and by what stands in them. */
export function scanFiles(base: string, paths: Iterable<string>): Scan {
  const reader = new FileReader();
  const files: FoundFile[] = [];
  const faults: ReadFault[] = [];
  for (const path of paths) {
    const read = reader.read(`${base}/${path}`);
    if (read.kind === 'unreadable') faults.push({ path, sentence: read.sentence });
    else if (!isOfInterest(path, read)) continue;
    else if (read.kind === 'too-large') faults.push({ path, sentence: tooLarge });
    // The reader's buffer goes on to the next file.
    else files.push({ path, bytes: new Uint8Array(read.bytes) });
  }
  return { files, faults };
}

/** By its name, or by the words in it: looked for before anything is decoded, which is what most files need no more than. */
function isOfInterest(path: string, { bytes }: Extract<FileRead, { bytes: Uint8Array }>): boolean {
  const interest = interestIn(path);
  if (interest === 'name' || hasUtf16Mark(bytes)) return true;
  return interest?.isIn(bytes.toString('latin1')) ?? false;
}

// The words would have to be looked for in two more forms; there is hardly such a file in a project.
function hasUtf16Mark(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
