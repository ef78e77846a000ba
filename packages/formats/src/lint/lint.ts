import { isDebugOnly } from './paths.ts';
import type { Finding, Project, Rule, Severity, World } from './rule.ts';
import { rules } from './rules.ts';

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
// Explained better by the rule of the pin itself: that Android crashes at it is said there.
const faultOfPin = /^(?:pin-|placeholder-pin|empty-input-pin|documentation-pin|raw-key|certificate-hash|sha1-pin)/;

/**
 * Everything that the rules find in a project: by path, then by place. Of one rule there is one finding at a place, however
 * many forms and hosts lead there. Suppressions and the baseline are not looked at here.
 */
export function lint(project: Project, world: World): Finding[] {
  const found = [...problemsIn(project), ...rules.flatMap((rule) => findingsOf(rule, project, world))];
  const places = new Map<string, Finding>();
  for (const finding of found.map(asWeighed)) {
    const key = `${finding.rule}\n${finding.path}\n${finding.span.start}`;
    const known = places.get(key);
    if (!known || rank[finding.severity] < rank[known.severity]) places.set(key, finding);
  }
  return withoutRepeats([...places.values()]).toSorted(inOrder);
}

function problemsIn({ files }: Project): Finding[] {
  return files.flatMap(({ file, configs }) =>
    configs.flatMap(({ problems }) =>
      problems.map(({ rule, severity, sentence, span }): Finding => {
        const usual = rules.find(({ id }) => id === rule)?.severity ?? 'error';
        return { rule, severity: severity ?? usual, path: file.path, span, sentence };
      }),
    ),
  );
}

function findingsOf({ id, severity, check }: Rule, project: Project, world: World): Finding[] {
  return (check?.(project, world) ?? []).map((each) => ({ ...each, rule: id, severity: each.severity ?? severity }));
}

/** What no release ever holds is worth knowing at most. */
function asWeighed(finding: Finding): Finding {
  return isDebugOnly(finding.path) ? { ...finding, severity: 'info' } : finding;
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const explained = new Set(
    findings.filter(({ rule }) => faultOfPin.test(rule)).map(({ path, span }) => `${path} ${span.start}`),
  );
  return findings.filter(({ rule, path, span }) => rule !== 'nsc-structure' || !explained.has(`${path} ${span.start}`));
}

function inOrder(a: Finding, b: Finding): number {
  return compare(a.path, b.path) || a.span.start - b.span.start || compare(a.rule, b.rule);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
