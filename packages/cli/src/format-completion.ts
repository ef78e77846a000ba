import type { Command, Group } from './command.ts';
import type { Sketch } from './sketch.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A place in the command line: "livepin root init", and what may follow there. */
interface Place {
  /** The words after `livepin`. */
  readonly words: readonly string[];
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly { readonly name: string; readonly says: string; readonly takesValue: boolean }[];
  readonly values: readonly string[];
}

const json = { name: '--json', says: 'print the result, or the error, as JSON', takesValue: false };
const help = { name: '--help', says: 'print the help', takesValue: false };

/** A script for the shell that completes commands, options and fixed values, and files where a value is free. */
export function formatCompletion(shell: Shell, tree: readonly (Command | Group)[]): string {
  const places: Place[] = [
    {
      words: [],
      commands: tree,
      options: [help, { ...help, name: '--version', says: 'print the version' }],
      values: [],
    },
    ...tree.flatMap((node) => placesOf(node, [])),
  ];
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](places);
}

function placesOf(node: Command | Group, before: readonly string[]): Place[] {
  const words = [...before, node.name];
  if (node.kind === 'group') {
    const own = { words, commands: node.commands, options: [help], values: [] };
    return [own, ...node.commands.flatMap((command) => placesOf(command, words))];
  }
  const options = Object.values(node.options).map(optionOf);
  const values = Object.values(node.arguments).flatMap(({ choices }) => choices ?? []);
  return [{ words, commands: [], options: [...options, json, help], values }];
}

function optionOf({ flags, says }: Sketch<unknown>): Place['options'][number] {
  const name = /--[a-z-]+/.exec(flags)?.[0] ?? flags;
  return { name, says: says.replaceAll('\n', ' '), takesValue: flags.includes('<') };
}

function wordsAt({ commands, options, values }: Place): string[] {
  return [...commands.map(({ name }) => name), ...values, ...options.map(({ name }) => name)];
}

function bashScript(places: readonly Place[]): string {
  const cases = places.map((place) => `    '${place.words.join(' ')}') words='${wordsAt(place).join(' ')}' ;;`);
  const valued = new Set(
    places.flatMap(({ options }) => options.filter((one) => one.takesValue).map(({ name }) => name)),
  );
  const groups = places
    .filter(({ commands, words }) => commands.length > 0 && words.length > 0)
    .map(({ words }) => words[0]);
  return `# bash completion for livepin. In ~/.bashrc: source <(livepin completion bash)
_livepin() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place='' words='' index
  case "$previous" in
    ${[...valued].join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$place" in
      '') place="\${COMP_WORDS[index]}" ;;
      ${groups.join('|')}) place="$place \${COMP_WORDS[index]}" ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ \${#COMPREPLY[@]} -eq 0 ]]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _livepin livepin
`;
}

function zshScript(places: readonly Place[]): string {
  const groups = places
    .filter(({ commands, words }) => commands.length > 0 && words.length > 0)
    .map(({ words }) => words[0]);
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const described = ({ commands, options, values }: Place) => [
    ...commands.map(({ name, summary }) => quoted(`${name}:${summary}`)),
    ...values.map((value) => quoted(value)),
    ...options.map(({ name, says }) => quoted(`${name}:${says.replaceAll(':', '\\:')}`)),
  ];
  const cases = places.map((place) => `    '${place.words.join(' ')}') found=(${described(place).join(' ')}) ;;`);
  return `#compdef livepin
# zsh completion for livepin: a file _livepin in a folder of $fpath.
_livepin() {
  local place='' index
  local -a found
  for ((index = 2; index < CURRENT; index++)); do
    case "$place" in
      '') place="\${words[index]}" ;;
      ${groups.join('|')}) place="$place \${words[index]}" ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
  _describe livepin found || _files
}
# Loaded by itself at the first completion, or sourced.
if [[ "$funcstack[1]" == _livepin ]]; then _livepin "$@"; else compdef _livepin livepin; fi
`;
}

function fishScript(places: readonly Place[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = places.flatMap((place) => {
    const [first, second] = place.words;
    const others = place.commands.map(({ name }) => name).join(' ');
    const condition =
      first === undefined
        ? '__fish_use_subcommand'
        : `__fish_seen_subcommand_from ${first}${second === undefined ? '' : `; and __fish_seen_subcommand_from ${second}`}${first !== undefined && second === undefined && others !== '' ? `; and not __fish_seen_subcommand_from ${others}` : ''}`;
    const at = `complete -c livepin -n ${quoted(condition)}`;
    return [
      ...place.commands.map(({ name, summary }) => `${at} -f -a ${name} -d ${quoted(summary)}`),
      ...place.values.map((value) => `${at} -f -a ${value}`),
      ...place.options.map(
        ({ name, says, takesValue }) => `${at} -l ${name.slice(2)}${takesValue ? ' -r' : ''} -d ${quoted(says)}`,
      ),
    ];
  });
  return `# fish completion for livepin: ~/.config/fish/completions/livepin.fish\n${lines.join('\n')}\n`;
}
