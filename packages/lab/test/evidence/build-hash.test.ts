import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../../../e2e/system.ts';
import { findCommand, hashBuild, manifestOf } from '../../src/evidence/build-hash.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'livepin-build-'));
  const mine = folder;
  onTestFinished(() => rmSync(mine, { recursive: true }));
  mkdirSync(join(folder, 'lib/inner'), { recursive: true });
  writeFileSync(join(folder, 'app.apk'), 'an app');
  writeFileSync(join(folder, 'lib/inner/b.so'), 'b');
  writeFileSync(join(folder, 'lib/a.so'), 'a');
  writeFileSync(join(folder, 'lib-2'), 'between by its bytes');
});

const hashOf = async (path: string) => (await hashBuild([path]))[0]!.sha256;

test('a file has the hash of its bytes', async () => {
  const path = join(folder, 'app.apk');
  expect(await hashBuild([path])).toEqual([{ path, sha256: createHash('sha256').update('an app').digest('hex') }]);
});

test('a folder has the hash that a shell can make of it', async ({ skip }) => {
  if ('missing' in findProgram('sha256sum')) skip('sha256sum is not installed');
  writeFileSync(join(folder, 'odd\\name'), 'x');
  const line = "find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum";
  const made = execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
  expect(await hashOf(folder)).toBe(made.slice(0, 64));
});

test.each<{ says: string; change: () => void }>([
  { says: 'a byte', change: () => writeFileSync(join(folder, 'lib/inner/b.so'), 'c') },
  { says: 'a name', change: () => renameSync(join(folder, 'lib/a.so'), join(folder, 'lib/c.so')) },
  { says: 'a file more', change: () => writeFileSync(join(folder, 'more'), '') },
  { says: 'a link, whose target is not read', change: () => symlinkSync('/dev/zero', join(folder, 'link')) },
])('a folder has another hash with $says', async ({ change }) => {
  const before = await hashOf(folder);
  change();
  expect(await hashOf(folder)).not.toBe(before);
});

test('a name with a line feed is one line of the manifest', async () => {
  writeFileSync(join(folder, `x\n${'0'.repeat(64)}  .app`), 'x');
  const lines = (await manifestOf(folder)).trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines.at(-1)).toMatch(/^\\[0-9a-f]{64} {2}\.\/x\\n0+ {2}\.app$/);
});

test.each([
  { says: 'what is not there', path: 'nothing.apk' },
  { says: 'what has no end', path: '/dev/zero' },
])('$says is refused by its name', async ({ path }) => {
  await expect(hashBuild([path])).rejects.toMatchObject({
    code: 'LP_FILE_UNREADABLE',
    message: expect.stringContaining(path),
  });
});

test('a command is found as a shell finds it: in the order of the path, and only what can be run', async () => {
  for (const [place, mode] of [
    ['one', 0o644],
    ['two', 0o755],
    ['three', 0o755],
  ] as const) {
    mkdirSync(join(folder, place));
    writeFileSync(join(folder, place, 'tool'), '#!/bin/sh\n');
    chmodSync(join(folder, place, 'tool'), mode);
  }
  mkdirSync(join(folder, 'one/folder'));
  const find = (name: string) =>
    findCommand(name, [join(folder, 'one'), 'two', join(folder, 'three')].join(':'), folder);
  expect(await find('tool')).toBe(join(folder, 'two/tool'));
  expect(await find('./three/tool')).toBe(join(folder, 'three/tool'));
  expect(await find(join(folder, 'three/tool'))).toBe(join(folder, 'three/tool'));
  expect(await find('folder')).toBeNull();
  expect(await find('nothing')).toBeNull();
});
