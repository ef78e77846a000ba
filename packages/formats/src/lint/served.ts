import type { Host, Pin } from '@livepin/core';
import { covers } from './coverage.ts';
import { type Place, pinsOf, placesIn } from './places.ts';
import type { Project, Served, World } from './rule.ts';

/** A pinned host that a server answered for. */
export interface ServedList {
  readonly place: Place;
  readonly host: Host;
  /** Those that are keys; also where the platform would not take them as they are written. */
  readonly pins: ReadonlySet<Pin>;
  readonly served: Served;
}

export function servedLists(project: Project, { served }: World): ServedList[] {
  return placesIn(project).flatMap((place) => {
    const { host } = place.entry.host;
    const answer = host === null ? undefined : served.get(host);
    // What is below a name is served by others than the name itself.
    if (host === null || !answer || !covers(place.entry, host) || place.form.ofCertificates) return [];
    const pins = pinsOf(place).map(({ judged }) => judged.pin);
    return [{ place, host, pins: new Set(pins.filter((pin) => pin !== null)), served: answer }];
  });
}

/**
 * Whether the platform finds what it looks for in a path that is shown. curl looks at the key of the server alone; App
 * Transport Security at it or at those of CAs, by the list that a pin stands in, and wants one of each list.
 */
export function isServed(place: Place, pins: ReadonlySet<Pin>, { paths }: Served): boolean {
  return paths.some((path) => {
    const keys = path.map(({ pin }) => pin);
    const lists = amongOf(place);
    if (lists.length === 0)
      return (place.form.family === 'curl' ? keys.slice(0, 1) : keys).some((key) => pins.has(key));
    return lists.every(({ among, own }) =>
      (among === 'leaf' ? keys.slice(0, 1) : keys.slice(1)).some((key) => own.has(key)),
    );
  });
}

function amongOf(place: Place): { readonly among: 'leaf' | 'ca'; readonly own: ReadonlySet<Pin> }[] {
  const pins = pinsOf(place);
  return (['leaf', 'ca'] as const).flatMap((among) => {
    const own = pins.filter(({ pin }) => pin.among === among).map(({ judged }) => judged.pin);
    return own.length > 0 ? [{ among, own: new Set(own.filter((pin) => pin !== null)) }] : [];
  });
}
