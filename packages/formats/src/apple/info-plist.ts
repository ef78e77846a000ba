import type { ReadProblem, SourceFile, Span } from '../read-config.ts';
import { type Plist, type PlistDict, type PlistNode, parsePlist } from '../text/plist.ts';
import { unreadable } from '../text/unreadable.ts';

/** What a reader of an Info.plist finds in it, apart from the name of the form. */
export interface Findings {
  readonly problems: ReadProblem[];
}

/** Whether a file can be a property list, XML or binary, that holds one of these words. */
export function isPlistWith(file: SourceFile, words: readonly string[]): boolean {
  if (file.text !== null) {
    return /^\s*<(?:\?xml|!DOCTYPE plist|!--|plist)/.test(file.text) && words.some((word) => file.text?.includes(word));
  }
  if (String.fromCharCode(...file.bytes.subarray(0, 6)) !== 'bplist') return false;
  return words.some((word) => includesAscii(file.bytes, word));
}

/** @returns null for a property list that is none, with the problem told */
export function readPlist(file: SourceFile, problems: ReadProblem[]): Plist | null {
  const plist = parsePlist(file);
  if (plist.kind === 'plist') return plist;
  problems.push(unreadable(plist));
  return null;
}

/** A value that the build puts in: "$(PIN)" or "${PIN}". */
export function isVariable(text: string): boolean {
  return /\$[({][A-Za-z_]/.test(text);
}

export function indirect(text: string, span: Span): ReadProblem {
  const sentence = `${text.slice(0, 60)} is put in by the build: what it is cannot be seen here.`;
  return { rule: 'pin-indirect', sentence, span };
}

/** Every dictionary of a property list, with the keys that lead to it. */
export function dictionaries(
  node: PlistNode,
  path: readonly string[] = [],
): { path: readonly string[]; dict: PlistDict }[] {
  if (node.kind === 'array') return node.items.flatMap((item) => dictionaries(item, path));
  if (node.kind !== 'dict') return [];
  return [{ path, dict: node }, ...node.entries.flatMap(({ key, value }) => dictionaries(value, [...path, key]))];
}

function includesAscii(bytes: Uint8Array, word: string): boolean {
  const first = word.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (word === String.fromCharCode(...bytes.subarray(at, at + word.length))) return true;
  }
  return false;
}
