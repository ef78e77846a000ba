import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const spec = new URL('./', import.meta.url);
const vectors = readdirSync(new URL('vectors/', spec), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(new URL(`vectors/${name}`, spec), 'utf8'));

test('the vectors are what their cases say', () => {
  execFileSync(process.execPath, ['spec/generate-vectors.ts', '--check'], { cwd: new URL('../', spec), stdio: 'pipe' });
});

test('the tables of codes in core are what spec/codes.json says', () => {
  execFileSync(process.execPath, ['scripts/generate-codes.ts', '--check'], {
    cwd: new URL('../', spec),
    stdio: 'pipe',
  });
});

test('each refusal code of the protocol has a vector, and no vector has another', () => {
  const table = Object.keys(JSON.parse(readFileSync(new URL('codes.json', spec), 'utf8')).protocol);
  const used = new Set(vectors.flatMap((text) => text.match(/LP_[A-Z0-9_]+/g) ?? []));
  expect([...used].sort()).toEqual(table.sort());
});

test('there are enough vectors to be worth running', () => {
  expect(vectors.length).toBeGreaterThan(120);
});
