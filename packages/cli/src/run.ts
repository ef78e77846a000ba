import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { catalog } from './catalog.ts';
import type { Console } from './command.ts';
import { exitStatusOf, faultOf, formatFault } from './fault.ts';
import { printable, printableJson } from './printable.ts';
import { buildProgram, type Invocation, type ProgramEntry } from './program.ts';
import { style } from './style.ts';
import { usageError } from './usage-error.ts';

/**
 * Runs one command line.
 * @param argv without the program's own name
 * @returns the exit status: 0 fine, 1 negative verdict, 2 wrong usage, 3 could not reach something
 */
export async function run(argv: readonly string[]): Promise<number> {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const entries = await entriesFor(words);
  let status = 0;
  try {
    const program = buildProgram(manifest.version, entries, async (invocation) => {
      status = await perform(invocation);
    });
    await program.parseAsync(words, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // A command word alone: commander has printed the help on standard error.
    if (error instanceof CommanderError && error.code === 'commander.help') return 2;
    const path = pathOf(words, entries);
    return tell(error instanceof CommanderError ? usageError(error, path) : error, path, words.includes('--json'));
  }
}

/** Every command with its summary; loaded is the one that the words name. */
async function entriesFor(words: readonly string[]): Promise<ProgramEntry[]> {
  const name = words.find((word) => !word.startsWith('-'));
  return Promise.all(
    catalog.map(async (entry) => ({ ...entry, loaded: entry.name === name ? await entry.load() : null })),
  );
}

/** The words that name a command: one, or two of a group. */
function pathOf(words: readonly string[], entries: readonly ProgramEntry[]): string {
  const loaded = entries.find((entry) => entry.loaded !== null)?.loaded;
  if (!loaded) return '';
  const names = words.filter((word) => !word.startsWith('-'));
  const below = loaded.kind === 'group' ? loaded.commands.find(({ name }) => name === names[1]) : undefined;
  return below ? `${loaded.name} ${below.name}` : loaded.name;
}

async function perform({ command, given, isJson }: Invocation): Promise<number> {
  const console: Console = {
    isJson,
    line: (text) => process.stdout.write(`${printableLines(text)}\n`),
    note: (text) => process.stderr.write(`${printableLines(text)}\n`),
    document: (text) => process.stdout.write(text),
  };
  const result = await command.invoke(given, console);
  if (!result) return 0;
  const text = isJson ? jsonOf(result.json) : result.lines(style).map(printable).join('\n');
  if (text !== '') process.stdout.write(`${text}\n`);
  return result.isNegative ? 1 : result.isIncomplete ? 3 : 0;
}

function tell(error: unknown, path: string, isJson: boolean): number {
  const fault = faultOf(error, path);
  if (isJson) process.stdout.write(`${jsonOf({ error: fault })}\n`);
  else process.stderr.write(`${formatFault(fault).map(printable).join('\n')}\n`);
  // A user sees no stack trace unless they ask for it.
  if (process.env['LIVEPIN_DEBUG'] && error instanceof Error)
    process.stderr.write(`${printableLines(error.stack ?? '')}\n`);
  return exitStatusOf(fault);
}

function jsonOf(value: object): string {
  return printableJson(JSON.stringify(value, null, 2));
}

/** Of our own words, which may have several lines. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
