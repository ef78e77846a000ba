import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../src/unified-diff.ts';
import { temporaryFolder } from './command-line.ts';

test('the same text has no difference', () => {
  expect(unifiedDiff('a.xml', 'x\n', 'x\n')).toBe('');
});

test('a difference stands between the lines around it, under the numbers of both sides', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
  expect(unifiedDiff('res/a.xml', before, before.replace('e\n', 'E\nEE\n'))).toBe(
    '--- a/res/a.xml\n+++ b/res/a.xml\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+EE\n f\n g\n h\n',
  );
});

test('a last line without its end is told from one with it', () => {
  expect(unifiedDiff('a', 'x\ny', 'x\ny\n')).toBe(
    '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+y\n',
  );
});

test('git makes the new text of the old one and the difference', () => {
  const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd\n');
  const text = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('', 'end'))
    .map(([lines, end]) => lines.join('') + end);
  const pairs = fc
    .sample(fc.tuple(text, text), { numRuns: 60, seed: 7 })
    .filter(([before, after]) => before !== after && before !== '' && after !== '');
  using folder = temporaryFolder();
  mkdirSync(folder.in('d'));
  for (const [at, [before]] of pairs.entries()) writeFileSync(folder.in(`d/${at}`), before);
  const patch = pairs.map(([before, after], at) => unifiedDiff(`d/${at}`, before, after)).join('');
  const { status, stderr } = spawnSync('git', ['apply', '--unsafe-paths', '-'], {
    cwd: folder.path,
    input: patch,
    encoding: 'utf8',
  });
  expect({ status, stderr: stderr.replaceAll(/.*trailing whitespace.*\n|.*warning.*\n/g, '') }).toMatchObject({
    status: 0,
  });
  for (const [at, [, after]] of pairs.entries()) expect(readFileSync(folder.in(`d/${at}`), 'utf8')).toBe(after);
});
