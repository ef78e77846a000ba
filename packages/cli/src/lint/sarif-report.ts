import { isAbsolute } from 'node:path/posix';
import { pathToFileURL } from 'node:url';
import { type Edit, type Rule, type Severity, type StandardId, standards } from '@livepin/formats/lint';
import { shownPath } from '../project/read-project.ts';
import { commandFor, type LintReport, type Located, type Locator } from './lint-report.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };
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
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'livepin', semanticVersion: version, rules: rules.map(descriptorOf) } },
        // §3.14.17: without it, columns would be taken for Unicode code points.
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [root]: { description: { text: 'The folder that livepin lint was run in.' } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.notes.map((text) => ({ level: 'note', message: { text } })),
          },
        ],
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
      },
    ],
  };
}

/** §3.49 */
function descriptorOf({ id, title, severity, meaning, repair, standards: named }: Rule): object {
  const links = named.map((standard) => standards[standard]);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: {
      text: `${repair}\nMore: ${commandFor(id)}`,
      markdown: [
        ...[repair, '', ...links.map(({ title: name, url }) => `- [${name}](${url})`), ''],
        `More: \`${commandFor(id)}\``,
      ].join('\n'),
    },
    ...helpUriOf(named),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['security', ...named], precision: 'high' },
  };
}

/** §3.49.12 wants an absolute address. */
function helpUriOf([first]: readonly StandardId[]): { helpUri?: string } {
  return first === undefined ? {} : { helpUri: standards[first].url };
}

function physicalLocation({ path, place }: Pick<Located, 'path' | 'place'>): object {
  return { artifactLocation: artifactLocation(path), ...(place ? { region: regionOf(place) } : {}) };
}

function artifactLocation(path: string): object {
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) return { uri: pathToFileURL(path).href };
  return {
    uri: path
      .split('/')
      .map((part) => encodeURIComponent(part.toWellFormed()))
      .join('/'),
    uriBaseId: root,
  };
}

function regionOf({ line, column, endLine, endColumn }: NonNullable<Located['place']>): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** §3.55. A change of nothing is none (§3.56.3). */
function fixesOf({ finding: { fix }, rule }: Located, base: string, locator: Locator): object {
  const changes = [...Map.groupBy(fix ?? [], ({ path }) => path)].map(([path, edits]) => ({
    artifactLocation: artifactLocation(shownPath(base, path)),
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
