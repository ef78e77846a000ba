import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { lineJsonSubject } from '../../src/subject/json-lines.ts';
import type { World } from '../../src/subject.ts';

const world = (run: number): World => ({
  proxyUrl: 'http://127.0.0.1:4100',
  caFile: '/l/ca.pem',
  environment: { https_proxy: 'http://127.0.0.1:4100' },
  scenario: 'user-ca',
  run,
  spawn: () => {
    throw new Error('a program at a pipe is started by somebody else');
  },
});

function open() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const told: unknown[] = [];
  output.on('data', (line: Buffer) => told.push(JSON.parse(line.toString())));
  const subject = lineJsonSubject({ input, output }, { name: 'a suite' });
  const { signal } = new AbortController();
  return { input, told, subject, exercise: (run: number) => subject.exercise(world(run), signal) };
}

test('a run is told in a line, and answered in one', async () => {
  const { input, told, exercise } = open();
  const ending = exercise(3);
  input.write('{"done":3,"failure":"exit 1","said":"refused"}\n');
  expect(await ending).toEqual({ failure: 'exit 1', said: 'refused' });
  expect(told).toEqual([
    {
      event: 'run',
      run: 3,
      scenario: 'user-ca',
      proxy: 'http://127.0.0.1:4100',
      caFile: '/l/ca.pem',
      environment: { https_proxy: 'http://127.0.0.1:4100' },
    },
  ]);
});

test('answers may come in pieces, in any order, with empty lines between them', async () => {
  const { input, exercise } = open();
  const endings = [exercise(1), exercise(2)];
  input.write('\r\n{"done":2,"fail');
  input.write('ure":null}\n\n{"done":1,"failure":""}\n');
  expect(await Promise.all(endings)).toEqual([
    { failure: null, said: '' },
    { failure: null, said: '' },
  ]);
});

test.each([
  { says: 'no JSON', line: 'hello' },
  { says: 'no object', line: '[3]' },
  { says: 'no run', line: '{"failure":null}' },
  { says: 'no account of the app', line: '{"done":1}' },
  { says: 'another run', line: '{"done":2,"failure":null}' },
  { says: 'something else than words', line: '{"done":1,"failure":null,"said":7}' },
  { says: 'a line without an end', line: `{"done":1,"failure":"${'x'.repeat(70_000)}"}` },
])('$says is refused, for this run and all that would follow', async ({ line }) => {
  const { input, exercise } = open();
  const ending = exercise(1);
  input.write(`${line}\n`);
  await expect(ending).rejects.toMatchObject({ code: 'LP_LAB_DOOR_MALFORMED' });
  await expect(exercise(3)).rejects.toMatchObject({ code: 'LP_LAB_DOOR_MALFORMED' });
});

test('a program that leaves ends the run that waits for it', async () => {
  const { input, exercise } = open();
  const ending = exercise(1);
  input.end();
  await expect(ending).rejects.toMatchObject({
    code: 'LP_LAB_DOOR_MALFORMED',
    message: expect.stringContaining('left'),
  });
});

test('a run that is stopped says so, and wants its answer', async () => {
  const { input, told, subject } = open();
  const controller = new AbortController();
  const ending = subject.exercise(world(5), controller.signal);
  controller.abort('it did not end within 1 seconds, and was stopped');
  input.write('{"done":5,"failure":null}\n');
  expect(await ending).toEqual({ failure: 'it did not end within 1 seconds, and was stopped', said: '' });
  expect(told).toContainEqual({ event: 'stop', run: 5 });
});
