import type { ErrorCode, Freshness, Pin } from '@livepin/core';
import type { HealReport } from './heal-report.ts';
import type { SeenCertificate } from './pin-error.ts';

/** What an app can listen to. Times: seconds since 1970. */
export interface LivepinEvents {
  /** Another bundle is in force; null where none is any more. */
  bundle: { readonly epoch: number; readonly version: number; readonly iat: number; readonly exp: number } | null;
  /** A trust root proved itself. */
  root: { readonly version: number; readonly epoch: number };
  /** A place delivered something that was not accepted; what is known stays in force. */
  refused: { readonly place: string; readonly code: ErrorCode; readonly sentence: string };
  /** A place did not answer. */
  unreachable: { readonly place: string; readonly why: string };
  /** A bundle was made after what this device's clock shows. */
  'clock-behind': { readonly clock: number; readonly iat: number };
  /** The bundle in force has expired ("stale"), there is none ("none"), or all is well again ("fresh"). */
  freshness: { readonly freshness: Freshness };
  /** The newest trust root has expired; it goes on counting, and its owner has missed a ceremony. */
  'root-expired': { readonly version: number; readonly exp: number };
  /** A connection was refused, or would have been were its host not only reported (`enforced` false). */
  failure: {
    readonly host: string;
    readonly code: ErrorCode;
    readonly enforced: boolean;
    readonly seen: readonly SeenCertificate[];
    readonly wanted: readonly Pin[];
  };
  /** A connection that would have failed led to a fetch. */
  heal: HealReport;
  /** The store could not be read, in part, or written: the client goes on with what it has in memory. */
  store: { readonly code: ErrorCode; readonly sentence: string };
}
