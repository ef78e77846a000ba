import { describe, expect, test } from 'vitest';
import { controlFailureOf, judgeControl } from '../../src/verdict/judge-control.ts';
import { tellingLine } from '../../src/verdict/telling-line.ts';
import { attackOf, connection, first, host, last, run, unused, used, userCa } from './records.ts';

test('a control that worked has nothing more to tell', () => {
  expect(judgeControl(run(first, [used()]))).toMatchObject({ ok: true, details: [] });
});

test('of one that failed it is told whom the lab did not reach, each once, and what the app said', () => {
  const says = 'the genuine server of api.example.com:443 was not reached: connect ECONNREFUSED';
  const unreached = connection({ treatment: 'relay', end: { during: 'handshake', by: 'server', alert: null, says } });
  const record = run(first, [unreached, unreached, used()], 'exit status 1');
  const said = 'starting\nError: fetch failed\n    at app.mjs:3:1\nbye';
  expect(judgeControl({ ...record, exercise: { failure: 'exit status 1', said } })).toMatchObject({
    ok: false,
    because: 'The app failed with the genuine servers: exit status 1.',
    details: [`Of a connection the lab says: ${says}.`, 'The app said: Error: fetch failed'],
  });
});

test('that a server which had answered closes is no reason for a failure', () => {
  const end = { during: 'established', by: 'server', alert: null, says: 'closed by the server' } as const;
  expect(judgeControl(run(first, [connection({ bytesToApp: 900, end })], 'exit status 1'))?.details).toEqual([]);
});

test('an attack is no control', () => {
  expect(judgeControl(run(attackOf(userCa), []))).toBeNull();
});

describe('a host', () => {
  const api = { host, port: 443 };
  const cdn = { host: 'cdn.example.com', port: 443 };
  const failureOf = (...records: Parameters<typeof controlFailureOf>[2][number][]) =>
    controlFailureOf(api, [api, cdn], records);

  test('that works before the attacks and after them has no failure', () => {
    expect(failureOf(run(first, [used()]), run(last, [used()]))).toBeNull();
  });

  test('that the app does not come to any more at the end proves nothing by its refusals', () => {
    expect(failureOf(run(first, [used(), used(cdn)]), run(last, [used(cdn)]))).toMatch(/after the attacks .+ any more/);
  });

  test('is judged by the best of the controls at each end', () => {
    const without = run(last, [used(cdn)]);
    expect(failureOf(run(first, [used()]), without, run(last, [used()]))).toBeNull();
    expect(failureOf(run(first, [used()]), without, run(last, [unused(), used(cdn)]))).toMatch(/did not get through/);
  });
});

test.each([
  {
    says: 'the first that speaks of a fault',
    said: 'connecting\nerror: timed out\nerror: gave up\n',
    line: 'error: timed out',
  },
  {
    says: 'not a line of source that stands above it',
    said: 'node:internal/process/promises:394\n  triggerUncaughtException(\n\nTypeError: fetch failed\n',
    line: 'TypeError: fetch failed',
  },
  { says: 'the last, where none does', said: 'one\n\n  two  \n\n', line: 'two' },
  { says: 'none of nothing', said: '\n \n', line: null },
  { says: 'not all of a long one', said: `fatal ${'x'.repeat(500)}`, line: `fatal ${'x'.repeat(234)}…` },
])('the line that tells is $says', ({ said, line }) => {
  expect(tellingLine(said)).toBe(line);
});
