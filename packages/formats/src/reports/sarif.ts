import { isAbsolute } from 'node:path/posix';
import { pathToFileURL } from 'node:url';
import { standardOf } from '../lint/standards.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export type SarifLevel = 'error' | 'warning' | 'note';

/** What is told of all findings of one kind. */
export interface SarifRule {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly repair: string;
  /** The command that tells more. */
  readonly more?: string;
  /** Ids of `standards`; others are named without a link. */
  readonly standards: readonly string[];
  readonly level: SarifLevel;
}

export interface SarifRun {
  /** Of livepin. */
  readonly version: string;
  readonly rules: readonly SarifRule[];
  /** §3.27, each with `ruleId` and `ruleIndex` into `rules`. */
  readonly results: readonly object[];
  /** What is to be said of the run as a whole. */
  readonly notes: readonly string[];
  /** Other members of a run (§3.14). */
  readonly more: object;
}

/** A log of OASIS SARIF 2.1.0 with one run, and what GitHub's code scanning shows of it. Sections: of the standard. */
export function sarifLog({ version, rules, results, notes, more }: SarifRun): object {
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'livepin', semanticVersion: version, rules: rules.map(descriptorOf) } },
        ...more,
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notes.map((text) => ({ level: 'note', message: { text } })),
          },
        ],
        results,
      },
    ],
  };
}

/** §3.49 */
function descriptorOf({ id, title, level, meaning, repair, more, standards }: SarifRule): object {
  const [first] = standards.flatMap((one) => standardOf(one) ?? []);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: {
      text: [repair, ...(more === undefined ? [] : [`More: ${more}`])].join('\n'),
      markdown: [repair, '', ...standards.map(linkTo), ...(more === undefined ? [] : ['', `More: \`${more}\``])].join(
        '\n',
      ),
    },
    // §3.49.12 wants an absolute address.
    ...(first === undefined ? {} : { helpUri: first.url }),
    defaultConfiguration: { level },
    properties: { tags: ['security', ...standards], precision: 'high' },
  };
}

function linkTo(id: string): string {
  const standard = standardOf(id);
  return standard ? `- [${standard.title}](${standard.url})` : `- ${id}`;
}

/**
 * §3.4: the members of an artifactLocation.
 * @param path with slashes; absolute, or relative to the folder of `base`
 * @param base a name of `originalUriBaseIds`
 */
export function artifactUri(path: string, base: string): { readonly uri: string; readonly uriBaseId?: string } {
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) return { uri: pathToFileURL(path).href };
  const uri = path.split('/').map((part) => encodeURIComponent(part.toWellFormed()));
  return { uri: uri.join('/'), uriBaseId: base };
}
