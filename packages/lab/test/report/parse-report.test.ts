import { describe, expect, test } from 'vitest';
import { parseReport, reportText } from '../../src/report/parse-report.ts';
import type { Report } from '../../src/report/report.ts';
import { hostileReport } from './hostile.ts';
import { largeReport, mixedReport, pinnedReport, reportOf } from './sample.ts';

test.each<[string, () => Report]>([
  ['one host of each kind', mixedReport],
  ['one host', pinnedReport],
  ['no host', () => reportOf([])],
  ['hostile texts', hostileReport],
  ['60 hosts and 25 scenarios', () => largeReport(60, 25, null)],
])('a report of %s is read as it was written, byte for byte', (_, make) => {
  const text = reportText(make());
  const read = parseReport(text, 'report.json');
  expect(reportText(read)).toBe(text);
});

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
const sample = (): Json => JSON.parse(reportText(mixedReport()));

/** One of each kind of object: that each member counts need not be shown for all of three hundred connections. */
function objectsIn(value: Json, path: string, found = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) return found;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) objectsIn(item, `${path}[${index}]`, found);
    return found;
  }
  const kind = Object.keys(value).join();
  if (!found.has(kind)) found.set(kind, path);
  for (const [name, item] of Object.entries(value)) objectsIn(item, `${path}.${name}`, found);
  return found;
}

function at(root: Json, path: string): Record<string, Json> {
  const steps = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  return steps.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], root) as Record<
    string,
    Json
  >;
}

const objects = [...objectsIn(sample(), '').values()];
const members = objects.flatMap((path) => Object.keys(at(sample(), path)).map((name) => ({ path, name })));

function refusalOf(change: (root: Json) => void): string {
  const root = sample();
  change(root);
  try {
    parseReport(JSON.stringify(root), 'report.json');
  } catch (error) {
    expect(error).toMatchObject({ code: 'LP_LAB_REPORT_MALFORMED' });
    return (error as Error).message;
  }
  return 'it was read';
}

test('the sample has each kind of object that a report can have', () => {
  expect(objects.length).toBeGreaterThanOrEqual(15);
  expect(members.length).toBeGreaterThan(80);
});

test.each(members)('refused without $path.$name', ({ path, name }) => {
  const message = refusalOf((root) => {
    delete at(root, path)[name];
  });
  if (name !== 'format') expect(message).toBe(`report.json${path}.${name} is missing.`);
});

test.each(members)('refused with something else as $path.$name', ({ path, name }) => {
  const message = refusalOf((root) => {
    const value = at(root, path)[name]!;
    // Never of the form that is wanted: a list for what is none, and the other way round.
    at(root, path)[name] = Array.isArray(value) ? 'else' : [7];
  });
  if (name !== 'format') expect(message).toContain(`report.json${path}.${name} `);
});

test.each(objects)('refused with a member that nobody knows in %j', (path) => {
  const message = refusalOf((root) => {
    at(root, path)['__proto_'] = 1;
  });
  expect(message).toMatch(/has a member "__proto_"/);
});

describe('evidence must lie in the folder of the report', () => {
  const first = members.find(({ path, name }) => /evidence\[0\]$/.test(path) && name === 'path')!;
  const withPath = (evidence: string) =>
    refusalOf((root) => {
      at(root, first.path)[first.name] = evidence;
    });

  test.each([
    '',
    '/etc/passwd',
    '../other.pcapng',
    'evidence/../../other.pcapng',
    'evidence/..',
    './evidence',
    'javascript:alert(1)',
    'https://evil.example/',
    'C:evidence',
    'evidence\\..\\..\\other',
    'evidence\n',
  ])('not %j', (path) => {
    expect(withPath(path)).toContain('is not a path below the folder');
  });

  test.each(['evidence/a..b/c.pcapng', '..evidence', 'évidence/…'])('but %j', (path) => {
    expect(withPath(path)).toBe('it was read');
  });
});

test.each([
  ['no JSON', '{', 'is not JSON'],
  ['nothing', '', 'is not JSON'],
  ['another document', '{"format":"livepin-bundle"}', 'is no report'],
  ['a list', '[]', 'is no report'],
  ['a newer form', '{"format":"livepin-lab-report","version":2}', 'newer livepin'],
])('%s is no report', (_, text, why) => {
  expect(() => parseReport(text, 'r.json')).toThrow(
    expect.objectContaining({ code: 'LP_LAB_REPORT_MALFORMED', message: expect.stringMatching(`^r.json.*${why}`) }),
  );
});

test('what could be shown in two ways is refused', () => {
  const { hosts, scenarios } = mixedReport();
  const [host] = hosts as [(typeof hosts)[number]];
  const text = (over: Partial<Report>) => reportText({ ...mixedReport(), ...over });
  expect(() => parseReport(text({ hosts: [host, host] }), 'r')).toThrow(/r\.hosts has a host twice/);
  expect(() => parseReport(text({ scenarios: [...scenarios, scenarios[0]!] }), 'r')).toThrow(/has a scenario twice/);
  expect(() => parseReport(text({ scenarios: scenarios.slice(1) }), 'r')).toThrow(
    /hosts\[0\]\.cells has a scenario that/,
  );
});
