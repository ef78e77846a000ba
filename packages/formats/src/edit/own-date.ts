import { expiryReason } from '../write/text.ts';
import type { TextEdit } from './edits.ts';

/** The check of the date in programs that Livepin wrote: the pinner of OkHttp knows no date of its own. */
const check =
  /From \d{4}-\d{2}-\d{2} on nothing is pinned: [^\r\n]{1,200}(?=\r?\n[ \t]*if \(System\.currentTimeMillis\(\) >= (\d{10,15})L\))/g;

/** The earliest end that such a program has, in seconds since 1970; null where it has none. */
export function ownDate(source: string): number | null {
  const ends = Array.from(source.matchAll(check), ([, milliseconds]) => Number(milliseconds) / 1000);
  return ends.length > 0 ? Math.min(...ends) : null;
}

/** @param expires seconds since 1970 */
export function ownDateEdits(source: string, expires: number): TextEdit[] {
  return Array.from(source.matchAll(check)).flatMap(({ index, 0: reason, 1: milliseconds }) => {
    const at = source.indexOf(milliseconds!, index + reason.length);
    return [
      { span: { start: index, end: index + reason.length }, text: expiryReason(expires) },
      { span: { start: at, end: at + milliseconds!.length }, text: String(expires * 1000) },
    ];
  });
}
