import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkEvidence, evidenceIn } from '../../src/evidence/check-evidence.ts';
import { forgetEvidence } from '../../src/evidence/forget-evidence.ts';
import { reportText } from '../../src/report/parse-report.ts';
import type { Report } from '../../src/report/report.ts';
import { pinnedReport } from '../report/sample.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'livepin-forget-'));
  const mine = folder;
  onTestFinished(() => rmSync(mine, { recursive: true }));
  mkdirSync(join(folder, 'evidence'));
});

function put(name: string): { path: string; sha256: string; bytes: number } {
  writeFileSync(join(folder, 'evidence', name), name);
  return { path: `evidence/${name}`, sha256: createHash('sha256').update(name).digest('hex'), bytes: name.length };
}

function reportOf(...files: ReturnType<typeof put>[]): Report {
  const report = pinnedReport();
  const [host] = report.hosts;
  const cells = host!.cells.map((cell, at) => ({ ...cell, evidence: at === 0 ? files : [] }));
  return { ...report, hosts: [{ ...host!, cells }] };
}

test('what an earlier report brought along is taken away, and what somebody put there or changed stays', async () => {
  const report = reportOf(put('a.pcapng'), put('changed.pcapng'), put('missing.pcapng'));
  writeFileSync(join(folder, 'report.json'), reportText(report));
  writeFileSync(join(folder, 'report.json.jws'), 'x');
  rmSync(join(folder, 'evidence/missing.pcapng'));
  writeFileSync(join(folder, 'evidence/changed.pcapng'), 'notes');
  put('own.pcapng');
  await forgetEvidence(folder);
  expect(readdirSync(join(folder, 'evidence')).sort()).toEqual(['changed.pcapng', 'own.pcapng']);
  expect(readdirSync(folder).sort()).toEqual(['evidence', 'report.json']);
});

test.each([
  { says: 'no report', text: null },
  { says: 'something else by its name', text: '{"evidence":["a.pcapng"]}' },
])('with $says there, nothing is taken away', async ({ text }) => {
  put('a.pcapng');
  if (text !== null) writeFileSync(join(folder, 'report.json'), text);
  await forgetEvidence(folder);
  expect(readdirSync(join(folder, 'evidence'))).toEqual(['a.pcapng']);
});

test('a file that two cells name under two hashes is a fault', async () => {
  const file = put('a.pcapng');
  const files = evidenceIn(reportOf(file, { ...file, sha256: '0'.repeat(64) }));
  expect(await checkEvidence(folder, files)).toEqual([{ path: file.path, is: 'changed' }]);
});
