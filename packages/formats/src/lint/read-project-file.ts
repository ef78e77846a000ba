import type { SourceFile } from '../read-config.ts';
import { readOnlyForms, targets } from '../targets.ts';
import type { ProjectFile } from './rule.ts';

/** Reads a file in every form that it is in. Never throws for what stands in it. */
export function readProjectFile(file: SourceFile): ProjectFile {
  const configs = [...targets, ...readOnlyForms].flatMap(({ reader }) =>
    reader?.recognizes(file) ? [reader.read(file)] : [],
  );
  return { file, configs };
}
