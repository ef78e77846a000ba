import type { Host, Pin } from '@livepin/core';

/** What is to be pinned, wherever it comes from (live servers, files, the service): what every target writes in its own form. */
export interface PinPlan {
  readonly hosts: readonly PlannedHost[];
  /** Seconds since 1970. */
  readonly madeAt: number;
  /** When this config stops being safe, in seconds since 1970; null where it is to hold for ever. */
  readonly expires: number | null;
  /** Whether an SDK of Livepin enforces pins in the same app: then nothing may stand below it that it cannot heal. */
  readonly isBesideSdk: boolean;
}

export interface PlannedHost {
  readonly host: Host;
  /** Every name below the host too, at any depth. */
  readonly subdomains: boolean;
  readonly mode: 'enforce' | 'report';
  /** At least one, each pin once. */
  readonly keys: readonly PlannedKey[];
}

export interface PlannedKey {
  readonly pin: Pin;
  /** Where the key stands on the served path; `backup`: nowhere on it; `unknown`: nobody has looked. */
  readonly role: 'leaf' | 'intermediate' | 'anchor' | 'backup' | 'unknown';
  /** For people: the subject of its certificate, or the file that it came from. */
  readonly label: string;
  /** Until when the certificate that shows it is valid, in seconds since 1970; null where there is none. */
  readonly notAfter: number | null;
}
