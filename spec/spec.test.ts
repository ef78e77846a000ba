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

test('the text names each code of the protocol, and no other', () => {
  const { protocol } = JSON.parse(readFileSync(new URL('codes.json', spec), 'utf8'));
  const named = new Set(readFileSync(new URL('protocol.md', spec), 'utf8').match(/LP_[A-Z0-9_]+/g));
  expect([...named].sort()).toEqual(Object.keys(protocol).sort());
});

test('every section that the code cites is there', () => {
  const text = readFileSync(new URL('protocol.md', spec), 'utf8');
  const sources = readdirSync(new URL('../packages/core/src/', spec));
  const cited = sources.flatMap((name) => {
    const source = readFileSync(new URL(`../packages/core/src/${name}`, spec), 'utf8');
    return [...source.matchAll(/`spec\/protocol\.md`, "([^"]+)"/g)].map(([, section]) => section!);
  });
  expect(cited.length).toBeGreaterThan(3);
  for (const section of cited) expect(text).toContain(`\n## ${section}\n`);
});

test('there are enough vectors to be worth running', () => {
  expect(vectors.length).toBeGreaterThan(120);
});
