import type { ReadProblem, Span } from '../read-config.ts';

/** @param hosts whose reports go there */
export function reportUriProblems(uri: string, span: Span, hosts: readonly string[]): ReadProblem[] {
  const rule = 'report-uri-insecure';
  if (/^http:/i.test(uri)) return [{ rule, sentence: `Reports go to ${uri.slice(0, 100)} without TLS.`, span }];
  const to = /^https:\/\/([^/:?#]*)/i.exec(uri)?.[1]?.toLowerCase();
  if (to === undefined || !hosts.some((host) => to === host.toLowerCase())) return [];
  return [{ rule, sentence: `Reports of ${to} go to ${to}: what cuts the app off from it keeps them back too.`, span }];
}
