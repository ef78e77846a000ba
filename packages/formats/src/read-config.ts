import type { Host, Pin } from '@livepin/core';

export interface SourceFile {
  /** As it is named in messages: relative to what was asked about. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Of a text: decoded (UTF-8 or UTF-16 by its BOM, which is left out). Null for a binary file. */
  readonly text: string | null;
}

/** Offsets into `SourceFile.text` in UTF-16 units; of a binary file, bytes. The end is not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a config says, each part with its place, as it was written: nothing is mended, and nothing is left out. */
export interface ReadConfig {
  /** The id of its target. */
  readonly target: string;
  readonly entries: readonly ReadEntry[];
  readonly problems: readonly ReadProblem[];
}

export interface ReadEntry {
  readonly host: {
    readonly text: string;
    readonly span: Span;
    /** Null where no request can have this name. */
    readonly host: Host | null;
  };
  readonly coverage: Coverage;
  /** None where the form names the host without pins, which can take it out of the pins of a host above. */
  readonly pins: readonly ReadPin[];
  /** Some of its pins are computed, or stand in another file: there are more than were read. */
  readonly isPartial?: true;
  /** False where a mismatch is only reported. */
  readonly isEnforced: boolean;
  /** `seconds`: the earliest moment, on any device, at which the platform stops pinning; null where it cannot be read. */
  readonly expires: { readonly text: string; readonly seconds: number | null; readonly span: Span } | null;
  readonly span: Span;
}

/** `host`: the name alone; `one-label`: what is exactly one label below it, not itself; `host-and-one-label`: both; `host-and-below`: it and all below. */
export type Coverage = 'host' | 'one-label' | 'host-and-one-label' | 'host-and-below';

export interface ReadPin {
  /** As written, its prefix (`sha256/`) included. */
  readonly text: string;
  readonly span: Span;
  /** What is hashed by the format's own rules. Pins of whole certificates cannot be compared with pins of keys. */
  readonly of: 'key' | 'certificate';
  /** Where a form has a list for keys of servers and one for those of CAs, and asks for a match in each that is there. */
  readonly among?: 'leaf' | 'ca';
  /** Null where it is none that the format's platform would read as a SHA-256 of a key. */
  readonly pin: Pin | null;
}

/** What is wrong with a file by the rules of its own form: where the platform crashes, ignores or weakens. */
export interface ReadProblem {
  /** The lint rule that explains it. */
  readonly rule: string;
  /** Where it differs from that of the rule. */
  readonly severity?: 'error' | 'warning' | 'info';
  readonly sentence: string;
  readonly span: Span;
}
