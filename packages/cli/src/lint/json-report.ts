import { commandFor, countOf, type LintReport, type Located } from './lint-report.ts';

/** What `--json` prints. */
export function jsonReport(report: LintReport): object {
  const { findings, suppressed, known, gone, repaired, files, asked, notes } = report;
  return {
    findings: findings.map(jsonOf),
    suppressed: suppressed.map(({ located, reason }) => ({ ...jsonOf(located), reason })),
    baseline: { known: known.map(jsonOf), gone },
    summary: {
      errors: countOf(report, 'error'),
      warnings: countOf(report, 'warning'),
      infos: countOf(report, 'info'),
      repaired,
      files,
    },
    asked,
    notes,
  };
}

function jsonOf({ finding, rule, path, place, fingerprint }: Located): object {
  const { rule: id, severity, sentence, fix } = finding;
  return {
    rule: id,
    severity,
    path,
    ...(place ?? { line: null, column: null, endLine: null, endColumn: null }),
    sentence,
    meaning: rule?.meaning ?? null,
    repair: rule?.repair ?? null,
    standards: rule?.standards ?? [],
    canBeFixed: fix !== undefined,
    fingerprint,
    explain: rule ? commandFor(id) : null,
  };
}
