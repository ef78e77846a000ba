import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Guides are held to the programs that they are about: every command line names a command and flags that there are, and
// every example of TypeScript compiles.

const run = promisify(execFile);
const top = fileURLToPath(new URL('../', import.meta.url));
const guides = [...globSync('docs/*.md', { cwd: top }), ...globSync('*.md', { cwd: top })].map((name) => ({
  name,
  text: readFileSync(join(top, name), 'utf8'),
}));

interface CommandLine {
  readonly where: string;
  readonly words: readonly string[];
}

function commandLines(): CommandLine[] {
  const inGuides = guides.flatMap(({ name, text }) => {
    const blocks = [...text.matchAll(/^ *```sh\n(.*?)^ *```/gms)].flatMap(([, block]) => block!.split('\n'));
    const inline = [...text.matchAll(/`(livepin [^`]+)`/g)].map(([, line]) => line!.replace(/\s+/g, ' '));
    return [...blocks, ...inline].flatMap((line) =>
      [...line.matchAll(/(?:^|\| |\()\s*(?:npx )?(livepin [a-z][^|#;)]*)/g)].map(([, command]) => ({
        where: name,
        line: command!,
      })),
    );
  });
  const remedies = Object.entries(JSON.parse(readFileSync(join(top, 'spec/codes.json'), 'utf8'))).flatMap(([, area]) =>
    Object.entries(area as Record<string, [string, string]>).flatMap(([code, [, remedy]]) =>
      [...remedy.matchAll(/livepin [a-z][a-z-]*(?: (?:[a-z][a-z-]*|--[a-z-]+|[A-Z]{2,}))*/g)].map(([line]) => ({
        where: code,
        line,
      })),
    ),
  );
  return [...inGuides, ...remedies].map(({ where, line }) => ({
    where,
    words: (line.match(/"[^"]*"|\S+/g) ?? []).slice(1).map((word) => word.replace(/[.,:]$/, '')),
  }));
}

const known = new Map<string, Promise<string>>();

/** The help of the command that the words begin with, and how many words name it. */
async function helpOf(words: readonly string[]): Promise<{ text: string; depth: number }> {
  let found = { text: await help([]), depth: 0 };
  while (found.depth < words.length) {
    const word = words[found.depth]!;
    const commands = [...(found.text.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}(\S+)/gm)];
    if (!commands.some(([, name]) => name === word)) break;
    found = { text: await help(words.slice(0, found.depth + 1)), depth: found.depth + 1 };
  }
  return found;
}

function help(path: readonly string[]): Promise<string> {
  const key = path.join(' ');
  const asked =
    known.get(key) ??
    run(process.execPath, ['packages/cli/src/main.ts', ...path, '--help'], { cwd: top }).then(({ stdout }) => stdout);
  known.set(key, asked);
  return asked;
}

test.each(commandLines().map(({ where, words }) => ({ where, words, line: words.join(' ') })))(
  '$where: livepin $line',
  async ({ words }) => {
    const { text, depth } = await helpOf(words);
    expect(depth, `livepin has no command "${words[0]}"`).toBeGreaterThan(0);
    expect(text, `"${words.slice(0, depth).join(' ')}" wants one of its own commands`).not.toContain('\nCommands:\n');
    const flags = new Set(text.match(/(?<=\s)--[a-z-]+/g));
    // What stands behind -- is another program's.
    const own = words.includes('--') ? words.slice(depth, words.indexOf('--')) : words.slice(depth);
    for (const word of own) if (word.startsWith('--')) expect(flags).toContain(word.split('=')[0]);
  },
);

describe('examples of TypeScript', () => {
  let folder: string;
  beforeAll(async () => {
    // Within the workspace, so that its packages are found as a reader's would be.
    await mkdir(join(top, '.cache'), { recursive: true });
    folder = await mkdtemp(join(top, '.cache', 'examples-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('compile', async () => {
    const examples = guides.flatMap(({ name, text }) =>
      [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code], index) => ({
        name: index === 0 && name === 'docs/node.md' ? 'pinned.ts' : `${name.replaceAll(/[/.]/g, '-')}-${index}.ts`,
        code: code!,
      })),
    );
    expect(examples.length).toBeGreaterThan(2);
    for (const { name, code } of examples) await writeFile(join(folder, name), `${code}\nexport {};\n`);
    const compilerOptions = { noEmit: true, composite: false };
    const files = examples.map(({ name }) => name);
    const config = { extends: '../../tsconfig.tests.json', compilerOptions, include: [], files };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    await run('tsc', ['-p', folder]).catch(({ stdout }) => expect.fail(stdout));
  });
});
