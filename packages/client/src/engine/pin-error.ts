import { type ErrorCode, LivepinError, type Pin } from '@livepin/core';
import { describeHeal, type HealReport } from './heal-report.ts';

/** A certificate as a connection showed it, for people: the subject, and the pin to compare. */
export interface SeenCertificate {
  readonly subject: string;
  readonly pin: Pin;
}

export interface PinFailure {
  /** The host whose rule was broken. */
  readonly host: string;
  /** The verified path that was looked at last, leaf first; where none held, what the peer sent. */
  readonly seen: readonly SeenCertificate[];
  /** Why no path held, where none did: "CN=… has expired". */
  readonly fault: string | null;
  readonly wanted: readonly Pin[];
  /** The bundle that decided; null where none is in force. */
  readonly bundle: { readonly epoch: number; readonly version: number; readonly ageSeconds: number } | null;
  readonly heal: HealReport;
}

/**
 * A connection that was refused before the first byte of its request. Codes: LP_PIN_MISMATCH, LP_PIN_REVOKED,
 * LP_HOST_UNLISTED, LP_NO_BUNDLE, LP_BUNDLE_STALE, LP_CLEARTEXT. With `fetch` it is the `cause` of the TypeError.
 */
export class PinError extends LivepinError {
  readonly host: string;
  readonly seen: readonly SeenCertificate[];
  readonly fault: string | null;
  readonly wanted: readonly Pin[];
  readonly bundle: PinFailure['bundle'];
  readonly heal: HealReport;

  constructor(code: ErrorCode, failure: PinFailure) {
    super(code, sentenceOf(code, failure));
    this.name = 'PinError';
    this.host = failure.host;
    this.seen = failure.seen;
    this.fault = failure.fault;
    this.wanted = failure.wanted;
    this.bundle = failure.bundle;
    this.heal = failure.heal;
  }
}

function sentenceOf(code: ErrorCode, failure: PinFailure): string {
  return [`${failure.host}: ${whatHappened(code, failure)}`, ...details(failure), describeHeal(failure.heal)].join(
    '; ',
  );
}

function whatHappened(code: ErrorCode, { fault }: PinFailure): string {
  switch (code) {
    case 'LP_PIN_MISMATCH':
      return fault ? `no verified path holds a pin (${fault})` : 'the verified path holds none of its pins';
    case 'LP_PIN_REVOKED':
      return 'the verified path holds a revoked key';
    case 'LP_HOST_UNLISTED':
      return 'it has no pins, and only hosts with pins may be reached';
    case 'LP_NO_BUNDLE':
      return 'no pins are in force, so nothing may be reached';
    case 'LP_BUNDLE_STALE':
      return 'its pins have expired, and it may not be reached before they are refreshed';
    case 'LP_CLEARTEXT':
      return 'it has pins, and the request would travel unencrypted';
    default:
      return code;
  }
}

function details({ seen, wanted, bundle }: PinFailure): string[] {
  const path = seen.map(({ subject, pin }) => `${pin} (${subject})`).join(' < ');
  return [
    ...(seen.length > 0 ? [`seen: ${path}`] : []),
    ...(wanted.length > 0 ? [`wanted: ${wanted.join(' or ')}`] : []),
    ...(bundle ? [`by bundle ${bundle.epoch}.${bundle.version}, signed ${formatAge(bundle.ageSeconds)} ago`] : []),
  ];
}

function formatAge(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, seconds)} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} days`;
}
