import { applyEdits, encodeAs, sourceFileOf } from '@livepin/formats';
import { type Edit, type Finding, type Project, type ProjectFile, readProjectFile } from '@livepin/formats/lint';

export interface Repaired {
  readonly project: Project;
  /** By path; the files as they were. */
  readonly changed: ReadonlyMap<string, ProjectFile>;
  /** How many findings were repaired. */
  readonly count: number;
}

// A repair can bring out another finding that has one. Two that bring out each other would go on for ever.
const maxRounds = 10;

/**
 * Makes the repairs of what is found, until there are none left. Of repairs that overlap, the first is made, and the others
 * in the next round, if they are found again.
 */
export function repair(project: Project, findingsOf: (project: Project) => readonly Finding[]): Repaired {
  const changed = new Map<string, ProjectFile>();
  let current = project;
  let count = 0;
  for (let round = 0; round < maxRounds; round++) {
    const chosen = compatible(findingsOf(current).flatMap(({ fix }) => (fix && fix.length > 0 ? [fix] : [])));
    if (chosen.length === 0) break;
    count += chosen.length;
    const edits = Map.groupBy(chosen.flat(), ({ path }) => path);
    for (const before of current.files) {
      if (edits.has(before.file.path) && !changed.has(before.file.path)) changed.set(before.file.path, before);
    }
    current = { ...current, files: current.files.map((file) => edited(file, edits.get(file.file.path) ?? [])) };
  }
  return { project: current, changed, count };
}

/** The repairs of which no two touch the same place: each is made as a whole or not at all. */
function compatible(fixes: readonly (readonly Edit[])[]): (readonly Edit[])[] {
  const taken: Edit[] = [];
  return fixes.filter((fix) => {
    if (fix.some((edit) => taken.some((other) => overlap(edit, other)))) return false;
    taken.push(...fix);
    return true;
  });
}

// Two that insert at one place, or end and begin there, would depend on their order.
function overlap(a: Edit, b: Edit): boolean {
  return a.path === b.path && a.span.start <= b.span.end && b.span.start <= a.span.end;
}

function edited(file: ProjectFile, edits: readonly Edit[]): ProjectFile {
  const { text, path } = file.file;
  if (edits.length === 0 || text === null) return file;
  return readProjectFile(sourceFileOf(path, encodeAs(file.file, applyEdits(text, edits))));
}
