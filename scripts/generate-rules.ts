// Writes docs/rules/*.md from the rules of `livepin lint`, whose examples are their tests and stand on their pages.
// Usage: node scripts/generate-rules.ts [--check]     --check: change nothing, exit status 1 where a page is not up to date
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pageOf } from '../packages/formats/src/lint/page.ts';
import { ruleGroups, rules } from '../packages/formats/src/lint/rules.ts';

const folder = new URL('../docs/rules/', import.meta.url);
const head = '<!-- Made by scripts/generate-rules.ts. -->\n';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const tables = ruleGroups.map(({ title, rules: own }) => {
  const rows = own.map(
    (rule) => `| [\`${rule.id}\`](${rule.id}.md) | ${rule.severity} | ${rule.scope} | ${cell(rule.title)} |\n`,
  );
  return `## ${title}\n\n| rule | severity | seen in | what |\n| --- | --- | --- | --- |\n${rows.join('')}`;
});

const pages = new Map([
  [
    'README.md',
    `${head}
# Rules of livepin lint

${rules.length} rules, each with a page: what it finds, what that means for the user of the app, what to do, an example of
each kind, and the standards that name it. A severity is that of most findings; some weigh more or less by what stands
around them, and in files of debug builds everything is \`info\`. *World* rules need the live servers or the service, and
find nothing with \`--offline\`. Examples are as of 26 November 2026.

${tables.join('\n')}`,
  ],
  ...rules.map((rule) => [`${rule.id}.md`, `${head}\n${pageOf(rule)}`] as const),
]);

const isCheck = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });
const old = new Set(readdirSync(folder));
for (const name of old) {
  if (pages.has(name)) continue;
  if (isCheck) refuse(`docs/rules/${name} is the page of no rule.`);
  else rmSync(new URL(name, folder));
}
for (const [name, text] of pages) {
  const path = new URL(name, folder);
  if (!isCheck) writeFileSync(path, text);
  else if (!old.has(name) || readFileSync(path, 'utf8') !== text)
    refuse(`docs/rules/${name} is not what the rules say.`);
}

function refuse(sentence: string): void {
  console.error(`${sentence} Run: node scripts/generate-rules.ts`);
  process.exitCode = 1;
}
