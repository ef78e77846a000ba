import { readdirSync, readFileSync } from 'node:fs';
import { portableCrypto } from '@livepin/core/portable';
import { webCrypto } from '@livepin/core/web';
import { describe, expect, test } from 'vitest';
import { runVector } from '../../../spec/run-vector.ts';

const folder = new URL('../../../spec/vectors/', import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

describe.each([
  { name: 'portable', crypto: portableCrypto },
  { name: 'WebCrypto', crypto: webCrypto(globalThis.crypto.subtle) },
])('with $name cryptography', ({ crypto }) => {
  test.each(names)('%s', async (name) => {
    expect(await runVector(JSON.parse(readFileSync(new URL(name, folder), 'utf8')), crypto)).toBeNull();
  });
});
