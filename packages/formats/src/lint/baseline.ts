import { createHash } from 'node:crypto';
import type { Finding, Project } from './rule.ts';

/**
 * A name for each finding that stays the same when lines are added or removed above it, or its file is formatted anew: of
 * the rule, the file, the text of the line it is on without its white space, and which of several such it is.
 * @returns 32 hexadecimal digits each, in the order of the findings
 */
export function fingerprintsOf({ files }: Project, findings: readonly Finding[]): string[] {
  const texts = new Map(files.map(({ file }) => [file.path, file.text]));
  const counts = new Map<string, number>();
  return findings.map(({ rule, path, span, sentence }) => {
    const text = texts.get(path);
    // Of a binary file there is no line; what is said of it names what it is about.
    const about = text ? lineAround(text, span.start) : sentence;
    const name = JSON.stringify([rule, path, about.replaceAll(/\s+/g, '')]);
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    return createHash('sha256').update(`${name}${nth}`).digest('hex').slice(0, 32);
  });
}

/** The line at a place; of one as long as a file can be, what is near. */
function lineAround(text: string, at: number): string {
  const before = text.slice(Math.max(at - 300, 0), at);
  const after = text.slice(at, at + 300);
  const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return before.slice(start) + (/^[^\r\n]*/.exec(after)?.[0] ?? '');
}
