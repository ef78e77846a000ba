import type { ReadEntry } from '../read-config.ts';
import { expiryReason } from '../write/text.ts';
import type { TextEdit } from './edits.ts';

/**
 * The check of the date in programs that Livepin wrote: the pinners of OkHttp and Ktor know no date of their own. The first
 * number is in milliseconds, the second in seconds.
 */
const check =
  /From \d{4}-\d{2}-\d{2} on nothing is pinned: [^\r\n]{1,200}(?=\r?\n[ \t]*if \((?:System\.currentTimeMillis\(\) >= (\d{10,15})L|NSDate\(\)\.timeIntervalSince1970 >= (\d{7,12})\.0)\))/g;

/** The earliest end that such a program has; null where it has none. */
export function ownDate(source: string): ReadEntry['expires'] {
  const ends = Array.from(source.matchAll(check), (found) => {
    const { text, start } = numberOf(found, source);
    return { text, seconds: secondsOf(found), span: { start, end: start + text.length } };
  });
  return ends.toSorted((a, b) => a.seconds - b.seconds)[0] ?? null;
}

/** @param expires seconds since 1970 */
export function ownDateEdits(source: string, expires: number): TextEdit[] {
  return Array.from(source.matchAll(check)).flatMap((found) => {
    const { text, start } = numberOf(found, source);
    return [
      { span: { start: found.index, end: found.index + found[0].length }, text: expiryReason(expires) },
      { span: { start, end: start + text.length }, text: String(found[1] ? expires * 1000 : expires) },
    ];
  });
}

function secondsOf([, milliseconds, seconds]: RegExpExecArray): number {
  return milliseconds ? Number(milliseconds) / 1000 : Number(seconds);
}

function numberOf({ index, 0: reason, 1: milliseconds, 2: seconds }: RegExpExecArray, source: string) {
  const text = milliseconds ?? seconds!;
  return { text, start: source.indexOf(`>= ${text}`, index + reason.length) + '>= '.length };
}
