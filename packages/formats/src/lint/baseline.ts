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

function lineAround(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  const end = /[\r\n]|$/.exec(text.slice(at))?.index ?? 0;
  return text.slice(start, at + end);
}
