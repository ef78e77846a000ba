import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LivepinEvents } from '@livepin/client';
import { makeRoot, testKey } from '@livepin/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderStore } from '../src/node/folder-store.ts';
import { bundle, chain, leaf, now, open, pinned, startPlace } from './fixture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livepin-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

const version = (number: number) => bundle(number, pinned([leaf.pin]));

test('what was accepted is in force after a restart, with the service unreachable', async () => {
  {
    await using place = await startPlace({ bundle: await version(2) });
    await using app = await open(place, { store: folder });
    expect(await app.refresh()).toMatchObject({ news: true });
  }
  await using silent = await startPlace();
  await using app = await open(silent, { store: folder });
  expect(app.status().bundle).toMatchObject({ epoch: 1, version: 2 });
});

test('an older bundle is refused after a restart', async () => {
  await using place = await startPlace({ bundle: await version(3) });
  {
    await using app = await open(place, { store: folder });
    await app.refresh();
  }
  place.answers.set('bundle', await version(2));
  const refused: LivepinEvents['refused'][] = [];
  await using app = await open(place, { store: folder, on: { refused: (event) => refused.push(event) } });
  await app.refresh();
  expect(refused).toMatchObject([{ code: 'LP_BUNDLE_ROLLBACK', place: place.url }]);
  expect(app.status().bundle).toMatchObject({ version: 3 });
});

test('proven trust roots are kept, and a stolen pin key stays dropped', async () => {
  const fresh = testKey('fresh pin key');
  const root2 = await makeRoot({ version: 2, epoch: 2, pinKeys: [fresh], payload: { chain, iat: now() - 100 } });
  await using place = await startPlace({ 'roots/2': root2 });
  {
    await using app = await open(place, { store: folder });
    await app.refresh();
    expect(app.status()).toMatchObject({ root: { version: 2, epoch: 2 }, freshness: 'none', bundle: null });
  }
  await using silent = await startPlace();
  await using app = await open(silent, { store: folder });
  expect(app.status()).toMatchObject({ root: { version: 2 }, freshness: 'none' });
});

test('one file, for its owner alone', async () => {
  await using place = await startPlace({ bundle: await version(2) });
  await using app = await open(place, { store: join(folder, 'new') });
  await app.refresh();
  place.answers.set('bundle', await version(3));
  await app.refresh();
  const states = (await readdir(join(folder, 'new'))).filter((name) => name.endsWith('.json'));
  expect(states).toHaveLength(1);
  expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'new', states[0]!))).mode & 0o777).toBe(0o600);
});

describe.each([
  { damage: 'cut off', apply: (text: string) => text.slice(0, text.length / 2) },
  { damage: 'empty', apply: () => '' },
  { damage: 'not JSON', apply: () => '\u0000\u0001' },
  { damage: 'of a later version', apply: (text: string) => text.replace('"livepin":1', '"livepin":2') },
])('a stored state that is $damage', ({ apply }) => {
  test('is told, and left: the app goes on with its seed, and stores anew', async () => {
    await using place = await startPlace({ bundle: await version(2) });
    {
      await using app = await open(place, { store: folder });
      await app.refresh();
    }
    const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.json'));
    await writeFile(join(folder, name), apply(await readFile(join(folder, name), 'utf8')));
    const told: LivepinEvents['store'][] = [];
    {
      await using app = await open(place, { store: folder, on: { store: (event) => told.push(event) } });
      expect(told).toMatchObject([{ code: 'LP_STORE_MALFORMED', sentence: expect.stringContaining(name) }]);
      await app.refresh();
    }
    await using silent = await startPlace();
    await using app = await open(silent, { store: folder });
    expect(app.status().bundle).toMatchObject({ version: 2 });
  });
});

test('a folder that cannot be used is told, and the app goes on in memory', async () => {
  await writeFile(join(folder, 'file'), '');
  const told: LivepinEvents['store'][] = [];
  await using place = await startPlace({ bundle: await version(2) });
  await using app = await open(place, { store: join(folder, 'file'), on: { store: (event) => told.push(event) } });
  await app.refresh();
  expect(app.status().bundle).toMatchObject({ version: 2 });
  expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['LP_STORE_UNUSABLE']));
});

test('a process learns what another one of the app has stored', async () => {
  await using place = await startPlace();
  await using first = await open(place, { store: folder });
  await using second = await open(place, { store: folder });
  await Promise.all([first.refresh(), second.refresh()]); // those that began by themselves
  place.answers.set('bundle', await version(2));
  await first.refresh();
  place.answers.delete('bundle');
  expect(await second.refresh()).toMatchObject({ answered: 0, news: true });
  expect(second.status().bundle).toMatchObject({ version: 2 });
});

test('of many processes that store at once, none loses what another has', async () => {
  const versions = [2, 3, 4, 5, 6, 7, 8, 9];
  const places = await Promise.all(versions.map(async (number) => startPlace({ bundle: await version(number) })));
  try {
    const apps = await Promise.all(places.map((place) => open(place, { store: folder })));
    await Promise.all(apps.map((app) => app.refresh()));
    await Promise.all(apps.map((app) => app.close()));
  } finally {
    await Promise.all(places.map((place) => place[Symbol.asyncDispose]()));
  }
  await using silent = await startPlace();
  await using app = await open(silent, { store: folder });
  expect(app.status().bundle).toMatchObject({ version: 9 });
});

test('a process that was ended while writing leaves the old state, and its remains go one day', async () => {
  const store = folderStore(folder, 'app');
  const name = await store.save('old', []);
  await writeFile(join(folder, `${name}.000000000000.tmp`), 'ne');
  expect(await store.load()).toEqual([{ name, text: 'old' }]);
  const { utimes } = await import('node:fs/promises');
  await utimes(join(folder, `${name}.000000000000.tmp`), 0, 0);
  const next = await store.save('new', [name]);
  expect(await readdir(folder)).toEqual([next]);
});

test('one file that cannot be read does not take away what the others know', async () => {
  await using place = await startPlace({ bundle: await version(2) });
  {
    await using app = await open(place, { store: folder });
    await app.refresh();
  }
  const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.json'));
  await mkdir(join(folder, name.replace(/-.*/, '-unreadable.json'))); // as good as another user's file, for root too
  await using silent = await startPlace();
  const told: LivepinEvents['store'][] = [];
  await using app = await open(silent, { store: folder, on: { store: (event) => told.push(event) } });
  expect(told).toMatchObject([{ code: 'LP_STORE_UNUSABLE', sentence: expect.stringContaining('-unreadable.json') }]);
  expect(app.status().bundle).toMatchObject({ version: 2 });
});

test('what a later version of the app has stored survives an earlier one that cannot prove it', async () => {
  const root3 = await makeRoot({ version: 3, payload: { chain, iat: now() - 100 } });
  await using place = await startPlace({ bundle: await bundle(5, { ...pinned([leaf.pin]), root: 3 }) });
  {
    await using app = await open(place, { store: folder, root: root3 });
    await app.refresh();
  }
  place.answers.set('bundle', await version(6));
  {
    await using app = await open(place, { store: folder });
    expect(app.status().bundle).toMatchObject({ version: 1 });
    await app.refresh();
    expect(app.status().bundle).toMatchObject({ version: 6 });
  }
  expect((await readdir(folder)).filter((one) => one.endsWith('.json'))).toHaveLength(2);
  await using silent = await startPlace();
  await using app = await open(silent, { store: folder, root: root3 });
  expect(app.status()).toMatchObject({ root: { version: 3 }, bundle: { version: 6 } });
});

test('what is stored in a form of a later version is not taken away', async () => {
  await using place = await startPlace({ bundle: await version(2) });
  {
    await using app = await open(place, { store: folder });
    await app.refresh();
  }
  const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.json'));
  const later = (await readFile(join(folder, name), 'utf8')).replace('"livepin":1', '"livepin":2');
  const laterName = name.replace(/-.*/, '-later.json');
  await writeFile(join(folder, laterName), later);
  place.answers.set('bundle', await version(3));
  {
    await using app = await open(place, { store: folder });
    await app.refresh();
  }
  expect(await readdir(folder)).toContain(laterName);
});

test('a folder that no system call can make is told, and the client goes on', async ({ skip }) => {
  if (!existsSync('/proc/self')) return skip('this system has no /proc, where such folders are');
  await using place = await startPlace({ bundle: await version(2) });
  const told: string[] = [];
  await using app = await open(place, { store: '/proc/livepin/state', on: { store: ({ code }) => told.push(code) } });
  expect(await app.refresh()).toMatchObject({ news: true });
  expect(new Set(told)).toEqual(new Set(['LP_STORE_UNUSABLE']));
});

test('folders are made, however many are missing, readable by their owner only', async () => {
  const deep = join(folder, 'a', 'b');
  await Promise.all([1, 2, 3].map(async (number) => folderStore(deep, `app${number}`).save('{}', [])));
  expect(await readdir(deep)).toHaveLength(3);
  expect((await stat(deep)).mode & 0o777).toBe(0o700);
});
