import type { Host, Pin } from '@livepin/core';
import type { PlannedKey } from '../plan.ts';
import type { Span } from '../read-config.ts';

/** A list of pins as it stands in a file, with all that is needed to give it other ones and change nothing else. */
export interface PinList {
  /** Whom it pins: all of them, since some forms share one list. Null for a name that no host has. */
  readonly hosts: readonly (Host | null)[];
  /** In order. */
  readonly items: readonly PinItem[];
  /** What stands between two items beside white space and comments. */
  readonly separator: '' | ',';
  /** A pin as it is written in the place of an item's `text`: with a prefix, perhaps. */
  readonly write: (pin: Pin) => string;
  /** Which of a host's keys belong into this list. Absent: all. */
  readonly takes?: (key: PlannedKey) => boolean;
  /** The date until which it holds, and how one is written. */
  readonly date: { readonly span: Span; readonly write: (expires: number) => string } | null;
  /** Where to point when it cannot be changed. */
  readonly span: Span;
}

export interface PinItem {
  /** Null for what is no pin: it goes as an old one would. */
  readonly pin: Pin | null;
  /** The pin alone. */
  readonly text: Span;
  /** The pin with what makes it an item: its element, its quotes. */
  readonly whole: Span;
}
