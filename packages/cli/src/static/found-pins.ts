import {
  type ReadConfig,
  type ReadEntry,
  type ReadOnlyForm,
  type ReadProblem,
  type SourceFile,
  shownEnd,
  type Target,
} from '@livepin/formats';
import type { Style } from '../style.ts';
import { lineAndColumn, type StaticFile } from './static-file.ts';

const coverages = {
  host: '',
  'one-label': ', names with one more label',
  'host-and-one-label': ' and names with one more label',
  'host-and-below': ' and all below',
} as const;

/** What a file says, as JSON. Dates are seconds since 1970. */
export function jsonOfFile({ file, read }: StaticFile): object {
  return { path: file.path, forms: read.map(({ form, config }) => jsonOfForm(file, form, config)) };
}

function jsonOfForm(file: SourceFile, form: Target | ReadOnlyForm, { entries, problems }: ReadConfig): object {
  return {
    form: form.id,
    title: form.title,
    entries: entries.map(({ host, coverage, pins, isPartial, isEnforced, expires, span }) => ({
      host: host.host,
      written: host.text,
      coverage,
      pins: pins.map(({ text, of, pin }) => ({ pin, written: text, of })),
      isPartial: isPartial ?? false,
      isEnforced,
      expires: expires && { written: expires.text, seconds: expires.seconds },
      ...lineAndColumn(file, span.start),
    })),
    problems: problems.map(({ span, ...problem }) => ({ ...problem, ...lineAndColumn(file, span.start) })),
  };
}

/** What a file says, for people. */
export function linesOfFile({ file, read }: StaticFile, style: Style): string[] {
  if (read.length === 0) return [`${style.strong(file.path)}  no static pins in a form that is known here`];
  return read.flatMap(({ form, config }) => [
    `${style.strong(file.path)}  ${form.title}`,
    ...config.entries.flatMap((entry) => linesOfEntry(entry, style)),
    ...(config.entries.length === 0 ? ['  no hosts'] : []),
    ...config.problems.map((problem) => `  ${lineOfProblem(file, problem, style)}`),
  ]);
}

function linesOfEntry({ host, coverage, pins, isPartial, isEnforced, expires }: ReadEntry, style: Style): string[] {
  const traits = [
    isEnforced ? [] : ['only reported'],
    expires ? [`until ${shownEnd(expires)}`] : [],
    pins.length === 0 ? ['no pins'] : [],
    isPartial ? ['and pins that are computed, or stand elsewhere'] : [],
  ].flat();
  return [
    `  ${host.text === '' ? '(the host that sends it)' : host.text}${coverages[coverage]}${traits.length > 0 ? `, ${traits.join(', ')}` : ''}`,
    ...pins.map(
      ({ text, pin, of }) =>
        `    ${pin ?? style.warning(`${text}  ${of === 'key' ? 'no pin' : 'a whole certificate'}`)}`,
    ),
  ];
}

function lineOfProblem(file: SourceFile, { rule, severity, sentence, span }: ReadProblem, style: Style): string {
  const place = lineAndColumn(file, span.start);
  const where = place ? `${file.path}:${place.line}:${place.column}` : file.path;
  return `${style.warning(severity ?? 'problem')} ${where}: ${sentence} [${rule}]`;
}
