import type { Endpoint } from '../endpoint.ts';
import type { Coverage } from '../report/report.ts';

/** A host that somebody says is pinned, or is to be seen. */
export interface ExpectedHost {
  /** Where it is said: a file, a bundle, `--host`. */
  readonly source: string;
  /** Canonical. */
  readonly host: string;
  /** Which names it stands for, as static pins have it. */
  readonly covers: 'host' | 'one-label' | 'host-and-one-label' | 'host-and-below';
}

/** Whom the app spoke to, against whom it is said to speak to. */
export function coverageOf(expected: readonly ExpectedHost[], seen: readonly Endpoint[]): Coverage {
  const hosts = [...new Set(seen.map(({ host }) => host))];
  const neverSeen = expected.filter((one) => !hosts.some((host) => standsFor(one, host))).map(spelled);
  const unlisted = hosts.filter((host) => !expected.some((one) => standsFor(one, host)));
  return {
    sources: [...new Set(expected.map(({ source }) => source))],
    neverSeen: [...new Set(neverSeen)],
    unlisted: expected.length === 0 ? [] : unlisted,
  };
}

export function standsFor({ host, covers }: ExpectedHost, seen: string): boolean {
  if (seen === host) return covers !== 'one-label';
  if (covers === 'host' || !seen.endsWith(`.${host}`)) return false;
  return covers === 'host-and-below' || !seen.slice(0, -host.length - 1).includes('.');
}

function spelled({ host, covers }: ExpectedHost): string {
  return covers === 'one-label' ? `*.${host}` : host;
}
