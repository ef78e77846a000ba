import type { Span } from '../read-config.ts';
import { shownEnd } from '../write/date.ts';
import { listsIn, type Place } from './places.ts';
import type { Project } from './rule.ts';

export const daySeconds = 86_400;

export interface ExpiringList {
  readonly places: readonly Place[];
  /** The earliest moment at which a platform that reads the list stops pinning, in seconds since 1970. */
  readonly seconds: number;
  /** As written; a number of seconds as its day in UTC. */
  readonly text: string;
  readonly span: Span;
}

/** Lists of pins with a date that can be read. */
export function expiringLists(project: Project): ExpiringList[] {
  return listsIn(project).flatMap(({ places }) => {
    const dated = places.flatMap(({ entry: { expires } }) =>
      expires && expires.seconds !== null ? [{ ...expires, seconds: expires.seconds }] : [],
    );
    const [earliest] = dated.toSorted((a, b) => a.seconds - b.seconds);
    if (!earliest) return [];
    return [{ places, ...earliest, text: shownEnd(earliest) }];
  });
}
