import { sarifFaults } from '@livepin/testkit';
import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { sarifOf, sarifText } from '../../src/report/sarif.ts';
import { hostileReport } from './hostile.ts';
import { largeReport, mixedReport, pinnedReport, reportOf } from './sample.ts';

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: {
    readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string } };
    readonly logicalLocations: { readonly name: string }[];
  }[];
}
const logOf = (report: Report) => JSON.parse(sarifText(report));
const resultsOf = (report: Report): Result[] => logOf(report).runs[0].results;

test.each<[string, Report]>([
  ['one host of each kind', mixedReport()],
  ['one host', pinnedReport()],
  ['no host', reportOf([])],
  ['hostile texts', hostileReport()],
  ['many hosts', largeReport(5, 25, null)],
])('of %s is as the standard has it', (_, report) => {
  expect(sarifFaults(logOf(report))).toEqual([]);
});

test('a result for what was read, broken or differed, and for what is not proven', () => {
  const found = resultsOf(mixedReport()).map(({ ruleId, level, locations }) => {
    return `${level} ${ruleId} ${locations[0]?.logicalLocations[0]?.name}`;
  });
  expect(found).toEqual([
    'error user-ca events.metrics.example:443',
    'error public-ca events.metrics.example:443',
    'error redirect-to-http cdn.bank.example:443',
    'warning expired config.bank.example:8443',
    'error channel-blocked config.bank.example:8443',
    'warning nothing-proven chat.bank.example:443',
    'warning control-failed maps.vendor.example:443',
    'note host-not-seen push.bank.example:443',
    'note host-not-seen payments.bank.example',
  ]);
});

test('an app that is pinned has no result', () => {
  expect(resultsOf(pinnedReport())).toEqual([]);
});

test('a result says what got out, and that tries differed', () => {
  const [, second] = resultsOf(mixedReport());
  expect(second?.message.text).toBe(
    'events.metrics.example:443: A request with its body was read in 1 of 3 tries. Tries differed. Got out: session-token (canary) in header authorization, as it is: eyJh…x9Qw.',
  );
});

test('each rule tells the attack, the repair and the standards', () => {
  const [rule] = logOf(mixedReport()).runs[0].tool.driver.rules;
  expect(rule.fullDescription.text).toContain('The attacker does what User CA');
  expect(rule.help.text).toContain('Pin the host');
  expect(rule.properties.tags).toEqual(['security', 'MASVS-NETWORK-2', 'MASTG-TEST-0244']);
  expect(rule.helpUri).toMatch(/^https:\/\/mas\.owasp\.org\//);
});

test('results are where the tested file is, and where none was named, at the host alone', () => {
  const [first] = resultsOf(mixedReport());
  expect(first?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe('app/release/app.apk');
  const [bare] = resultsOf({ ...mixedReport(), subject: { name: 'app', build: [] } });
  expect(bare?.locations[0]).not.toHaveProperty('physicalLocation');
});

test('no words of an app become a link', () => {
  expect(JSON.stringify(sarifOf(hostileReport()))).toContain('] (https://evil.example)');
  for (const { message } of resultsOf(hostileReport())) expect(message.text).not.toMatch(/\]\(/);
});
