import { type BinaryText, binaryOf, textOf } from './binary-text.ts';
import type { Canary } from './canary.ts';
import { findCanaries, findValues } from './find-canaries.ts';
import { findByLook } from './find-patterns.ts';
import type { Finding } from './finding.ts';
import { layersOf, type Span } from './layers.ts';

/** Lines of a log that show a header, and values that have a telling name: what programs say when they say much. */
const headerLines = /\b(?:proxy-)?authorization|\b(?:set-)?cookie|\bx-[a-z-]{0,40}(?:key|token|secret)/i;
const namedValues =
  /\b((?:[a-z0-9_.-]{0,60}(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|session[_-]?id)|(?:[a-z0-9]{1,30}[_.-]){0,3}(?:sid|otp))["']?\s{0,3}[:=]\s{0,3}["']?)(?!…\()([^\s"'&,;<>]{4,2000})/gi;
/** Command lines: options of which the next word is the value. */
const optionValues =
  /((?:^|\s)--?(?:[a-z0-9]{1,30}-){0,3}(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|(?:api|access|private|secret)-?key|credentials?|bearer|auth|user|cookie|otp)\s{1,3}["']?)(?!…\(|-)([^\s"']{4,2000})/gi;
/** `-u NAME:PASSWORD`, as curl and many others have it. */
const userAndPassword = /((?:^|\s)-u\s{0,3}["']?)([^\s"':]{1,200}:[^\s"']{1,2000})/g;
/** `-pPASSWORD`, of the clients of databases and of sshpass; elsewhere `-p` is a port, a path, or a letter among others. */
const gluedPassword =
  /((?:^|[\s/\\"'])(?:mysql(?:dump|admin|import|check|show|sh)?|mariadb(?:-[a-z]{1,20})?|7z[ar]?|sshpass)(?:\.exe)?["']?(?=\s)[^\n|;&]{0,500}?\s-p["']?)(?!…\()([^\s"']{1,2000})/gi;

const hideValue = (_: string, name: string, value: string) => `${name}${hidden(value.length)}`;

const maxRounds = 8;

/** What an app said, without the canaries in any encoding and without what looks like a secret. */
export function redactText(text: string, canaries: readonly Canary[]): string {
  const plain = text
    .split(/(?<=\n)/)
    .map(withoutHeader)
    .join('')
    .replace(namedValues, hideValue)
    .replace(optionValues, hideValue)
    .replace(userAndPassword, hideValue)
    .replace(gluedPassword, hideValue);
  return hideFindings(plain, canaries);
}

/**
 * A text without the canaries in any encoding, and without what patterns find in it.
 * @param values others that are not to be in it, as they are
 */
export function hideFindings(text: string, canaries: readonly Canary[], values: readonly BinaryText[] = []): string {
  let current = binaryOf(text);
  // What is left when something was taken out could be a canary again ("secsecretret"), and so could a name that was put
  // in its place: names are told in the first round only.
  for (let round = 0; round < maxRounds; round++) {
    const layers = layersOf(current);
    const findings = [...findCanaries(layers, canaries), ...findValues(layers, values), ...findByLook(layers)];
    if (findings.length === 0) return textOf(current);
    current = cut(current, findings, round === 0);
  }
  return hidden(text.length);
}

/** What stands in the place of something hidden: its length, and what it was where that is known. */
export function hidden(length: number, name?: string): string {
  return name === undefined ? `…(${length})` : `…(${name}, ${length})`;
}

function cut(text: BinaryText, findings: readonly Finding[], tellsNames: boolean): BinaryText {
  const pieces: string[] = [];
  let at = 0;
  for (const { span, name } of merged(findings)) {
    pieces.push(text.slice(at, span.start), binaryOf(hidden(span.end - span.start, tellsNames ? name : undefined)));
    at = span.end;
  }
  return pieces.join('') + text.slice(at);
}

/** In order and apart from each other. What overlaps goes by the name of the first. */
function merged(findings: readonly Finding[]): readonly { name: string; span: Span }[] {
  const spans: { name: string; span: Span }[] = [];
  for (const { name, span } of findings.toSorted((a, b) => a.span.start - b.span.start)) {
    const last = spans.at(-1);
    if (!last || span.start >= last.span.end) spans.push({ name, span });
    else last.span = { start: last.span.start, end: Math.max(last.span.end, span.end) };
  }
  return spans;
}

function withoutHeader(line: string): string {
  const header = headerLines.exec(line);
  const colon = header ? line.indexOf(':', header.index + header[0].length) : -1;
  if (colon < 0) return line;
  const value = line.slice(colon + 1).trim();
  return value === '' || /^…\([^)]*\)$/.test(value)
    ? line
    : `${line.slice(0, colon + 1)} ${hidden(value.length)}${line.slice(line.trimEnd().length)}`;
}
