import type { Host, Pin } from '@livepin/core';
import type { PinPlan, PlannedKey } from '../plan.ts';
import type { Span } from '../read-config.ts';
import type { LeftAsIs } from '../target.ts';

/** What decides over the pins of one list. */
export interface ListOwner {
  readonly hosts: readonly (Host | null)[];
  readonly takes?: (key: PlannedKey) => boolean;
  readonly span: Span;
}

export type Wanted =
  | { readonly kind: 'pins'; readonly pins: readonly Pin[] }
  /** The plan says nothing about its hosts. */
  | { readonly kind: 'not-planned' }
  | { readonly kind: 'left'; readonly left: LeftAsIs };

/** The pins that a list is to have. One list can serve several hosts: then the plan must want the same for all of them. */
export function wantedPins(plan: PinPlan, { hosts, takes, span }: ListOwner): Wanted {
  const planned = hosts.map((host) => plan.hosts.find((each) => each.host === host) ?? null);
  const [first] = planned.filter((each) => each !== null);
  if (!first) return { kind: 'not-planned' };
  const left = (why: string): Wanted => ({ kind: 'left', left: { sentence: `${first.host}: ${why}`, span } });
  const others = hosts.filter((_, at) => planned[at] === null).map((host) => host ?? 'a name that no host has');
  if (others.length > 0) {
    return left(
      `its pins are those of ${others.join(', ')} too, for which there are no new ones. Give each a set of its own.`,
    );
  }
  if (takes && planned.some((each) => each?.keys.some(({ role }) => role === 'unknown'))) {
    const sentence = `${first.host}: which of its new pins are of CAs, and which of servers, is not known.`;
    return { kind: 'left', left: { sentence, span, needsRoles: true } };
  }
  const sets = planned.map((each) => (each?.keys ?? []).filter((key) => takes?.(key) ?? true).map((key) => key.pin));
  const pins = sets[0] ?? [];
  if (sets.some((set) => set.length !== pins.length || !set.every((pin) => pins.includes(pin)))) {
    return left(
      `it shares its pins with ${hosts.filter((host) => host !== first.host).join(', ')}, which is to have others. Give each a set of its own.`,
    );
  }
  if (pins.length === 0) return left('no key of its new pins belongs into this list.');
  return { kind: 'pins', pins };
}
