import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalog } from '../src/catalog.ts';
import type { Command, Group } from '../src/command.ts';
import { buildProgram } from '../src/program.ts';
import { livepin } from './command-line.ts';

const entries = await Promise.all(catalog.map(async (entry) => ({ ...entry, loaded: await entry.load() })));
const commands = entries.flatMap(({ loaded }) => commandsOf(loaded, 'livepin'));

function commandsOf(node: Command | Group, path: string): { path: string; command: Command }[] {
  const own = `${path} ${node.name}`;
  return node.kind === 'group' ? node.commands.flatMap((one) => commandsOf(one, own)) : [{ path: own, command: node }];
}

/** What a shell makes of an example, as far as ours go: quotes, pipes, redirections; the last program is ours. */
function wordsOf(example: string): string[] {
  const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  const begin = words.lastIndexOf('livepin');
  const end = words.indexOf('>', begin);
  return words.slice(begin + 1, end === -1 ? undefined : end);
}

async function parse(words: readonly string[]): Promise<{ path: string; given: Readonly<Record<string, unknown>> }> {
  let found: { path: string; given: Readonly<Record<string, unknown>> } | null = null;
  await buildProgram('0', entries, async ({ path, given }) => {
    found = { path, given };
  }).parseAsync(words, { from: 'user' });
  if (!found) throw new Error(`${words.join(' ')} runs nothing`);
  return found;
}

describe.each(commands)('$path', ({ path, command }) => {
  test('says in one line what it does, as the end of "it can …"', () => {
    expect(command.summary).toMatch(/^[a-z].+[^.]$/);
    expect(command.summary.length).toBeLessThanOrEqual(90);
  });

  test('explains each argument and option in a phrase of its own', () => {
    const sketches = [...Object.values(command.arguments), ...Object.values(command.options)];
    for (const { says, flags } of sketches) {
      expect(says, flags).toMatch(/^\S.{5,}[^.]$/);
      expect(flags).toMatch(/^(<[a-z[\]:-]+>|\[[a-z.]+\]|--[a-z-]+( <[a-z:[\],-]+>)?)$/);
    }
    expect(new Set(sketches.map(({ says }) => says)).size).toBe(sketches.length);
  });

  test('has examples, and each is a command line that it understands', async () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) {
      const parsed = await parse(wordsOf(example));
      expect(parsed.path, example).toBe(path);
      await expect(parse([...wordsOf(example), '--json'])).resolves.toMatchObject({ path });
    }
  });

  test('has no option twice, and none of those that all commands have', () => {
    const long = Object.values(command.options).map(({ flags }) => flags.split(' ')[0]!);
    expect(new Set(long).size).toBe(long.length);
    expect(long).not.toContain('--json');
    expect(long).not.toContain('--help');
  });
});

test('the summaries of the catalogue are those of the commands', () => {
  for (const { name, summary, loaded } of entries)
    expect({ name, summary }).toEqual({ name: loaded.name, summary: loaded.summary });
});

// The server that is asked and the address that is listened on; a format and a version; a folder of files and one file; a file and a version; what an app is called and hosts; a severity and words for hosts; parts of a file and hosts; findings and networks.
const ofTwoKinds = ['--host', '--to', '--out', '--only', '--from', '--name', '--fail-on', '--allow'];

test('every option takes one kind of value in all commands', () => {
  const flags = commands.flatMap(({ command }) => Object.values(command.options).map((option) => option.flags));
  const byName = Map.groupBy(new Set(flags), (text) => text.split(' ')[0]!);
  expect([...byName].filter(([, texts]) => texts.length > 1).map(([name]) => name)).toEqual(ofTwoKinds);
});

test.each([
  {
    arguments_: ['--help'],
    says: /Commands:\n {2}pin [\s\S]+Exit status: 0 fine, 1 negative verdict, 2 wrong usage, 3/,
  },
  { arguments_: ['help'], says: /Commands:/ },
  { arguments_: ['help', 'check'], says: /Usage: livepin check / },
  { arguments_: ['check', '-h'], says: /Examples:\n {2}livepin check api\.example\.com\n[\s\S]+Exit status 1: / },
  { arguments_: ['root', '--help'], says: /Commands:\n {2}init / },
  { arguments_: ['root', 'init', '--help'], says: /--pin-key <file>/ },
  { arguments_: ['--version'], says: /^\d+\.\d+\.\d+\n$/ },
])('livepin $arguments_ is help: standard output, exit status 0', async ({ arguments_, says }) => {
  const { status, stdout, stderr } = await livepin(arguments_);
  expect(status).toBe(0);
  expect(stdout).toMatch(says);
  expect(stderr).toBe('');
});

test.each([{ arguments_: [] }, { arguments_: ['root'] }, { arguments_: ['host'] }])(
  'livepin $arguments_ alone is not enough: the help on standard error, exit status 2',
  async ({ arguments_ }) => {
    const { status, stdout, stderr } = await livepin(arguments_);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: livepin/);
  },
);

test.each([
  { arguments_: ['xyzzy'], says: 'Unknown command "xyzzy".' },
  { arguments_: ['chek'], says: 'Unknown command "chek"; did you mean check?' },
  { arguments_: ['root', 'frob'], says: 'Unknown command "frob".' },
  { arguments_: ['pin', '--frob'], says: 'pin: unknown option "--frob"' },
  {
    arguments_: ['root', 'init', '--keys', 'x', '--out', 'd'],
    says: 'root init: option "--keys <count>" argument "x" is invalid.',
  },
  { arguments_: ['--frob'], says: 'Unknown option "--frob".' },
  { arguments_: ['check'], says: 'check: missing required argument "host[:port]".' },
  { arguments_: ['check', 'a.example', '--pins'], says: 'check: option "--pins <pin,pin>" argument missing.' },
  { arguments_: ['check', 'a.example', 'b.example'], says: 'check: too many arguments' },
  { arguments_: ['verify', 'b.json'], says: 'verify: required option "--app <id>" not specified.' },
  { arguments_: ['serve', '--port', '65536'], says: 'It must be a whole number from 0 to 65535.' },
  { arguments_: ['completion', 'tcsh'], says: 'Allowed choices are bash, zsh, fish.' },
])('livepin $arguments_ is a mistake: one sentence, one hint, exit status 2', async ({ arguments_, says }) => {
  const { status, stdout, stderr } = await livepin(arguments_);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(says);
  expect(stderr).toMatch(/^livepin: [^\n]+ \[LP_USAGE\]\nhint: [^\n]+\n$/);
});

test.each([
  { arguments_: ['csr', 'new', '--out', 'x'], path: 'csr new' },
  { arguments_: ['csr', 'frob'], path: 'csr' },
  { arguments_: ['pin'], path: 'pin' },
  { arguments_: ['xyzzy'], path: 'COMMAND' },
])('the hint after livepin $arguments_ is a command that can be typed', async ({ arguments_, path }) => {
  const { stderr } = await livepin(arguments_);
  expect(stderr).toContain(`hint: livepin ${path} --help shows what`);
});

test('with --json every command tells its mistakes as JSON on standard output, and nothing else', async () => {
  for (const { path } of commands) {
    const { status, stdout, stderr, json } = await livepin([...path.split(' ').slice(1), '--frob', '--json']);
    expect(json(), path).toEqual({
      error: { code: 'LP_USAGE', sentence: expect.stringMatching(/^.+[.?]$/), remedy: expect.any(String) },
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(stdout.endsWith('}\n')).toBe(true);
  }
});

test('a full disk behind standard output is a sentence, and no trace of the program', ({ skip }) => {
  if (!existsSync('/dev/full')) skip('there is no /dev/full here');
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const program = '"$0" "$1" completion fish > /dev/full';
  const { status, stderr } = spawnSync('sh', ['-c', program, process.execPath, main], { encoding: 'utf8' });
  expect(stderr).toMatch(/^livepin: Standard output cannot be written: [^\n]+ \[LP_FILE_UNWRITABLE\]\nhint: [^\n]+\n$/);
  expect(status).toBe(2);
});

test('who reads no further ends a command in silence', () => {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const program = '"$0" "$1" completion fish | head -n 1';
  const { stdout, stderr } = spawnSync('sh', ['-c', program, process.execPath, main], { encoding: 'utf8' });
  expect(stdout).toMatch(/^# fish completion for livepin.*\n$/);
  expect(stderr).toBe('');
});
