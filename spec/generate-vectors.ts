// Writes spec/vectors from spec/cases. Usage: node spec/generate-vectors.ts [--check]
// --check: change nothing; exit status 1 where a file is not what the cases say, or is not among them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { cases } from './cases/index.ts';

const folder = new URL('vectors/', import.meta.url);
const wanted = new Map<string, string>(
  Object.entries(cases).flatMap(([kind, named]) =>
    Object.entries(named).map(
      ([name, vector]) => [`${kind}/${name}.json`, `${JSON.stringify(vector, null, 2)}\n`] as const,
    ),
  ),
);
const found = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);
const changed = [...wanted].filter(([name, text]) => found.get(name) !== text);
const surplus = [...found.keys()].filter((name) => !wanted.has(name));

if (process.argv.includes('--check')) {
  for (const [name] of changed) console.error(`spec/vectors/${name} is not what spec/cases says.`);
  for (const name of surplus) console.error(`spec/vectors/${name} is not among spec/cases.`);
  if (changed.length + surplus.length > 0) process.exitCode = 1;
} else {
  for (const [name, text] of changed) {
    mkdirSync(dirname(new URL(name, folder).pathname), { recursive: true });
    writeFileSync(new URL(name, folder), text);
  }
  for (const name of surplus) rmSync(new URL(name, folder));
  console.log(`${wanted.size} vectors, ${changed.length} written, ${surplus.length} removed`);
}
