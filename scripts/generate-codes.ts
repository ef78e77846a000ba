// Writes packages/core/src/codes.ts, remedies.ts and spec/codes.md from spec/codes.json, where every code has its one home.
// Usage: node scripts/generate-codes.ts [--check]     --check: change nothing, exit status 1 where a file is not up to date
import { readFileSync, writeFileSync } from 'node:fs';

type Table = Record<string, Record<string, [sentence: string, remedy: string]>>;

const root = new URL('../', import.meta.url);
const table = JSON.parse(readFileSync(new URL('spec/codes.json', root), 'utf8')) as Table;
const codes = Object.values(table).flatMap((area) => Object.entries(area));
const quoted = (text: string) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);
const head = '// Made from spec/codes.json by scripts/generate-codes.ts.\n\n';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const rows = (area: Record<string, [string, string]>) =>
  Object.entries(area).map(([code, [sentence, remedy]]) => `| \`${code}\` | ${cell(sentence)} | ${cell(remedy)} |`);
const areas = Object.entries(table).map(
  ([name, area]) => `## ${name}\n\n| code | when | what to do |\n| --- | --- | --- |\n${rows(area).join('\n')}\n`,
);

const files = {
  'spec/codes.md': `<!-- Made from spec/codes.json by scripts/generate-codes.ts. -->

# Codes of refusals and errors

Programs go by the code, which never changes its meaning; people read the sentence that comes with it, and the remedy.
Those of *protocol* are the ones that every SDK answers with, and that the vectors name. The other areas are those of
the programs in this repository. Nothing uses a code that is not in this table.

${areas.join('\n')}`,
  'packages/core/src/codes.ts': `${head}/** Every code of a refusal or error; they never change. */
export type ErrorCode =
${codes.map(([code]) => `  | '${code}'`).join('\n')};
`,
  'packages/core/src/remedies.ts': `${head}import type { ErrorCode } from './codes.ts';

const remedies: Readonly<Record<ErrorCode, string>> = {
${codes.map(([code, [, remedy]]) => `  ${code}:\n    ${quoted(remedy)},`).join('\n')}
};

/** What to do about an error: one or two sentences, the same for every error of this code. */
export function remedyOf(code: ErrorCode): string {
  return remedies[code];
}
`,
};

for (const [name, text] of Object.entries(files)) {
  const path = new URL(name, root);
  if (process.argv.includes('--check')) {
    if (readFileSync(path, 'utf8') === text) continue;
    console.error(`${name} is not what spec/codes.json says. Run: node scripts/generate-codes.ts`);
    process.exitCode = 1;
  } else writeFileSync(path, text);
}
