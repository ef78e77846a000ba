// Writes docs/rules/*.md from the rules of `livepin lint`, whose examples are their tests and stand on their pages.
// Usage: node scripts/generate-rules.ts [--check]     --check: change nothing, exit status 1 where a page is not up to date
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { exampleWorld } from '../packages/formats/src/lint/example-world.ts';
import { families } from '../packages/formats/src/lint/forms.ts';
import { lint } from '../packages/formats/src/lint/lint.ts';
import { readProjectFile } from '../packages/formats/src/lint/read-project-file.ts';
import type { Example, Rule, World } from '../packages/formats/src/lint/rule.ts';
import { ruleGroups, rules } from '../packages/formats/src/lint/rules.ts';
import { standards } from '../packages/formats/src/lint/standards.ts';
import { sourceFileOf } from '../packages/formats/src/text/source-file.ts';

const folder = new URL('../docs/rules/', import.meta.url);
const head = '<!-- Made by scripts/generate-rules.ts. -->\n';

const severities = {
  error: 'error: breaks the app, pins nothing where pinning was meant, or lets an attacker in',
  warning: 'warning: a likely outage, or a hole',
  info: 'info: worth knowing',
};
const scopes = {
  file: 'one file alone',
  project: 'several files of a project',
  world: 'a file beside what the servers show now, or what the service publishes',
};
const languages: Readonly<Record<string, string>> = {
  plist: 'xml',
  kt: 'kotlin',
  kts: 'kotlin',
  py: 'python',
  js: 'js',
  conf: 'nginx',
};

function pageOf(rule: Rule): string {
  const { id, title, severity, scope, forms, meaning, repair, fixes, bad, good } = rule;
  const names = forms === 'all' ? 'all' : forms.map((form) => families[form]).join(', ');
  return `${head}
# ${title}

| | |
| --- | --- |
| rule | \`${id}\` |
| severity | ${severities[severity]} |
| seen in | ${scopes[scope]} |
| forms | ${names} |

${meaning}

## What to do

${repair}
${fixes ? `\n\`livepin lint --fix\`: ${fixes}\n` : ''}
## Found here

${exampleOf(bad)}
${findingsIn(rule)}
## Not found here

${exampleOf(good)}
${standardsOf(rule)}## If it is to stay

${suppressionOf(rule)}
`;
}

function exampleOf({ files, ownHosts, world }: Example): string {
  const own = ownHosts ? `With \`--own-hosts ${ownHosts.join(',')}\`:\n\n` : '';
  const texts = Object.entries(files).map(([path, text]) => {
    const ending = path.slice(path.lastIndexOf('.') + 1);
    return `\`${path}\`\n\n\`\`\`${languages[ending] ?? ending}\n${text.trimEnd()}\n\`\`\`\n`;
  });
  return own + texts.join('\n') + worldOf(world);
}

function worldOf(world: Partial<World> | undefined): string {
  const served = [...(world?.served ?? [])].map(([host, { paths }]) => {
    const keys = (paths[0] ?? []).map(
      ({ pin, subject, issuer, keyType }) => `- \`${pin}\` (${keyType}), ${subject}, issued by ${issuer}\n`,
    );
    return `\n${host} shows these keys:\n\n${keys.join('')}`;
  });
  const published = [...(world?.bundle?.hosts ?? [])].map(
    ([host, { pins }]) => `\nThe service publishes for ${host}:\n\n${pins.map((pin) => `- \`${pin}\`\n`).join('')}`,
  );
  return [...served, ...published].join('');
}

/** What the rule says of its bad example, as the terminal shows it. */
function findingsIn({ id, bad }: Rule): string {
  const files = Object.entries(bad.files).map(([path, text]) =>
    readProjectFile(sourceFileOf(path, new TextEncoder().encode(text))),
  );
  const ownHosts = (bad.ownHosts ?? []) as Parameters<typeof lint>[0]['ownHosts'];
  const found = lint({ files, ownHosts }, { ...exampleWorld, ...bad.world }).filter(({ rule }) => rule === id);
  const lines = found.map(({ path, span, severity, sentence }) => {
    const before = (bad.files[path] ?? '').slice(0, span.start).split('\n');
    return `${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${severity}: ${sentence}\n`;
  });
  return `\`\`\`text\n${lines.join('')}\`\`\`\n`;
}

function standardsOf(rule: Rule): string {
  if (rule.standards.length === 0) return '';
  const lines = rule.standards.map((id) => `- [${id}](${standards[id].url}): ${standards[id].title}\n`);
  return `## Standards\n\n${lines.join('')}\n`;
}

const comments: readonly (readonly [pattern: RegExp, open: string, close: string])[] = [
  [/\.(?:xml|plist)$/, '<!-- ', ' -->'],
  [/\.(?:sh|py|conf|toml)$/, '# ', ''],
  [/\.(?:kts?|java|swift|js|dart|cs|go|gradle)$/, '// ', ''],
];

function suppressionOf({ id, bad }: Rule): string {
  const path = Object.keys(bad.files)[0] ?? '';
  const kind = comments.find(([pattern]) => pattern.test(path));
  const baseline = 'A baseline (`livepin lint --write-baseline`) lets everything stand that is there today.';
  if (!kind) return `The form has no comments. ${baseline}`;
  return `Say so with its reason, on the line of the finding or alone on the line above:

\`\`\`
${kind[1]}livepin-ignore ${id} why it may stay${kind[2]}
\`\`\`

${baseline}`;
}

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
  ...rules.map((rule) => [`${rule.id}.md`, pageOf(rule)] as const),
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
