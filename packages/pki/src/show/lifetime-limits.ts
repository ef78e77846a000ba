/** Since when public CAs may issue a server's certificate for how many days. */
export interface LifetimeLimit {
  /** Seconds since 1970. */
  readonly since: number;
  readonly days: number;
}

// CA/Browser Forum, Baseline Requirements for TLS §6.3.2: ballots 193 (825 days), SC31 and the browsers before it (398),
// SC-081v3 of 2025-04-11 (200, 100, 47).
const limits: readonly LifetimeLimit[] = [
  { since: Date.UTC(2018, 2, 1) / 1000, days: 825 },
  { since: Date.UTC(2020, 8, 1) / 1000, days: 398 },
  { since: Date.UTC(2026, 2, 15) / 1000, days: 200 },
  { since: Date.UTC(2027, 2, 15) / 1000, days: 100 },
  { since: Date.UTC(2029, 2, 15) / 1000, days: 47 },
];

/** Apple's systems refuse whatever is beyond it, from private CAs too (support document 103769, since 2019-07-01). */
export const longestAnywhereDays = 825;

/** @param notBefore seconds since 1970 */
export function limitAt(notBefore: number): LifetimeLimit | null {
  return limits.findLast(({ since }) => notBefore >= since) ?? null;
}

/** Whole days of 86,400 seconds, a part of one counting as one; the last second belongs to the time (RFC 5280 §4.1.2.5). */
export function lifetimeDays({
  notBefore,
  notAfter,
}: {
  readonly notBefore: number;
  readonly notAfter: number;
}): number {
  return Math.ceil((notAfter - notBefore + 1) / 86_400);
}
