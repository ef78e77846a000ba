import type { PinPlan } from '../plan.ts';
import { headerLines } from '../write/header.ts';
import type { TextEdit } from './edits.ts';

const header =
  /^(.{0,40}?)Pins of [^\r\n]{1,1000}, made by livepin on \d{4}-\d{2}-\d{2}; (?:safe until \d{4}-\d{2}-\d{2}|without an end)\.$/m;
const keyLine = /^[A-Za-z0-9+/]{43}= = /;

/** The header that Livepin wrote names pins and dates, and would be false beside new ones. Where it is gone, none comes back. */
export function headerEdits(source: string, plan: PinPlan): TextEdit[] {
  const found = header.exec(source);
  if (!found) return [];
  const mark = found[1] ?? '';
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  let end = found.index + found[0].length;
  for (;;) {
    const line = /^(?:\r\n|\n)([^\r\n]*)/.exec(source.slice(end, end + 500));
    if (!line?.[1]?.startsWith(mark) || !keyLine.test(line[1].slice(mark.length))) break;
    end += line[0].length;
  }
  // Two hyphens cannot stand in an XML comment.
  const lines = headerLines(plan).map((line) => mark + line.replaceAll('--', '- -'));
  return [{ span: { start: found.index, end }, text: lines.join(newline) }];
}
