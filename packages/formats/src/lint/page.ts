import { sourceFileOf } from '../text/source-file.ts';
import { exampleWorld } from './example-world.ts';
import { families } from './forms.ts';
import { lint } from './lint.ts';
import { readProjectFile } from './read-project-file.ts';
import type { Example, Rule, World } from './rule.ts';
import { standards } from './standards.ts';

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

/** What is to be known of a rule, in Markdown: what it means, an example of each kind with what is found in it, the repair. */
export function pageOf(rule: Rule): string {
  const { id, title, severity, scope, forms, meaning, repair, fixes, bad, good } = rule;
  const names = forms === 'all' ? 'all' : forms.map((form) => families[form]).join(', ');
  return `# ${title}

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
  [/\.(?:sh|py|conf|toml|ya?ml)$/, '# ', ''],
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
