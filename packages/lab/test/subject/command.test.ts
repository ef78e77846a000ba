import { spawn, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandSubject } from '../../src/subject/command.ts';
import { Tail } from '../../src/subject/tail.ts';
import type { World } from '../../src/subject.ts';

const world: World = {
  proxyUrl: 'http://127.0.0.1:4100',
  caFile: '/l/ca.pem',
  environment: {},
  scenario: null,
  run: 0,
  spawn: (program, arguments_) =>
    spawn(program, arguments_, {
      env: { ...process.env, SEEN: 'behind the lab' },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
};

const shell = (script: string, more: { onPinChange?: string } = {}) =>
  commandSubject({ command: ['/bin/sh', '-c', script], ...more });
const { signal } = new AbortController();

/** Who has ended and is waited for by nobody, as in containers, has ended. */
function isRunning(pid: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

test.each([
  { says: 'a command that is content', script: 'echo "$SEEN"', failure: null, said: 'behind the lab' },
  { says: 'an exit status', script: 'echo refused >&2; exit 60', failure: 'exit status 60', said: 'refused' },
  { says: 'a signal', script: 'kill -9 $$', failure: 'ended by SIGKILL', said: '' },
  {
    says: 'the last lines of many',
    script: 'seq 1 100',
    failure: null,
    said: Array.from({ length: 24 }, (_, at) => 77 + at).join('\n'),
  },
])('$says', async ({ script, failure, said }) => {
  expect(await shell(script).exercise(world, signal)).toEqual({ failure, said });
});

test('a status that says that there is no such program is one like any other of a program that is there', async () => {
  expect(await shell('exit 127').exercise(world, signal)).toEqual({ failure: 'exit status 127', said: '' });
  const within: World = { ...world, spawn: () => world.spawn('/bin/sh', ['-c', 'exec ./nothing']) };
  await expect(commandSubject({ command: ['./nothing'] }).exercise(within, signal)).rejects.toMatchObject({
    code: 'LP_LAB_COMMAND_FAILED',
    message: './nothing cannot be started: there is no such program.',
  });
});

test('what it left behind ends with it', async () => {
  const { said } = await shell('sleep 600 & echo $!').exercise(world, signal);
  expect(isRunning(said)).toBe(false);
});

test('a command that is stopped ends with its children, and says why', async () => {
  const controller = new AbortController();
  const subject = commandSubject({ command: ['/bin/sh', '-c', 'sleep 600 & echo $!; wait'] });
  const telling: World = {
    ...world,
    spawn(program, arguments_) {
      const child = world.spawn(program, arguments_);
      child.stdout!.once('data', () => controller.abort('it lasted too long'));
      return child;
    },
  };
  const { failure, said } = await subject.exercise(telling, controller.signal);
  expect(failure).toBe('it lasted too long');
  expect(isRunning(said)).toBe(false);
});

test('a command that is not there cannot be started', async () => {
  const ending = commandSubject({ command: ['/nonexistent/app'] }).exercise(world, signal);
  await expect(ending).rejects.toMatchObject({ code: 'LP_LAB_COMMAND_FAILED' });
});

test('pins are changed by a command, where there is one', async () => {
  expect(shell('true').changePins).toBeUndefined();
  await shell('true', { onPinChange: 'test "$SEEN" = "behind the lab"' }).changePins!(world);
  const failing = shell('true', { onPinChange: 'exit 3' }).changePins!(world);
  await expect(failing).rejects.toMatchObject({
    code: 'LP_LAB_COMMAND_FAILED',
    message: expect.stringContaining('exit status 3'),
  });
});

test('however much is said, the end of it is kept', () => {
  const tail = new Tail(8);
  for (const piece of ['one\n', 'two\n', 'three\n']) tail.push(Buffer.from(piece));
  expect(tail.text(1)).toBe('three');
  expect(tail.text(9)).toBe('o\nthree');
});
