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

/** Whether the platform finds a pin in a path that is shown. curl looks at the key of the server alone. */
export function isServed({ form }: Place, pins: ReadonlySet<Pin>, { paths }: Served): boolean {
  return paths.some((path) => (form.family === 'curl' ? path.slice(0, 1) : path).some(({ pin }) => pins.has(pin)));
}
