import type { Pin } from '@livepin/core';
import type { PlannedKey } from './plan.ts';

/** What a server showed. */
export interface ShownChain {
  /** Every path that passed validation: leaf first, anchor last. */
  readonly paths: readonly (readonly { readonly pin: Pin; readonly subject: string }[])[];
  /** As sent. */
  readonly served: readonly { readonly pin: Pin; readonly subject: string; readonly notAfter: number }[];
}

/** Every key that a server showed, each once, the server's own first. */
export function shownKeys({ paths, served }: ShownChain): PlannedKey[] {
  const keys = new Map<Pin, PlannedKey>();
  const add = (pin: Pin, role: PlannedKey['role'], label: string) => {
    const before = keys.get(pin);
    // The key of a root that is cross-signed stands in the middle of one path and at the end of another.
    if (before && !(before.role === 'intermediate' && role === 'anchor')) return;
    const notAfter = served.filter((one) => one.pin === pin).map((one) => one.notAfter);
    keys.set(pin, { pin, role, label, notAfter: notAfter.length > 0 ? Math.max(...notAfter) : null });
  };
  for (const path of paths) {
    for (const [depth, { pin, subject }] of path.entries()) {
      add(pin, depth === 0 ? 'leaf' : depth === path.length - 1 ? 'anchor' : 'intermediate', subject);
    }
  }
  // Sent along and on no path: in use, whatever for.
  for (const { pin, subject } of served) add(pin, 'intermediate', subject);
  return [...keys.values()];
}

/** Which part of a path is meant: of every path, since each platform builds its own. */
const parts = { leaf: [0, 1], issuer: [1, 2], root: [-1, undefined], all: [0, undefined] } as const;

export type KeyChoice = keyof typeof parts;
export const keyChoices = Object.keys(parts) as readonly KeyChoice[];

/** The keys of a chain that a choice means. */
export function chosenKeys(shown: ShownChain, choice: KeyChoice): PlannedKey[] {
  const [from, to] = parts[choice];
  const meant = new Set(shown.paths.flatMap((path) => path.slice(from, to)).map(({ pin }) => pin));
  return shownKeys(shown).filter(({ pin }) => meant.has(pin));
}

/**
 * What is known of pins that came without their keys. One that a server does not show is a backup; where nobody could be
 * asked, nothing is known.
 * @param known keys that a server showed, or that stand in files; null: nobody was asked
 */
export function keysOfPins(
  pins: Iterable<Pin>,
  known: readonly PlannedKey[] | null,
  from: { readonly shown: string; readonly unshown: string },
): PlannedKey[] {
  return [...pins].map(
    (pin) =>
      known?.find((key) => key.pin === pin) ??
      (known === null
        ? { pin, role: 'unknown', label: from.shown, notAfter: null }
        : { pin, role: 'backup', label: from.unshown, notAfter: null }),
  );
}
