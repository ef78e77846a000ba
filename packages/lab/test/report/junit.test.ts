import { describe, expect, test } from 'vitest';
import { failuresOf, parseFailOn } from '../../src/report/fail-on.ts';
import { junitOf } from '../../src/report/junit.ts';
import type { Report } from '../../src/report/report.ts';
import { hostileReport } from './hostile.ts';
import { type Element, named, readMarkup } from './read-markup.ts';
import { largeReport, mixedReport, pinnedReport, reportOf } from './sample.ts';

// What the schema of Jenkins' xUnit plugin (junit-10.xsd) has of the elements that are written here: attributes, those that must
// be there with a mark, and what may stand in it.
const schema: Readonly<Record<string, { readonly attributes: readonly string[]; readonly within: string }>> = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], within: '' },
  testsuite: {
    attributes: ['name!', 'tests!', 'failures!', 'errors!', 'time', 'skipped', 'timestamp'],
    within: 'testsuites',
  },
  properties: { attributes: [], within: 'testsuite' },
  property: { attributes: ['name!', 'value!'], within: 'properties' },
  testcase: { attributes: ['name!', 'classname', 'time'], within: 'testsuite' },
  failure: { attributes: ['type', 'message'], within: 'testcase' },
  skipped: { attributes: ['type', 'message'], within: 'testcase' },
  'system-out': { attributes: [], within: 'testcase' },
};

function expectSchema(elements: readonly Element[]): void {
  for (const { name, attributes, within } of elements) {
    const form = schema[name];
    expect(form, name).toBeDefined();
    expect(within.at(-1) ?? '').toBe(form!.within);
    const known = form!.attributes.map((one) => one.replace('!', ''));
    expect(known).toEqual(expect.arrayContaining(Object.keys(attributes)));
    for (const needed of form!.attributes.filter((one) => one.endsWith('!')))
      expect(attributes).toHaveProperty([needed.slice(0, -1)]);
    if (attributes['time'] !== undefined) expect(attributes['time']).toMatch(/^\d{1,3}$/);
  }
}

const reports: [string, Report][] = [
  ['one host of each kind', mixedReport()],
  ['one host', pinnedReport()],
  ['no host', reportOf([])],
  ['hostile texts', hostileReport()],
  ['many hosts', largeReport(5, 25, null)],
];

test.each(reports)('of %s is XML of the form that CI systems know, and its sums are right', (_, report) => {
  const elements = readMarkup(junitOf(report));
  expectSchema(elements);
  const suites = named(elements, 'testsuite');
  expect(suites).toHaveLength(report.hosts.length + 1);
  const sum = (name: string) => suites.reduce((total, { attributes }) => total + Number(attributes[name]), 0);
  expect(sum('tests')).toBe(named(elements, 'testcase').length);
  expect(sum('failures')).toBe(named(elements, 'failure').length);
  expect(sum('skipped')).toBe(named(elements, 'skipped').length);
});

describe('a run that fails has a failure, and one that does not has none', () => {
  test.each(['never', 'any', 'not-pinned', 'leaking', 'fragile', 'unproven', 'inconclusive', 'not-seen', 'flaky'])(
    '--fail-on %s',
    (words) => {
      const failOn = parseFailOn(words);
      for (const [, report] of reports) {
        const failures = named(readMarkup(junitOf(report, failOn)), 'failure');
        expect(failures.length > 0).toBe(failuresOf(report, failOn).length > 0);
        if (words !== 'any') for (const { attributes } of failures) expect(attributes['type']).toBe(words);
      }
    },
  );
});

test('a failure has all that whoever looks at a red build needs', () => {
  const [failure] = named(readMarkup(junitOf(mixedReport(), parseFailOn('leaking'))), 'failure').filter(({ text }) =>
    text.includes('Redirect'),
  );
  expect(failure?.attributes['message']).toBe('read: A request with its body was read in each of 3 tries.');
  for (const part of [
    'Attack: ',
    'The app must: ',
    'Got out: session-token',
    'Repair: ',
    'Evidence: evidence/',
    'MASVS-',
  ])
    expect(failure?.text).toContain(part);
});

test('what does not fail this run does not look like a proof', () => {
  const elements = readMarkup(junitOf(mixedReport(), parseFailOn('never')));
  const messages = named(elements, 'skipped').map(({ attributes }) => attributes['message']);
  expect(messages).toContain('unproven: It refused the untrusted CA and the trusted one alike.');
});

test('the build that was tested is named', () => {
  const values = named(readMarkup(junitOf(mixedReport())), 'property').map(({ attributes }) => attributes['value']);
  expect(values).toContain(`app/release/app.apk sha256:${'cd'.repeat(32)}`);
});
