import { interestIn } from '@livepin/formats/interest';
import { type FileRead, FileReader, maxFileBytes } from './file-reader.ts';
import { listFiles, type ReadFault } from './list-files.ts';

/** A file that readers and rules may have something to say about. */
export interface FoundFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Scan {
  readonly files: readonly FoundFile[];
  readonly faults: readonly ReadFault[];
}

/** Finds, by their names and by what stands in them, the files below a folder that are worth reading. */
export function scanFolder(folder: string, all: boolean): Scan {
  const { paths, faults } = listFiles(folder, (name) => interestIn(name) !== null, all);
  const reader = new FileReader();
  const files: FoundFile[] = [];
  const found: ReadFault[] = [...faults];
  for (const path of paths) {
    const read = reader.read(`${folder}/${path}`);
    if (read.kind === 'unreadable') found.push({ path, sentence: read.sentence });
    else if (!isOfInterest(path, read)) continue;
    else if (read.kind === 'too-large') found.push({ path, sentence: tooLarge });
    // The reader's buffer goes on to the next file.
    else files.push({ path, bytes: new Uint8Array(read.bytes) });
  }
  return { files, faults: found };
}

export const tooLarge = `The file has more than ${maxFileBytes / 1024 / 1024} MB, and was not read to its end.`;

/** By its name, or by the words in it: looked for before anything is decoded, which is what most files need no more than. */
function isOfInterest(path: string, { bytes }: Extract<FileRead, { bytes: Uint8Array }>): boolean {
  const interest = interestIn(path.slice(path.lastIndexOf('/') + 1));
  if (interest === 'name' || hasUtf16Mark(bytes)) return true;
  return interest?.isIn(bytes.toString('latin1')) ?? false;
}

// The words would have to be looked for in two more forms; there is hardly such a file in a project.
function hasUtf16Mark(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
