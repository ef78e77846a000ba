import { AdminError, type Finding, type Published, type PublishInput } from '@livepin/admin';
import type { Result } from './command.ts';
import { text, texts, wholeNumber } from './sketch.ts';
import { dateOf, type Style } from './style.ts';

/** The options of every command that publishes. */
export const publicationOptions = {
  allow: texts(
    '--allow <code>',
    'go on in spite of findings of this code, LP_PUBLISH_…; it is recorded in the history',
  ),
  note: text('--note <text>', 'why, for the history'),
  above: wholeNumber(
    '--above <version>',
    'after a restore: get a version above this one, which apps may hold',
    [0, 1_000_000_000],
  ),
};

export interface PublicationOptions {
  readonly allow: readonly string[];
  readonly note: string | undefined;
  readonly above: number | undefined;
}

export function publicationBody({ allow, note, above }: PublicationOptions): PublishInput {
  return {
    ...(allow.length > 0 ? { allow } : {}),
    ...(note === undefined ? {} : { note }),
    ...(above === undefined ? {} : { above }),
  };
}

/** A refusal is a negative verdict, with what was found. */
export function resultOfPublication(app: string, answer: Published | AdminError): Result {
  return answer instanceof AdminError ? refused(app, answer) : published(app, answer);
}

function published(app: string, answer: Published): Result {
  const { epoch, version, exp, overrides, findings } = answer;
  return {
    json: { published: true, code: null, app, ...answer },
    lines: (style) => [
      `${style.good('published')}  ${app}: version ${version} of epoch ${epoch}, until ${dateOf(exp)}`,
      ...findings.flatMap((finding) => linesOfFinding(finding, overrides, style)),
    ],
  };
}

function refused(app: string, { code, message, findings, remedy }: AdminError): Result {
  return {
    json: { published: false, code, sentence: message, app, remedy, findings },
    lines: (style) => [
      `${style.bad('refused')}  ${findings.length > 0 ? `${app} was not published.` : message} [${code}]`,
      ...(findings.length > 0 ? findings.flatMap((finding) => linesOfFinding(finding, [], style)) : [`  ${remedy}`]),
    ],
    isNegative: true,
  };
}

function linesOfFinding(finding: Finding, overrides: readonly string[], style: Style): string[] {
  const { code, host, sentence, remedy, canAllow, refuses } = finding;
  const named = `${host && !sentence.includes(host) ? `${host}: ${sentence}` : sentence} [${code}]`;
  if (overrides.includes(code)) return [`  ${style.warning('allowed:')} ${named}`];
  if (!refuses) return [`  ${style.faint('told:')} ${named}`];
  return [
    `  ${style.bad('stands in the way:')} ${named}`,
    `    ${remedy}`,
    ...(canAllow ? [`    Or: --allow ${code}`] : []),
  ];
}
