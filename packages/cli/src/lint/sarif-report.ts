import type { Edit, Severity } from '@livepin/formats/lint';
import { artifactUri, type SarifLevel, type SarifRule, sarifLog } from '@livepin/formats/reports';
import { shownPath } from '../project/read-project.ts';
import { commandFor, type LintReport, type Located, type Locator } from './lint-report.ts';

const levels: Readonly<Record<Severity, SarifLevel>> = { error: 'error', warning: 'warning', info: 'note' };
// What the paths of a report are relative to: the folder that the command was run in, whatever it is called there.
const root = '%SRCROOT%';

/** The report as OASIS SARIF 2.1.0, with what GitHub's code scanning shows of it. Sections: of the standard. */
export function sarifReport(report: LintReport, version: string, base: string, locator: Locator): object {
  const { findings, suppressed, known } = report;
  const all = [
    ...findings.map((located) => ({ located, suppressions: [] })),
    ...suppressed.map(({ located, reason }) => ({
      located,
      suppressions: [{ kind: 'inSource', justification: reason }],
    })),
    ...known.map((located) => ({
      located,
      suppressions: [{ kind: 'external', justification: 'It is in the baseline.' }],
    })),
  ];
  const rules = [...new Map(all.flatMap(({ located: { rule } }) => (rule ? [[rule.id, rule] as const] : []))).values()];
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  return sarifLog({
    version,
    rules: rules.map((rule): SarifRule => ({ ...rule, level: levels[rule.severity], more: commandFor(rule.id) })),
    notes: report.notes,
    more: {
      // §3.14.17: without it, columns would be taken for Unicode code points.
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { [root]: { description: { text: 'The folder that livepin lint was run in.' } } },
    },
    results: all.map(({ located, suppressions }) => ({
      ruleId: located.finding.rule,
      ...(located.rule ? { ruleIndex: indexOf.get(located.rule.id) } : {}),
      level: levels[located.finding.severity],
      message: { text: located.finding.sentence },
      locations: [{ physicalLocation: physicalLocation(located) }],
      partialFingerprints: { 'livepin/v1': located.fingerprint },
      ...(suppressions.length > 0 ? { suppressions } : {}),
      ...fixesOf(located, base, locator),
    })),
  });
}

function physicalLocation({ path, place }: Pick<Located, 'path' | 'place'>): object {
  return { artifactLocation: artifactUri(path, root), ...(place ? { region: regionOf(place) } : {}) };
}

function regionOf({ line, column, endLine, endColumn }: NonNullable<Located['place']>): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** §3.55. A change of nothing is none (§3.56.3). */
function fixesOf({ finding: { fix }, rule }: Located, base: string, locator: Locator): object {
  const changes = [...Map.groupBy(fix ?? [], ({ path }) => path)].map(([path, edits]) => ({
    artifactLocation: artifactUri(shownPath(base, path), root),
    replacements: edits.flatMap((edit) => replacementOf(edit, locator)),
  }));
  if (changes.length === 0 || changes.some(({ replacements }) => replacements.length === 0)) return {};
  return { fixes: [{ description: { text: rule?.fixes ?? 'Repairs it.' }, artifactChanges: changes }] };
}

function replacementOf({ path, span, text }: Edit, locator: Locator): object[] {
  const place = locator.linesOf(path)?.placeOf(span);
  return place ? [{ deletedRegion: regionOf(place), insertedContent: { text } }] : [];
}

export function sarifText(report: LintReport, version: string, base: string, locator: Locator): string {
  return `${JSON.stringify(sarifReport(report, version, base, locator), null, 2)}\n`;
}
