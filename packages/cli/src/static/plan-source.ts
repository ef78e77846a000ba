import type { Host, Pin } from '@livepin/core';
import type { KeyChoice, Loss, PlannedHost, PlannedKey } from '@livepin/formats';

/** What is to be pinned, from one of several places: live servers, files, the service. */
export interface PlanSource {
  readonly hosts: readonly PlannedHost[];
  /** Every key that a host shows now, pinned or not, as far as it is known. */
  readonly inUse: ReadonlyMap<Host, readonly PlannedKey[]>;
  /** The end that the source itself has, in seconds since 1970; null where it says nothing. */
  readonly expires: number | null;
  /** The end that each host has there, null for none; absent where the source has one for all, or none. */
  readonly ends?: ReadonlyMap<Host, number | null>;
  readonly remarks: readonly Loss[];
  /** Pins that may stand in no plan; absent where the source knows of none. */
  readonly revoked?: ReadonlySet<Pin>;
}

/** What the command line asks of a source that does not say it itself. */
export interface PlanWishes {
  /** Undefined: what is safe there. */
  readonly choice: KeyChoice | undefined;
  readonly subdomains: boolean;
  readonly isReportOnly: boolean;
  readonly isBesideSdk: boolean;
}

/**
 * A server's own key is the one that its owner decides over; CAs change theirs without asking. Beside an SDK it is the root
 * of the CA, since the platform would refuse the server's next key before the SDK hears of it.
 */
export function choiceOf({ choice, isBesideSdk }: PlanWishes): KeyChoice {
  return choice ?? (isBesideSdk ? 'root' : 'leaf');
}
