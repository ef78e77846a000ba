import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseBundle, parseTrustRoot } from '@livepin/core';
import { app, chainOf, day0, makeBundle, makeRoot, oneDay, testKey } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { findEmbedded, refuseRollback, renewalsOf } from '../src/static/embedded.ts';
import { crypto } from '../src/trust-roots.ts';
import { temporaryFolder } from './command-line.ts';

const first = await makeRoot();
const chain = chainOf(first);
const second = await makeRoot({ version: 2, payload: { chain } });
const stranger = await makeRoot({ pinKeys: [testKey('pin of another')] });
const seed = await makeBundle(chain);
const next = await makeBundle(chain, { version: 2, iat: day0 + oneDay });
const newest = { root: await parseTrustRoot(second, crypto), bundle: parseBundle(next) };
const now = day0 + 2 * oneDay;

async function found(files: Readonly<Record<string, Uint8Array | string>>) {
  using folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(folder.in(name)), { recursive: true });
    writeFileSync(folder.in(name), content);
  }
  return await findEmbedded(folder.path, app);
}

test('trust roots and seeds are known by what is in them, whatever they are called', async () => {
  const embedded = await found({
    'app/assets/a.json': first,
    'app/assets/b.json': seed,
    'package.json': '{"signatures": []}',
    'broken.json': Buffer.concat([seed.slice(0, 200), Buffer.from('"signatures"')]),
    'node_modules/x/root.json': first,
    'elsewhere/seed.json': await makeBundle(chain, { app: 'com.example.other' }),
  });
  expect(embedded.roots.map(({ path }) => path)).toEqual(['app/assets/a.json']);
  expect(embedded.seeds.map(({ path }) => path)).toEqual(['app/assets/b.json']);
  expect(renewalsOf(embedded, newest, now)).toEqual([
    { path: 'app/assets/a.json', bytes: second, says: 'trust root 2 in place of 1' },
    { path: 'app/assets/b.json', bytes: next, says: 'version 2 of epoch 1 in place of 1 of 1' },
  ]);
});

test('a trust root counts beside a seed of the app; one of another chain is never replaced', async () => {
  const embedded = await found({ 'ours/root.json': first, 'ours/seed.json': seed, 'theirs/root.json': stranger });
  expect(embedded.roots.map(({ path }) => path)).toEqual(['ours/root.json']);
  const strange = await found({ 'theirs/root.json': stranger });
  expect(strange.roots).toHaveLength(1);
  expect(renewalsOf(strange, newest, now)).toEqual([]);
});

test('a chain that is kept in one folder stays a chain', async () => {
  const embedded = await found({
    'livepin/root-1.json': first,
    'livepin/root-2.json': second,
    'livepin/seed.json': next,
  });
  expect(renewalsOf(embedded, newest, now)).toEqual([]);
});

test('a seed that was only signed anew since is not behind, until it has expired', async () => {
  const embedded = await found({ 'root.json': second, 'seed.json': next });
  const anew = parseBundle(await makeBundle(chain, { version: 2, iat: day0 + 9 * oneDay }));
  expect(renewalsOf(embedded, { ...newest, bundle: anew }, day0 + 10 * oneDay)).toEqual([]);
  expect(renewalsOf(embedded, { ...newest, bundle: anew }, day0 + 20 * oneDay)).toMatchObject([
    { path: 'seed.json', says: expect.stringContaining('which has expired') },
  ]);
});

test('what builds have embedded is not taken back by an older bundle, though that proves itself', async () => {
  const embedded = await found({ 'root.json': first, 'seed.json': next });
  expect(() => refuseRollback(embedded, parseBundle(seed))).toThrowError(
    expect.objectContaining({ code: 'LP_BUNDLE_ROLLBACK' }),
  );
  refuseRollback(embedded, newest.bundle);
  refuseRollback(await found({ 'seed.json': seed }), newest.bundle);
});

test('a seed is not replaced by a bundle of a lower epoch, nor of another chain', async () => {
  const later = await makeBundle(chain, { epoch: 2, version: 1 });
  expect(renewalsOf(await found({ 'seed.json': later }), newest, now)).toEqual([]);
  const theirs = await makeBundle(chainOf(stranger));
  expect(renewalsOf(await found({ 'seed.json': theirs }), newest, now)).toEqual([]);
});
