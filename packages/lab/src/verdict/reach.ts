import { type Reach, reaches } from '../connection.ts';

export function reachesAtLeast(reach: Reach, least: Reach): boolean {
  return reaches.indexOf(reach) >= reaches.indexOf(least);
}

/** The farthest; "nothing" of none. */
export function farthest(all: Iterable<Reach>): Reach {
  let found: Reach = 'nothing';
  for (const reach of all) if (reachesAtLeast(reach, found)) found = reach;
  return found;
}

/** Whether the app sent something that whoever holds the lab's key could read. */
export function isReadable(reach: Reach): boolean {
  return reachesAtLeast(reach, 'headers');
}
