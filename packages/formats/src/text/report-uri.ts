import type { ReadProblem, Span } from '../read-config.ts';

/** @param hosts whose reports go there, in lower case */
export function reportUriProblems(uri: string, span: Span, hosts: ReadonlySet<string>): ReadProblem[] {
  const rule = 'report-uri-insecure';
  if (/^http:/i.test(uri)) return [{ rule, sentence: `Reports go to ${uri.slice(0, 100)} without TLS.`, span }];
  const to = /^https:\/\/([^/:?#]*)/i.exec(uri)?.[1]?.toLowerCase();
  if (to === undefined || !hosts.has(to)) return [];
  return [{ rule, sentence: `Reports of ${to} go to ${to}: what cuts the app off from it keeps them back too.`, span }];
}
