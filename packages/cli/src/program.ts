import { Argument, Command as Commander, Option } from 'commander';
import type { Entry } from './catalog.ts';
import type { Command, Group } from './command.ts';
import type { Sketch } from './sketch.ts';

/** A command line that was understood: what to run, with what. */
export interface Invocation {
  readonly command: Command;
  /** "livepin root init" */
  readonly path: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly isJson: boolean;
}

/** An entry of the catalogue; loaded where the command line names it. */
export type ProgramEntry = Pick<Entry, 'name' | 'summary'> & { readonly loaded: Command | Group | null };

const exitStatuses = 'Exit status: 0 fine, 1 negative verdict, 2 wrong usage, 3 could not reach something.';

/**
 * Builds the parser. It exits nowhere: what is wrong with a command line comes out of `parseAsync` as a CommanderError.
 * @param onInvocation called once for a command line that was understood
 */
export function buildProgram(
  version: string,
  entries: readonly ProgramEntry[],
  onInvocation: (invocation: Invocation) => Promise<void>,
): Commander {
  const program = new Commander('livepin')
    .description(
      'Certificate pins that update themselves: pins, checks, signed bundles, the service and its trust roots.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ styleTitle: (title) => title })
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', `\n${exitStatuses}\nMore: livepin COMMAND --help\n`);
  for (const { name, summary, loaded } of entries) {
    if (loaded) addLoaded(program, loaded, 'livepin', onInvocation);
    else program.command(name).description(summary);
  }
  return program;
}

function addLoaded(
  parent: Commander,
  loaded: Command | Group,
  parentPath: string,
  onInvocation: (invocation: Invocation) => Promise<void>,
): void {
  const node = parent.command(loaded.name).description(sentenceOf(loaded)).summary(loaded.summary);
  const path = `${parentPath} ${loaded.name}`;
  if (loaded.kind === 'command') {
    addCommand(node, loaded, path, onInvocation);
    return;
  }
  node.helpCommand(false).addHelpText('after', `\nMore: ${path} COMMAND --help\n`);
  for (const command of loaded.commands) addLoaded(node, command, path, onInvocation);
}

function addCommand(
  node: Commander,
  command: Command,
  path: string,
  onInvocation: (invocation: Invocation) => Promise<void>,
): void {
  const keys = Object.keys(command.arguments);
  for (const sketch of Object.values(command.arguments)) node.addArgument(argumentOf(sketch));
  const options = Object.entries(command.options).map(([key, sketch]) => [key, optionOf(sketch)] as const);
  for (const [, option] of options) node.addOption(option);
  node.option('--json', 'print the result, or the error, as one JSON value on standard output');
  node.addHelpText('after', helpOf(command));
  node.action(async (...received: unknown[]) => {
    const values = node.opts();
    const given = Object.fromEntries([
      ...keys.map((key, index) => [key, received[index]]),
      ...options.map(([key, option]) => [key, values[option.attributeName()]]),
    ]);
    await onInvocation({ command, path, given, isJson: values['json'] === true });
  });
}

function argumentOf({ flags, says, choices, parse }: Sketch<unknown>): Argument {
  const argument = new Argument(flags, says);
  if (choices) argument.choices(choices);
  if (parse) argument.argParser(parse);
  return argument;
}

function optionOf({ flags, says, choices, fallback, environment, isNeeded, repeats, parse }: Sketch<unknown>): Option {
  const option = new Option(flags, repeats ? `${says} (may be given several times)` : says);
  if (choices) option.choices(choices);
  if (parse) option.argParser(parse);
  // Not commander's own dots, which would swallow the arguments that follow an option.
  if (repeats) option.argParser((text: string, before: string[] | false | undefined) => [...(before || []), text]);
  if (fallback !== undefined) option.default(fallback);
  if (environment) option.env(environment);
  return option.makeOptionMandatory(isNeeded === true);
}

function sentenceOf(node: Command | Group): string {
  const sentence = `${node.summary.charAt(0).toUpperCase()}${node.summary.slice(1)}.`;
  const details = node.kind === 'command' ? node.details : undefined;
  return details ? `${sentence}\n\n${details.replace(/\s*\n\s*/g, ' ')}` : sentence;
}

function helpOf({ examples, negative }: Command): string {
  const status = negative ? `\nExit status 1: ${negative}\n` : '';
  return `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}\n${status}`;
}
