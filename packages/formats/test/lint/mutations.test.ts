import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintsOf } from '../../src/lint/baseline.ts';
import { exampleWorld } from '../../src/lint/example-world.ts';
import { lint } from '../../src/lint/lint.ts';
import { rules } from '../../src/lint/rules.ts';
import { malformedSuppressions, suppress } from '../../src/lint/suppress.ts';
import { projectOf } from './example-project.ts';

const examples = rules.flatMap(({ bad, good }) => [bad, good]);
const known = new Set(rules.map(({ id }) => id));
// What tips readers and patterns over: brackets that never close, quotes, marks of comments, pieces of pins and hosts.
const pieces = [
  '<',
  '>',
  '"',
  "'",
  '{',
  '}',
  '(',
  ')',
  '/*',
  '*/',
  '<!--',
  '-->',
  '*',
  '\\',
  '\u0000',
  '\ufeff',
  '=',
  ',',
  '$',
  'sha256/',
  '://',
  '.',
  ' ',
  '\r\n',
  '😀',
];

test('whatever stands in files, lint answers with findings of known rules, at places in them', () => {
  const run = Number(process.env.LIVEPIN_SOAK === '1' ? 20_000 : 400);
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(12),
    text: fc.constantFrom('', ...pieces),
  });
  fc.assert(
    fc.property(fc.constantFrom(...examples), fc.array(edit, { minLength: 1, maxLength: 4 }), (example, edits) => {
      const files = Object.fromEntries(
        Object.entries(example.files).map(([path, text]) => [path, edits.reduce(changed, text)]),
      );
      const project = projectOf({ ...example, files });
      const findings = lint(project, { ...exampleWorld, ...example.world });
      for (const { rule, path, span, sentence } of findings) {
        expect(known, rule).toContain(rule);
        const text = project.files.find(({ file }) => file.path === path)?.file.text;
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        if (typeof text === 'string') expect(span.end).toBeLessThanOrEqual(text.length);
        expect(sentence.length).toBeLessThan(1000);
      }
      expect(fingerprintsOf(project, findings)).toHaveLength(findings.length);
      const { findings: left, suppressed } = suppress(project, findings);
      expect(left.length + suppressed.length).toBe(findings.length);
    }),
    { numRuns: run },
  );
});

test('patterns are matched in time that grows with the text', () => {
  const long = 50_000;
  const hostile: Record<string, string> = {
    'A.kt': `class A ${'( '.repeat(long)}`,
    'B.java': `class B implements ${'C, '.repeat(long)}`,
    'C.kt': 'hostnameVerifier { a, '.repeat(long / 10),
    'D.cs': `ServerCertificateValidationCallback = (${'a, '.repeat(long)}`,
    'E.java': `onReceivedSslError(a) { ${'a.b(); '.repeat(long)}`,
    'F.py': `f(${'verify='.repeat(long)}`,
    'G.sh': 'curl -H x '.repeat(long / 5),
    'H.js': `f("https://${'a'.repeat(long)}@${'b.'.repeat(long)}")`,
    'libs.versions.toml': `okhttp${' ='.repeat(long)}`,
    'package.json': `{"react-native"${' '.repeat(long)}`,
    'I.xml': `<network-security-config>${'<!-- livepin-ignore '.repeat(long / 10)}`,
  };
  const { files } = projectOf({ files: hostile });
  // Each is looked at alone, so that a file that takes long names itself in the time limit of the test.
  for (const file of files) {
    const findings = lint({ files: [file], ownHosts: [] }, exampleWorld);
    expect(findings.length).toBeLessThan(100_000);
    expect(malformedSuppressions(file.file).length).toBeLessThan(100_000);
  }
});

function changed(text: string, { at, cut, text: put }: { at: number; cut: number; text: string }): string {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + put + text.slice(place + cut);
}
