import { readdirSync, readFileSync } from 'node:fs';
import { parseTrustRoot, type TrustRoot } from '@livepin/core';
import { makeRoot } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import { expect, test } from 'vitest';
import { runVector } from '../../../spec/run-vector.ts';

const folder = new URL('../../../spec/vectors/', import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
const crypto = nodeCrypto();

test.each(names)('%s', async (name) => {
  expect(await runVector(JSON.parse(readFileSync(new URL(name, folder), 'utf8')), crypto)).toBeNull();
});

test('a signature of another length than 64 bytes does not verify, and is no fault', async () => {
  const root = await parseTrustRoot(await makeRoot(), crypto);
  const [key] = keysOf(root);
  for (const length of [0, 63, 65, 72])
    expect(crypto.verify(key!, new Uint8Array(1), new Uint8Array(length))).toBe(false);
});

function keysOf({ keys }: TrustRoot) {
  return [...keys.values()].filter((key) => key !== null);
}
