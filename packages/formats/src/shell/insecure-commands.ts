import type { Span } from '../read-config.ts';
import { commandsOf, isInsecure, isolator } from './curl-commands.ts';
import { wordsFrom } from './words.ts';

/** Where commands of curl without a pin are told to verify nothing (`-k`, `--insecure`). */
export function insecureCommands(text: string): Span[] {
  const found: Span[] = [];
  const isolated = isolator(text);
  let read = 0;
  for (const { start, isComment } of commandsOf(text)) {
    if (start < read) continue; // a word of the command before
    const words = wordsFrom(isolated(start), start, new Map());
    read = words.at(-1)?.span.end ?? start;
    const insecure = words.find((word) => isInsecure(word.text));
    const isPinned = words.some((word) => word.text.startsWith('--pinnedpubkey'));
    if (insecure && !isPinned && !isComment) found.push(insecure.span);
  }
  return found;
}
