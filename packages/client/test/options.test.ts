import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LivepinOptions, livepin } from '@livepin/client';
import { app } from '@livepin/testkit';
import { describe, expect, test } from 'vitest';
import { ca, root, seed, startPlace } from './fixture.ts';

// What developers give by mistake: each is told with the option's name.

const good: LivepinOptions = { app, root, seed, sources: ['http://127.0.0.1:1'], store: null };
const page = new TextEncoder().encode('<!doctype html>');

async function refusalOf(options: object): Promise<Error & { code?: string }> {
  const opened = await livepin({ ...good, ...options }).catch((error: Error) => error);
  if (opened instanceof Error) return opened;
  await opened.close();
  throw new Error('It was opened.');
}

describe('livepin() refuses, and says which option is wrong', () => {
  test.each<[string, object, string, RegExp]>([
    ['a path for the root', { root: './root.json' }, 'LP_EMBEDDED_UNREADABLE', /^root: ".\/root.json" .* new URL\(/],
    ['a path for the seed', { seed: '/app/seed.json' }, 'LP_EMBEDDED_UNREADABLE', /^seed: .* new URL\(/],
    ['no root', { root: undefined }, 'LP_EMBEDDED_UNREADABLE', /^root must be/],
    ['a parsed seed', { seed: { payload: '' } }, 'LP_EMBEDDED_UNREADABLE', /^seed must be/],
    ['a file that is not there', { root: new URL('file:///nowhere/r.json') }, 'LP_EMBEDDED_UNREADABLE', /^root: file:/],
    ['the two exchanged', { root: seed, seed: root }, 'LP_MEMBER_MISSING', /^root is not a trust root: /],
    ['the root for both', { seed: root }, 'LP_MEMBER_MISSING', /^seed is not a bundle: /],
    ['a page for the seed', { seed: page }, 'LP_JSON_MALFORMED', /^seed is not a bundle: /],
    ['another app', { app: 'com.example.other' }, 'LP_BUNDLE_APP', /not for com\.example\.other/],
    ['no sources', { sources: undefined }, 'LP_SOURCE_MALFORMED', /^sources must be a list/],
    ['an empty list of sources', { sources: [] }, 'LP_SOURCE_MALFORMED', /^sources must be a list/],
    ['one address for the list', { sources: 'https://pins.example.com' }, 'LP_SOURCE_MALFORMED', /^sources must be/],
    [
      'a source without TLS',
      { sources: ['http://pins.example.com'] },
      'LP_SOURCE_MALFORMED',
      /^sources\[0\]: .* this machine only\.$/,
    ],
    ['a path for the anchors', { ca: './ca.pem' }, 'LP_ANCHORS_UNREADABLE', /no certificate in PEM/],
  ])('%s', async (_name, options, code, message) => {
    const error = await refusalOf(options);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});

test('livepin() takes texts, bytes and files, with white space before them, and anchors as they were read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-options-'));
  try {
    const file = join(folder, 'seed.json');
    await writeFile(file, seed);
    const text = `\n ${new TextDecoder().decode(root)}`;
    await using pinned = await livepin({
      ...good,
      root: text,
      seed: pathToFileURL(file),
      ca: Buffer.from(ca.pem) as never,
    });
    expect(pinned.status().bundle?.version).toBe(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a client that is closed while it fetches tells nothing more', async () => {
  const asked = Promise.withResolvers<void>();
  await using place = await startPlace({ bundle: () => asked.resolve(), 'roots/2': () => asked.resolve() });
  const told: string[] = [];
  const on = { unreachable: ({ why }: { why: string }) => void told.push(why) };
  const pinned = await livepin({ ...good, sources: [place.url], on });
  const refreshed = pinned.refresh();
  await asked.promise;
  await pinned.close();
  await refreshed;
  expect(told).toEqual([]);
});
