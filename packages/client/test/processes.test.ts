import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { app, testPin } from '@livepin/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle, pinned, root, seed, startPlace } from './fixture.ts';

const script = fileURLToPath(new URL('app-process.ts', import.meta.url));
let store: string;
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'livepin-processes-'));
});
afterEach(() => rm(store, { recursive: true }));

const taskFor = (url: string, forEver: boolean) =>
  JSON.stringify({
    app,
    root: Buffer.from(root).toString(),
    seed: Buffer.from(seed).toString(),
    sources: [url],
    store,
    forEver,
  });

test('an app that has nothing else to do ends, though it never closes its client', async () => {
  await using place = await startPlace({ bundle: await bundle(2, pinned([testPin('two')])) });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, taskFor(place.url, false)]);
  expect([stdout, stderr]).toEqual(['1\n2\n', '']);
});

test('processes of one app that are killed at any moment never lead each other back', async () => {
  await using place = await startPlace();
  let version = 1;
  const publish = async () => place.answers.set('bundle', await bundle(++version, pinned([testPin(`v${version}`)])));
  const running = new Set<ChildProcess>();
  let highest = 1;
  const faults: string[] = [];
  const start = () => {
    const atStart = highest; // what any process told before this one began was stored before
    const child = spawn(process.execPath, [script, taskFor(place.url, true)], { stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) {
        if (Number(line) < atStart) faults.push(`version ${line} after ${atStart}`);
        highest = Math.max(highest, Number(line));
      }
    });
    child.once('exit', () => running.delete(child));
    return once(child.stdout, 'data').then(() => child);
  };
  try {
    for (let round = 0; round < 3; round++) {
      const children = await Promise.all([start(), start(), start()]);
      for (const child of children) {
        await publish();
        await setTimeout(Math.random() * 30);
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
  } finally {
    for (const child of running) child.kill('SIGKILL');
  }
  expect(faults).toEqual([]);
  expect(highest).toBeGreaterThan(2);
});
