import type { Result } from './command.ts';
import type { Answer, Finding } from './service.ts';
import { text, texts } from './sketch.ts';
import { dateOf, type Style } from './style.ts';

/** The options of every command that publishes. */
export const publicationOptions = {
  allow: texts(
    '--allow <code>',
    'go on in spite of findings of this code, LP_PUBLISH_…; it is recorded in the history',
  ),
  note: text('--note <text>', 'why, for the history'),
};

export interface PublicationOptions {
  readonly allow: readonly string[];
  readonly note: string | undefined;
}

/** What the service answers when it has published. Times: seconds since 1970. */
export interface Published {
  readonly epoch: number;
  readonly version: number;
  readonly iat: number;
  readonly exp: number;
  readonly overrides: readonly string[];
  readonly findings: readonly Finding[];
}

export function publicationBody({ allow, note }: PublicationOptions) {
  return { ...(allow.length > 0 ? { allow } : {}), ...(note === undefined ? {} : { note }) };
}

/** A refusal is a negative verdict, with what was found. */
export function resultOfPublication(app: string, answer: Answer<Published>): Result {
  if (answer.kind === 'answered') {
    const { epoch, version, exp, overrides, findings } = answer.value;
    return {
      json: { published: true, code: null, app, ...answer.value },
      lines: (style) => [
        `${style.good('published')}  ${app}: version ${version} of epoch ${epoch}, until ${dateOf(exp)}`,
        ...(overrides.length > 0 ? [style.warning(`allowed: ${overrides.join(', ')}`)] : []),
        ...findings.flatMap((finding) => linesOfFinding(finding, style)),
      ],
    };
  }
  const { code, sentence, findings } = answer.problem;
  return {
    json: { published: false, code, sentence, app, findings },
    lines: (style) => [
      `${style.bad('not published')}  ${sentence} [${code}]`,
      ...findings.flatMap((finding) => linesOfFinding(finding, style)),
    ],
    isNegative: true,
  };
}

function linesOfFinding({ code, host, sentence, remedy, canAllow, refuses }: Finding, style: Style): string[] {
  const mark = refuses === false ? style.faint('told') : style.bad('stands in the way');
  const how = canAllow && refuses !== false ? ` Or: --allow ${code}` : '';
  return [
    `  ${mark}  ${host && !sentence.includes(host) ? `${host}: ` : ''}${sentence} [${code}]`,
    `    ${remedy}${how}`,
  ];
}
