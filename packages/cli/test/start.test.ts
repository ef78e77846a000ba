import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const main = new URL('../src/main.ts', import.meta.url).pathname;

// Says of every module that is loaded where it is from, before the program begins.
const spy = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      process._rawDebug('loaded ' + url);
      return next(url, context);
    },
  });
`)}`;

function loadedBy(...arguments_: string[]): string {
  const { stderr } = spawnSync(process.execPath, ['--import', spy, main, ...arguments_], { encoding: 'utf8' });
  expect(stderr).toContain('loaded file:');
  return stderr;
}

test.each([{ line: ['--help'] }, { line: ['pin', main] }, { line: ['check', '127.0.0.1:1'] }, { line: ['status'] }])(
  'livepin $line reads nothing of the service and its dependencies',
  ({ line }) => {
    expect(loadedBy(...line)).not.toMatch(/fastify|typebox|tldts|node:sqlite|packages\/server\/src\/(?!signing)/);
  },
);

// It names the options of every command, and so loads them all; the service's code is loaded when it is run.
test('livepin completion reads nothing of the service and its dependencies', () => {
  expect(loadedBy('completion', 'bash')).not.toMatch(/fastify|typebox|node:sqlite|packages\/server\/src\/(?!signing)/);
});

test('a command reads no other command', () => {
  const loaded = loadedBy('pin', main).match(/packages\/cli\/src\/commands\/[\w-]+\.ts/g);
  expect(loaded).toEqual(['packages/cli/src/commands/pin.ts']);
});
