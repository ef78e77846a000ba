import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildOfCommand } from '../../src/subject/build-of-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-build-of-command-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['app', 'python3.12', 'node', 'npm', 'gradlew'])
  writeFileSync(join(folder, name), '', { mode: 0o755 });
for (const name of ['app.mjs', 'setup.mjs', 'x.py']) writeFileSync(join(folder, name), '');

const of = (...command: [string, ...string[]]) => buildOfCommand(command, folder, folder);

describe('where no build is named, the report is bound', () => {
  test('to the program, of which nothing more is to be said', async () => {
    expect(await of('./app', '--config', 'app.mjs')).toEqual({ paths: [join(folder, 'app')], warning: null });
    expect(await of('app')).toEqual({ paths: [join(folder, 'app')], warning: null });
  });

  test.each<{ command: [string, ...string[]]; files: string[]; says: string }>([
    { command: ['npm', 'run', 'e2e'], files: [], says: 'the one of npm: ' },
    { command: ['./gradlew', 'test'], files: [], says: 'the one of gradlew: ' },
    { command: ['node', 'app.mjs', '--self-test'], files: ['app.mjs'], says: 'the one of app.mjs and node: ' },
    {
      command: ['node', '--import', './setup.mjs', 'app.mjs'],
      files: ['./setup.mjs', 'app.mjs'],
      says: './setup.mjs and app.mjs and node: ',
    },
    { command: ['python3.12', 'x.py'], files: ['x.py'], says: 'x.py and python: ' },
    { command: ['node', '-e', '', '.', 'none.mjs'], files: [], says: 'the one of node: ' },
  ])('by $command.0 $command.1 to what it names, and it is said that this is not all', async (one) => {
    const { paths, warning } = await of(...one.command);
    expect(paths).toEqual([...one.files, join(folder, one.command[0])]);
    expect(warning).toContain(one.says);
    expect(warning).toMatch(/Name that with --build\.$/);
  });

  test('to nothing, where there is no such program', async () => {
    expect(await of('./nothing')).toEqual({ paths: [], warning: null });
  });
});
