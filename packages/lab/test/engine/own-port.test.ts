import { get } from 'node:http';
import { expect, test } from 'vitest';
import { GenuineServers, openFront } from '../../src/engine/front.ts';
import { cas, openLab } from './lab.ts';

function ask(port: number, path: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path, headers: { host }, agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode!));
    }).once('error', reject);
  });
}

const plain = { kind: 'plain', answer: { kind: 'forward' } } as const;

test('who names the port of the lab itself is told so, once: it does not come back to it for ever', async () => {
  await using lab = await openLab(0, plain, { resolve: (host, port) => ({ host, port }) });
  const { port } = lab.front;
  expect(await ask(port, '/', `127.0.0.1:${port}`)).toBe(502);
  expect(await ask(port, `http://localhost:${port}/`, `localhost:${port}`)).toBe(502);
  const connections = await lab.connections();
  // What it made to itself ended before it had said anything, and is nobody's.
  expect(connections.map(({ end }) => end.says)).toEqual([
    expect.stringContaining('it is the lab itself'),
    expect.stringContaining('it is the lab itself'),
  ]);
});

test('nor do two labs of one process hand each other around', async () => {
  using genuine = new GenuineServers({ anchors: '', resolve: (host, port) => ({ host, port }) });
  const options = {
    cas,
    genuine,
    decide: () => ({ treatment: plain, isAttack: false }),
    onConnection: () => undefined,
  };
  await using one = await openFront(options);
  await using other = await openFront(options);
  expect(await ask(one.port, '/', `127.0.0.1:${other.port}`)).toBe(502);
});
