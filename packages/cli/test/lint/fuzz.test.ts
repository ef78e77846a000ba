import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonReport } from '../../src/lint/json-report.ts';
import { junitReport } from '../../src/lint/junit-report.ts';
import { type LintWishes, lintProject } from '../../src/lint/lint-project.ts';
import { sarifText } from '../../src/lint/sarif-report.ts';
import { terminalReport } from '../../src/lint/terminal-report.ts';
import { listFiles } from '../../src/project/list-files.ts';
import { scanFiles } from '../../src/project/scan-files.ts';
import { style } from '../../src/style.ts';
import { temporaryFolder } from '../command-line.ts';
import { android } from './projects/android.ts';
import { capacitor } from './projects/capacitor.ts';
import { expo } from './projects/expo.ts';
import { flutter } from './projects/flutter.ts';
import { ios } from './projects/ios.ts';
import { reactNative } from './projects/react-native.ts';

// LIVEPIN_SOAK=1 (npm run soak) runs many more.
const numRuns = process.env['LIVEPIN_SOAK'] ? 3_000 : 60;

const wishes: LintWishes = {
  failOn: 'error',
  fix: true,
  isDryRun: true,
  baseline: undefined,
  writesBaseline: false,
  ownHosts: undefined,
  offline: true,
  app: undefined,
  service: '',
  root: [],
  connect: undefined,
  ca: undefined,
  proxy: undefined,
};

const real = [android, ios, reactNative, flutter, capacitor, expo].flatMap(({ files }) => Object.entries(files));

/** A real file with stretches of its bytes overwritten, repeated or cut out. */
const damaged = fc
  .tuple(
    fc.constantFrom(...real),
    fc.array(
      fc.tuple(
        fc.constantFrom('cut', 'repeat', 'write'),
        fc.nat(),
        fc.integer({ min: 0, max: 60 }),
        fc.uint8Array({ maxLength: 12 }),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([[path, content], changes]) => {
    let bytes = Buffer.from(content);
    for (const [kind, at, length, fresh] of changes) {
      const start = at % (bytes.length + 1);
      const middle = { cut: Buffer.of(), repeat: bytes.subarray(start, start + length), write: Buffer.from(fresh) }[
        kind
      ];
      const rest = kind === 'repeat' ? bytes.subarray(start) : bytes.subarray(start + length);
      bytes = Buffer.concat([bytes.subarray(0, start), middle, rest]);
    }
    return [path, bytes] as const;
  });
const random = fc.tuple(
  fc.constantFrom(
    'Info.plist',
    'a/nsc.xml',
    'app.json',
    'AndroidManifest.xml',
    'x.kt',
    'y.swift',
    'run.sh',
    'z.py',
    'p.json',
  ),
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  ),
);
const tree = fc.array(fc.oneof({ weight: 4, arbitrary: damaged }, random), { maxLength: 12 });

test('whatever lies in a project, it is linted to the end: repaired as a whole, and reported in every form', async () => {
  using folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(tree, async (files) => {
      const base = folder.in('project');
      rmSync(base, { recursive: true, force: true });
      mkdirSync(base);
      for (const [path, bytes] of new Map(files)) {
        mkdirSync(dirname(join(base, path)), { recursive: true });
        writeFileSync(join(base, path), bytes);
      }
      const scan = scanFiles(base, listFiles(base, () => true, false).paths);
      const { report, judgement, patch } = await lintProject({ base, ...scan }, wishes, 1_795_000_000);
      const faults = report.findings.filter(({ finding }) => finding.sentence.includes('fault of its own'));
      expect(faults).toEqual([]);
      for (const { place, finding } of report.findings) {
        if (place) expect(place.endLine, finding.rule).toBeGreaterThanOrEqual(place.line);
      }
      expect(typeof patch).toBe('string');
      expect(JSON.parse(sarifText(report, '1.0.0', base, judgement.locator)).runs).toHaveLength(1);
      expect(junitReport(report)).toContain('</testsuites>');
      expect(terminalReport(report, style).length).toBeGreaterThan(0);
      expect(Object.keys(jsonReport(report))).toContain('findings');
    }),
    { numRuns },
  );
});
