import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStateFolder } from '../src/keeper/state-folder.ts';
import { makeFolder } from '../src/make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-make-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a folder is made with those on its way, and may be there', () => {
  const path = join(folder, 'one', 'two', 'three');
  makeFolder(path, 0o700);
  makeFolder(path);
  expect(statSync(join(folder, 'one')).mode & 0o777).toBe(0o700);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('one that cannot be made is told of in a sentence', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below')])
    expect(() => makeFolder(path)).toThrow(
      expect.objectContaining({
        code: 'LP_FILE_UNWRITABLE',
        message: expect.stringMatching(/^The folder \S+ cannot be made: (file already exists|not a directory)\.$/),
      }),
    );
});

// On Linux Node's own mkdir tries for ever there; elsewhere there is no such folder, and none can be made in its place.
test('nor is one waited for where the system has no folders to make', () => {
  const where = process.platform === 'win32' ? 'Q:\\livepin\\lab' : '/proc/livepin/lab';
  expect(() => makeFolder(where)).toThrow(expect.objectContaining({ code: 'LP_FILE_UNWRITABLE' }));
  expect(() => openStateFolder(where)).toThrow(
    expect.objectContaining({
      code: 'LP_LAB_STATE_UNUSABLE',
      message: expect.stringMatching(/cannot be made: .+\. It is to hold .+LIVEPIN_LAB_STATE names another/),
    }),
  );
});
