import type { ReadEntry, ReadPin, ReadProblem, Span } from '../read-config.ts';
import { hostOf, strictPin } from '../text/read-pin.ts';
import { type Word, wordFrom, wordsFrom } from './words.ts';

export interface CurlRead {
  readonly commands: readonly CurlCommand[];
  readonly problems: readonly ReadProblem[];
}

export interface CurlCommand {
  /** One for each URL. */
  readonly entries: readonly ReadEntry[];
  readonly pins: readonly ReadPin[];
  /** Where all of its pins stand, from the first to the last; null where a part of them stands elsewhere. */
  readonly value: Span | null;
  readonly span: Span;
}

// Long options of curl that take no value would have to be told from those that do to find the URLs among the words. A
// URL is taken for one where it has a scheme, or follows --url; a bare name only as the last word.
const hasScheme = /^https?:\/\//i;

/** Reads the command lines of curl in scripts, build files and CI files: whatever holds shell commands, line by line. */
export function readCurl(text: string): CurlRead {
  const variables = variablesOf(text);
  const commands: CurlCommand[] = [];
  const problems: ReadProblem[] = [];
  const commented: Span[] = [];
  const isolated = isolator(text);
  let read = 0;
  for (const { start, isComment } of commandsOf(text)) {
    if (start < read) continue; // a word of the command before
    const words = wordsFrom(isolated(start), start, variables);
    const span = { start, end: words.at(-1)?.span.end ?? start };
    read = span.end;
    for (const part of requestsOf(words)) {
      if (!part.some(({ text: word }) => word === '--pinnedpubkey')) continue;
      if (isComment) commented.push(span);
      else {
        const command = commandOf(part, span, problems);
        if (command) commands.push(command);
      }
    }
  }
  if (commands.length === 0 && problems.length === 0) {
    const sentence = 'The only pins of this file stand in a comment: nothing is pinned.';
    for (const span of commented) problems.push({ rule: 'pinning-commented-out', sentence, span });
  }
  return { commands, problems };
}

/** The words of each request of a command: what `--next` stands before has options of its own, and no pins of those before. */
function requestsOf(words: readonly Word[]): Word[][] {
  const requests: Word[][] = [[]];
  for (const word of words) {
    if (word.text === '--next' || word.text === '-:') requests.push([]);
    else requests.at(-1)!.push(word);
  }
  return requests;
}

/** Where commands of curl begin. What ran into a quote further up does not count: in YAML, prose has apostrophes. */
export function commandsOf(text: string): { start: number; isComment: boolean }[] {
  const commands: { start: number; isComment: boolean }[] = [];
  let before = { end: 0, isComment: false };
  for (const { index: start } of text.matchAll(/(?<![\w.$/-])(?:[\w.-]*\/)*curl(?=[ \t]|\\\r?\n)/g)) {
    // Only what is new is looked at: a line can be the whole file.
    const between = text.slice(before.end, start);
    const newline = between.lastIndexOf('\n');
    const hasMark = /(?:^|\s)#/.test(between.slice(newline + 1));
    before = { end: start, isComment: hasMark || (newline === -1 && before.isComment) };
    commands.push({ start, isComment: before.isComment });
  }
  return commands;
}

/**
 * The text up to the end of the logical line, so that a quote that is not closed takes nothing more. Places are to be asked in
 * order: a line can be the whole file, and its end is looked for once.
 */
export function isolator(text: string): (start: number) => string {
  const end = /(?<!\\|\\\r)\r?\n/g;
  let line = '';
  return (start) => {
    if (start < line.length) return line;
    end.lastIndex = start;
    line = text.slice(0, end.exec(text)?.index ?? text.length);
    return line;
  };
}

/** Variables that are set once in the file, to what is known. */
function variablesOf(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  const seen = new Set<string>();
  const isolated = isolator(text);
  let read = 0;
  for (const found of text.matchAll(/^[ \t]*(?:(?:export|readonly|local)[ \t]+)?([A-Za-z_]\w*)=/gm)) {
    const name = found[1]!;
    const at = found.index + found[0].length;
    if (at < read) continue; // a part of the value before
    const word = wordFrom(isolated(at), at, variables);
    if (seen.has(name) || !word?.isKnown) variables.delete(name);
    else variables.set(name, word.text);
    seen.add(name);
    read = word?.span.end ?? at;
  }
  return variables;
}

function commandOf(words: readonly Word[], span: Span, problems: ReadProblem[]): CurlCommand | null {
  const value = words[words.findLastIndex(({ text }) => text === '--pinnedpubkey') + 1];
  if (!value) return null;
  const urls = urlsOf(words);
  if (urls.length === 0) problems.push(indirect('The host', span));
  for (const { text, span: place } of urls) if (hostIn(text) === null) problems.push(indirect('The host', place));
  if (!value.isKnown) problems.push(valueProblem(value));
  problems.push(...insecureProblems(words));
  const pins = value.isKnown ? pinsOf(value) : [];
  const entries = urls.flatMap((url): ReadEntry[] => {
    const name = hostIn(url.text);
    if (name === null) return [];
    const host = { text: name, span: url.span, host: hostOf(name) };
    const isPartial = value.isKnown ? {} : { isPartial: true as const };
    return [{ host, coverage: 'host', pins, isEnforced: true, ...isPartial, expires: null, span }];
  });
  return { entries, pins, value: value.inner, span };
}

function insecureProblems(words: readonly Word[]): ReadProblem[] {
  const insecure = words.find(({ text }) => isInsecure(text));
  if (!insecure) return [];
  const sentence = 'curl is told not to verify the chain and the name: only the pin of the server is left.';
  return [{ rule: 'curl-insecure', sentence, span: insecure.span }];
}

/** `-k`, also among other short options that take no value. */
export function isInsecure(word: string): boolean {
  return word === '--insecure' || /^-[aBfgGiIjJlLnNOpqRsSv0-46#]*k[aBfgGiIjJlLnNOpqRsSv0-46#]*$/.test(word);
}

function valueProblem({ text, span }: Word): ReadProblem {
  if (!/\bs_client\b/.test(text)) return indirect('A pin', span);
  const sentence = 'The pin is computed from the connection that it is to protect: it matches whoever answers.';
  return { rule: 'curl-pin-from-peer', sentence, span };
}

/** `sha256//A;sha256//B`, and of anything else what it is: the name of a file, which curl would read a key from. */
function pinsOf({ text, span, inner }: Word): ReadPin[] {
  let at = inner?.start ?? 0;
  return text.split(';').map((part) => {
    const place = inner ? { start: at, end: at + part.length } : span;
    at += part.length + 1;
    const pin = part.startsWith('sha256//') ? strictPin(part.slice('sha256//'.length)) : null;
    return { text: part, span: place, of: 'key', pin };
  });
}

function urlsOf(words: readonly Word[]): Word[] {
  const given = words.filter(({ text }, at) => hasScheme.test(text) || words[at - 1]?.text === '--url');
  if (given.length > 0) return given;
  const last = words.at(-1);
  const before = words.at(-2);
  const isOption = last?.text.startsWith('-') || before?.text.startsWith('--');
  return last && !isOption && (hostIn(last.text) !== null || !last.isKnown) ? [last] : [];
}

/** The host of a URL as curl takes it, which needs no scheme; null where there is none to be seen. */
function hostIn(url: string): string | null {
  const found = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:[\]]+)(?::\d+)?(?:[/?#]|$)/i.exec(url);
  const name = found?.[1];
  return name && /^[\w.:[\]-]+$/.test(name) && /[.:]|^localhost$/.test(name) ? name : null;
}

function indirect(what: string, span: Span): ReadProblem {
  return { rule: 'pin-indirect', sentence: `${what} is computed, or stands in another file: it was not read.`, span };
}
