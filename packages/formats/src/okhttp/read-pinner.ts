import type { Host, Pin } from '@livepin/core';
import { ownDate } from '../edit/own-date.ts';
import type { Coverage, ReadConfig, ReadEntry, ReadPin, ReadProblem, SourceFile, Span } from '../read-config.ts';
import { hostOf, lenientPin } from '../text/read-pin.ts';
import { type Language, scanSource } from '../text/source.ts';
import { type KnownString, Program, type Range } from '../text/values.ts';
import { type AddCall, findAddCalls } from './pinner-calls.ts';

/** Pins of one pattern, from all calls that add to it: OkHttp unites them. */
export interface PinnerEntry extends ReadEntry {
  readonly items: readonly PinnerItem[];
  readonly calls: readonly AddCall[];
}

export interface PinnerItem {
  readonly read: ReadPin;
  readonly known: KnownString;
  /** Where the pin is given in the call: the literal itself, or the name of a constant. */
  readonly given: Span;
}

export interface PinnerRead {
  readonly entries: readonly PinnerEntry[];
  readonly problems: readonly ReadProblem[];
}

/** Which texts are pins is not the same everywhere: OkHttp takes them leniently, Ktor on Darwin to the letter. */
export type PinReader = (digits: string) => Pin | null;

/** As OkHttp decodes: the URL-safe alphabet too, white space passed over, the padding missing or not. */
export const okHttpPin: PinReader = (digits) => {
  const used = digits.replaceAll(/[\n\r \t]/g, '').replace(/=+$/, '');
  return /^[A-Za-z0-9+/_-]{43}$/.test(used) ? lenientPin(used.replaceAll('-', '+').replaceAll('_', '/')) : null;
};

export function readPinnerConfig(target: string, file: SourceFile, language: Language, pinOf: PinReader): ReadConfig {
  const { entries, problems } = readPinner(file.text ?? '', language, pinOf);
  const bare = entries.map(({ host, coverage, pins, isEnforced, isPartial, expires, span }) => ({
    ...{ host, coverage, pins, isEnforced, expires, span },
    ...(isPartial ? { isPartial } : {}),
  }));
  return { target, entries: bare, problems };
}

export function readPinner(text: string, language: Language, pinOf: PinReader): PinnerRead {
  const source = scanSource(text, language);
  const program = new Program(source);
  const problems: ReadProblem[] = [];
  const byPattern = new Map<string, Found[]>();
  for (const call of findAddCalls(program)) {
    const pattern = program.stringOf(call.pattern);
    if (!pattern) {
      problems.push(indirect('The host', program.spanOf(call.pattern)));
      continue;
    }
    const items: PinnerItem[] = [];
    let isPartial = false;
    for (const given of call.pins.flatMap((range) => spread(program, range))) {
      const known = program.stringOf(given);
      if (known) items.push(itemOf(known, program.spanOf(given), pinOf));
      else {
        isPartial = true;
        problems.push(indirect(`${pattern.text}: a pin`, program.spanOf(given)));
      }
    }
    const found = byPattern.get(pattern.text);
    if (found) found.push({ pattern, call, items, isPartial });
    else byPattern.set(pattern.text, [{ pattern, call, items, isPartial }]);
  }
  const expires = ownDate(text);
  const all = Array.from(byPattern.values(), (found) => ({ ...united(found, program), expires }));
  if (all.length === 0 && problems.length === 0) {
    for (const { value, span } of source.comments) {
      if (!/sha(?:1|256)\//.test(value)) continue;
      const sentence = 'The only pins of this file stand in a comment: nothing is pinned.';
      problems.push({ rule: 'pinning-commented-out', sentence, span });
    }
  }
  return { entries: all, problems };
}

function indirect(what: string, span: Span): ReadProblem {
  return { rule: 'pin-indirect', sentence: `${what} is computed, or stands in another file: it was not read.`, span };
}

/** An array in place of several pins: `*PINS` in Kotlin, `PINS` in Java. */
function spread(program: Program, range: Range): Range[] {
  const named = program.is(range.from, '*') ? { from: range.from + 1, to: range.to } : range;
  if (program.stringOf(named)) return [named];
  return program.listOf(named) ?? [named];
}

function itemOf(known: KnownString, given: Span, pinOf: PinReader): PinnerItem {
  const pieces = known.pieces.map(({ span }) => span);
  const span = pieces.length === 1 ? pieces[0]! : given;
  const pin = known.text.startsWith('sha256/') ? pinOf(known.text.slice('sha256/'.length)) : null;
  return { read: { text: known.text, span, of: 'key', pin }, known, given };
}

/** What one call adds. */
interface Found {
  readonly pattern: KnownString;
  readonly call: AddCall;
  readonly items: readonly PinnerItem[];
  readonly isPartial: boolean;
}

/** @param found at least one, all of one pattern */
function united(found: readonly Found[], program: Program): Omit<PinnerEntry, 'expires'> {
  const { pattern, call } = found[0]!;
  const [piece, ...more] = pattern.pieces;
  const items = found.flatMap((each) => each.items);
  const { coverage, host } = patternOf(pattern.text);
  return {
    host: { text: pattern.text, span: piece && more.length === 0 ? piece.span : program.spanOf(call.pattern), host },
    coverage,
    pins: items.map(({ read }) => read),
    isEnforced: true,
    ...(found.some(({ isPartial }) => isPartial) ? { isPartial: true as const } : {}),
    span: program.spanOf(call.whole),
    items,
    calls: found.map((each) => each.call),
  };
}

function patternOf(pattern: string): { coverage: Coverage; host: Host | null } {
  if (pattern.startsWith('**.')) return { coverage: 'host-and-below', host: hostOf(pattern.slice(3)) };
  if (pattern.startsWith('*.')) return { coverage: 'one-label', host: hostOf(pattern.slice(2)) };
  return { coverage: 'host', host: hostOf(pattern) };
}
