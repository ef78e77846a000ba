import type { Pin } from '@livepin/core';

/** The pins of one set that are not in another. */
export function without(pins: ReadonlySet<Pin>, others: ReadonlySet<Pin>): Set<Pin> {
  return new Set([...pins].filter((pin) => !others.has(pin)));
}
