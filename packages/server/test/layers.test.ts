import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** From the bottom up: an import only ever points to the same folder or further up in this list. */
const layers = ['signing', 'delivery', 'store', 'schemas', 'trust', 'publish', 'rotation', 'control', 'service'];

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name.includes('/'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));

test('imports only ever point down', () => {
  const upward = files.flatMap(({ name, text }) =>
    [...text.matchAll(/(?:from |import\()'(\.[^']+)'/g)]
      .map(([, target]) => normalize(join(dirname(name), target!)))
      .filter((target) => layerOf(target) > layerOf(name))
      .map((target) => `${name} imports ${target}`),
  );
  expect(upward).toEqual([]);
});

test('delivery knows nothing of control, and SQL stands in the store only', () => {
  const inDelivery = files.filter(({ name }) => name.startsWith('delivery/'));
  expect(inDelivery.filter(({ text }) => /'\.\.\//.test(text)).map(({ name }) => name)).toEqual([]);
  const withSql = files.filter(({ text }) => /node:sqlite/.test(text)).map(({ name }) => name);
  expect(withSql.sort()).toEqual(['service/folder-lock.ts', 'store/sqlite-rows.ts', 'store/sqlite-store.ts']);
});

function layerOf(path: string): number {
  const layer = layers.indexOf(path.split('/')[0]!);
  if (layer === -1) throw new Error(`${path} is in no layer: add its folder to the list.`);
  return layer;
}
