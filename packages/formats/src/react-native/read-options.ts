import type { PinItem } from '../edit/pin-list.ts';
import type { ReadEntry, ReadPin, ReadProblem, Span } from '../read-config.ts';
import { hostOf, strictPin } from '../text/read-pin.ts';
import { scanSource, type Token } from '../text/source.ts';
import { Program, type Range } from '../text/values.ts';
import { utcStartOf } from '../write/date.ts';

/** A host of `initializeSslPinning({ … })`, with what is needed to write it anew. */
export interface OptionsEntry extends ReadEntry {
  readonly items: readonly PinItem[];
  readonly date: Span | null;
}

export interface OptionsRead {
  readonly entries: readonly OptionsEntry[];
  readonly problems: readonly ReadProblem[];
}

interface Member {
  readonly name: { readonly text: string; readonly span: Span };
  readonly value: Range;
}

/** Reads the calls of `initializeSslPinning` in JavaScript or TypeScript. */
export function readOptions(text: string): OptionsRead {
  const source = scanSource(text, 'javascript');
  const program = new Program(source);
  const entries: OptionsEntry[] = [];
  const problems: ReadProblem[] = [];
  for (let at = 0; program.token(at); at++) {
    if (!program.is(at, 'initializeSslPinning', '(')) continue;
    if (program.is(at - 1, 'function') || program.is(at - 1, '.', 'prototype')) continue;
    const [options] = program.items(at + 1);
    if (!options) continue;
    for (const member of membersOf(program, options, 'The hosts', problems)) {
      entries.push(entryOf(program, member, problems));
    }
  }
  if (entries.length === 0 && problems.length === 0) {
    for (const { value, span } of source.comments) {
      if (!/publicKeyHashes|initializeSslPinning\(/.test(value)) continue;
      const sentence = 'The only pins of this file stand in a comment: nothing is pinned.';
      problems.push({ rule: 'pinning-commented-out', sentence, span });
    }
  }
  return { entries, problems };
}

function entryOf(program: Program, { name, value }: Member, problems: ReadProblem[]): OptionsEntry {
  const before = problems.length;
  const members = membersOf(program, value, name.text, problems);
  // Of members of one name, JavaScript keeps the last.
  const find = (key: string) => members.findLast((member) => member.name.text === key)?.value;
  const hashes = find('publicKeyHashes');
  const listed = hashes && program.listOf(hashes);
  if (hashes && !listed) problems.push(indirect(`${name.text}: the list of pins`, program.spanOf(hashes)));
  const pins: ReadPin[] = [];
  const items: PinItem[] = [];
  for (const range of listed ?? []) {
    const known = program.stringOf(range);
    const [piece, ...more] = known?.pieces ?? [];
    if (!known || !piece || more.length > 0) {
      problems.push(indirect(`${name.text}: a pin`, program.spanOf(range)));
      continue;
    }
    const pin = strictPin(known.text);
    pins.push({ text: known.text, span: piece.span, of: 'key', pin });
    items.push({ pin, text: piece.span, whole: piece.literal.span });
  }
  const expiration = find('expirationDate');
  const date = expiration && program.stringOf(expiration);
  if (expiration && !date) problems.push(indirect(`${name.text}: the date`, program.spanOf(expiration)));
  const span = date?.pieces[0]?.span;
  const isPartial = problems.length > before;
  const given = find('includeSubdomains');
  const subdomains = given && program.follow(given);
  const isKnown = !subdomains || ['true', 'false', '!'].some((word) => program.is(subdomains.from, word));
  if (!isKnown) problems.push(indirect(`${name.text}: whether sub-domains are pinned`, program.spanOf(subdomains)));
  return {
    host: { text: name.text, span: name.span, host: hostOf(name.text) },
    coverage: subdomains && isTrue(program, subdomains) ? 'host-and-below' : 'host',
    pins,
    isEnforced: true,
    ...(isPartial ? { isPartial: true as const } : {}),
    // TrustKit stops when the day begins in UTC; Android when the app starts after it.
    expires: date && span ? { text: date.text, seconds: utcStartOf(date.text), span } : null,
    span: { start: name.span.start, end: program.spanOf(value).end },
    items,
    date: span ?? null,
  };
}

/** `!0` is how tools that shorten programs write it. */
function isTrue(program: Program, { from }: Range): boolean {
  return program.is(from, 'true') || program.is(from, '!', '0');
}

/** The members of an object that is written out, here or as a constant of the same file. */
function membersOf(program: Program, range: Range, what: string, problems: ReadProblem[]): Member[] {
  const { from } = program.follow(range);
  if (!program.is(from, '{')) {
    problems.push(indirect(what, program.spanOf(range)));
    return [];
  }
  return program.items(from).flatMap((item): Member[] => {
    const [name, valueAt] = nameOf(program, item);
    if (name) return [{ name, value: { from: valueAt, to: item.to } }];
    problems.push(indirect(`${what}: a member`, program.spanOf(item)));
    return [];
  });
}

function nameOf(program: Program, { from }: Range): [Member['name'] | null, number] {
  const first = program.token(from);
  if (program.is(from, '[') && program.is(program.closing(from) + 1, ':')) {
    const known = program.stringOf({ from: from + 1, to: program.closing(from) });
    const span = known?.pieces[0]?.span;
    return [known && span ? { text: known.text, span } : null, program.closing(from) + 2];
  }
  if (!first || !program.is(from + 1, ':')) return [null, from];
  return [nameIn(first, program, from), from + 2];
}

function nameIn(token: Token, program: Program, at: number): Member['name'] | null {
  if (token.kind !== 'string') return token.kind === 'mark' ? null : { text: token.text, span: token.span };
  const known = program.stringOf({ from: at, to: at + 1 });
  const span = known?.pieces[0]?.span;
  return known && span ? { text: known.text, span } : null;
}

function indirect(what: string, span: Span): ReadProblem {
  return { rule: 'pin-indirect', sentence: `${what} is computed, or stands in another file: it was not read.`, span };
}
