import { expect, test } from 'vitest';
import { fingerprintsOf } from '../../src/lint/baseline.ts';
import { a, ats, atsDomain, b, c, domainConfig, nsc, nscPath, pinner, sha256 } from '../../src/lint/example-pieces.ts';
import { exampleWorld } from '../../src/lint/example-world.ts';
import { lint } from '../../src/lint/lint.ts';
import { suppress } from '../../src/lint/suppress.ts';
import { projectOf } from './example-project.ts';

// Each rule that compares every host with every other would take minutes here, and end in the time limit of the test.
test('thousands of hosts, each with a fault, take time that grows with their number', () => {
  const count = 2000;
  const hosts = Array.from({ length: count }, (_, at) => `h${at}.example.com`);
  const project = projectOf({
    files: {
      [nscPath]: nsc(hosts.map((host) => domainConfig(host, [a, b, a])).join('')),
      'ios/App/Info.plist': ats(hosts.map((host) => atsDomain(host, [a, c])).join('')),
      'app/src/main/java/Pins.kt': pinner(...hosts.map((host) => [`**.${host}`, sha256(a), sha256(a)])),
    },
  });
  const findings = lint(project, exampleWorld);
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  expect(counts.get('platform-drift')).toBe(2 * count);
  expect(counts.get('duplicate-pin')).toBe(2 * count);
  expect(new Set(fingerprintsOf(project, findings)).size).toBe(findings.length);
  expect(suppress(project, findings).findings).toHaveLength(findings.length);
});

test('one host in thousands of places too', () => {
  const urls = Array.from({ length: 10_000 }, (_, at) => `https://api.example.com/${at}`);
  const text = `curl --pinnedpubkey 'sha256//${a};sha256//${b}' ${urls.join(' ')}\n`;
  expect(lint(projectOf({ files: { 'fetch.sh': text } }), exampleWorld)).toEqual([]);
});
