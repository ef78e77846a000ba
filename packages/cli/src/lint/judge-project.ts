import type { SourceFile } from '@livepin/formats';
import { type Finding, fingerprintsOf, lint, type Project, rules, suppress, type World } from '@livepin/formats/lint';
import type { ReadFault } from '../project/list-files.ts';
import { type Located, Locator } from './lint-report.ts';

export interface ProjectJudgement {
  readonly findings: readonly Located[];
  readonly suppressed: readonly { readonly located: Located; readonly reason: string }[];
  readonly known: readonly Located[];
  readonly gone: number;
  readonly locator: Locator;
}

export interface Yardstick {
  /** What paths of the project are relative to. */
  readonly base: string;
  readonly world: World;
  readonly faults: readonly ReadFault[];
  /** Fingerprints of what was found before. */
  readonly baseline: ReadonlySet<string>;
}

/** What is wrong with a project, apart from what its comments and its baseline say is known. */
export function judgeProject(project: Project, { base, world, faults, baseline }: Yardstick): ProjectJudgement {
  const files: SourceFile[] = project.files.map(({ file }) => file);
  const locator = new Locator(base, files, rules);
  const judged = suppress(project, [...faults.map(findingOf), ...lint(project, world)]);
  const fingerprints = fingerprintsOf(project, judged.findings);
  const located = judged.findings.map((finding, index) => locator.locate(finding, fingerprints[index]!));
  const known = located.filter(({ fingerprint }) => baseline.has(fingerprint));
  const silenced = judged.suppressed.map(({ finding }) => finding);
  const namesOfSilenced = fingerprintsOf(project, silenced);
  return {
    findings: located.filter(({ fingerprint }) => !baseline.has(fingerprint)),
    suppressed: judged.suppressed.map(({ finding, reason }, index) => ({
      located: locator.locate(finding, namesOfSilenced[index]!),
      reason,
    })),
    known,
    gone: baseline.size - known.length,
    locator,
  };
}

/** A file that could not be read is the machine's fault more often than the project's: it fails no run unasked. */
function findingOf({ path, sentence }: ReadFault): Finding {
  return { rule: 'unreadable-file', severity: 'warning', path, span: { start: 0, end: 0 }, sentence };
}
