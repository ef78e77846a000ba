import type { Span } from '../read-config.ts';
import { commandsOf, isInsecure, isolated } from './curl-commands.ts';
import { wordsFrom } from './words.ts';

/** Where commands of curl without a pin are told to verify nothing (`-k`, `--insecure`). */
export function insecureCommands(text: string): Span[] {
  return commandsOf(text).flatMap(({ start, isComment }) => {
    if (isComment) return [];
    const words = wordsFrom(isolated(text, start), start, new Map());
    if (words.some((word) => word.text.startsWith('--pinnedpubkey'))) return [];
    const insecure = words.find((word) => isInsecure(word.text));
    return insecure ? [insecure.span] : [];
  });
}
