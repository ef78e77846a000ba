/** What one line of a CI system's list of tests says. */
export interface JUnitCase {
  readonly classname: string;
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly seconds?: number;
  readonly outcome: JUnitOutcome;
}

export type JUnitOutcome =
  /** `says` is shown with it, if anything. */
  | { readonly kind: 'passed'; readonly says?: string }
  | { readonly kind: 'failed'; readonly message: string; readonly type: string; readonly says: string }
  | { readonly kind: 'skipped'; readonly message: string };

export interface JUnitSuite {
  readonly name: string;
  readonly seconds?: number;
  /** ISO 8601, without a time zone. */
  readonly timestamp?: string;
  readonly properties?: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly JUnitCase[];
}

/**
 * The XML that JUnit's task for Ant began, and that GitLab, Jenkins and others show. It has no standard: this is what the
 * schema of Jenkins' xUnit plugin (junit-10.xsd) takes, but for `file` and `line`, which GitLab reads.
 */
export function formatJUnit(name: string, suites: readonly JUnitSuite[]): string {
  const { tests, failures } = sumsOf(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, tests, failures, errors: 0 })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, seconds, timestamp, properties = [], cases }: JUnitSuite): string[] {
  const property = ([name, value]: readonly [string, string]) => `      <property${attributes({ name, value })}/>`;
  return [
    `  <testsuite${attributes({ name, ...sumsOf(cases), time: seconds ?? 0, timestamp })}>`,
    ...(properties.length === 0 ? [] : ['    <properties>', ...properties.map(property), '    </properties>']),
    ...cases.map((one) => `    ${testcase(one)}`),
    '  </testsuite>',
  ];
}

function sumsOf(cases: readonly JUnitCase[]) {
  const count = (kind: JUnitOutcome['kind']) => cases.filter(({ outcome }) => outcome.kind === kind).length;
  return { tests: cases.length, failures: count('failed'), errors: 0, skipped: count('skipped') };
}

function testcase({ classname, name, file, line, seconds, outcome }: JUnitCase): string {
  const start = `<testcase${attributes({ classname, name, file, line, time: seconds })}`;
  const inner = innerOf(outcome);
  return inner === '' ? `${start}/>` : `${start}>${inner}</testcase>`;
}

function innerOf(outcome: JUnitOutcome): string {
  switch (outcome.kind) {
    case 'passed':
      return outcome.says === undefined ? '' : `<system-out>${escaped(outcome.says)}</system-out>`;
    case 'failed': {
      const { message, type, says } = outcome;
      return `<failure${attributes({ message, type })}>${escaped(says)}</failure>`;
    }
    case 'skipped':
      return `<skipped${attributes({ message: outcome.message })}/>`;
  }
}

/** Those that have a value. */
function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escaped(String(value))}"`]))
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// What XML 1.0 cannot hold in any way (§2.2): a name or a line of a file may.
const unspeakable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text.replace(unspeakable, '\ufffd').replace(/[&<>"]/g, (character) => entities[character]!);
}
