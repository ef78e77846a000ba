import { type BinaryText, binaryOf } from './binary-text.ts';
import type { Canary } from './canary.ts';

/** Characters that an encoding is written with, around one that is found. */
export interface Run {
  readonly before: RegExp;
  readonly after: RegExp;
}

/** One way of writing a canary, to be searched for as it stands. */
export interface Spelling {
  readonly canary: Canary;
  readonly encoding: string;
  readonly written: BinaryText;
  /** In any case: `written` is in lower case. */
  readonly ignoresCase: boolean;
  /** What else belongs to the same run of an encoding, where only its inner part is certain. */
  readonly run: Run | null;
}

const base64Run = { before: /[A-Za-z0-9+/_-]/, after: /[A-Za-z0-9+/_=-]/ };
const hexRun = { before: /[0-9A-Fa-f]/, after: /[0-9A-Fa-f]/ };

/** The spellings of a value that no decoder has to be right for: of base64, wherever in a longer run the value begins. */
export function spellingsOf(canary: Canary): readonly Spelling[] {
  const binary = binaryOf(canary.value);
  const bytes = Buffer.from(binary, 'latin1');
  const spelling = (encoding: string, written: BinaryText, run: Run | null = null, ignoresCase = false): Spelling => ({
    canary,
    encoding,
    written: ignoresCase ? written.toLowerCase() : written,
    ignoresCase,
    run,
  });
  const base64 = [0, 1, 2].map((before) => innerBase64(bytes, before));
  const all = [
    spelling('as it is', binary),
    spelling('in another case', binary, null, true),
    spelling('form-encoded', binary.replaceAll(' ', '+')),
    ...base64.map((inner) => spelling('base64', inner, base64Run)),
    ...base64.map((inner) => spelling('base64url', inner.replaceAll('+', '-').replaceAll('/', '_'), base64Run)),
    spelling('hex', bytes.toString('hex'), hexRun, true),
    spelling('UTF-16', Buffer.from(canary.value, 'utf16le').toString('latin1')),
  ];
  // One that is written as another is that other one.
  return all.filter(({ written, ignoresCase }, at) => {
    return !all.slice(0, at).some((other) => other.written === written && other.ignoresCase === ignoresCase);
  });
}

/**
 * The characters of base64 that depend on `bytes` alone, where a multiple of three bytes and `before` more stand in
 * front of them, and anything may follow.
 */
function innerBase64(bytes: Uint8Array, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  return whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
}
