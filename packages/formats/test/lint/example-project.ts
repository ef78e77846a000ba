import type { Host } from '@livepin/core';
import { interestIn } from '../../src/interest.ts';
import { exampleWorld } from '../../src/lint/example-world.ts';
import { lint } from '../../src/lint/lint.ts';
import { readProjectFile } from '../../src/lint/read-project-file.ts';
import type { Example, Finding, Project, World } from '../../src/lint/rule.ts';
import { sourceFileOf } from '../../src/text/source-file.ts';

export function projectOf({ files, ownHosts = [] }: Pick<Example, 'files' | 'ownHosts'>): Project {
  return {
    files: Object.entries(files).map(([path, text]) =>
      readProjectFile(sourceFileOf(path, new TextEncoder().encode(text))),
    ),
    ownHosts: ownHosts as readonly Host[],
  };
}

export function worldOf({ world }: Example): World {
  return { ...exampleWorld, ...world };
}

export function lintExample(example: Example): Finding[] {
  return lint(projectOf(example), worldOf(example));
}

/** Findings of one rule, each with its severity and what stands at its place. */
export function shown(example: Example, rule: string): string[] {
  return lintExample(example)
    .filter((finding) => finding.rule === rule)
    .map(({ severity, path, span }) => `${severity}: ${example.files[path]?.slice(span.start, span.end)}`);
}

/** Whether the walk of a project would read this file. */
export function isSearched(path: string, text: string): boolean {
  const interest = interestIn(path);
  return interest === 'name' || (interest?.isIn(text) ?? false);
}
