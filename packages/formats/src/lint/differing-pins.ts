import type { Pin } from '@livepin/core';

/** How one set of pins differs from another, for a sentence; null where both are the same. */
export function differenceOf(own: ReadonlySet<Pin>, other: ReadonlySet<Pin>): string | null {
  const more = [...own].filter((pin) => !other.has(pin));
  const less = [...other].filter((pin) => !own.has(pin));
  if (more.length === 0 && less.length === 0) return null;
  return [...parts('has', more), ...parts('lacks', less)].join(' and ');
}

function parts(verb: string, pins: readonly Pin[]): string[] {
  if (pins.length === 0) return [];
  const more = pins.length > 2 ? ` and ${pins.length - 2} more` : '';
  return [`${verb} ${pins.slice(0, 2).join(', ')}${more}`];
}
