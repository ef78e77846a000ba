import { usage } from './usage-error.ts';

/**
 * Reads a point in time: whole seconds since 1970, or ISO 8601 ("2026-01-31", "2026-01-31T12:00:00Z").
 * @returns seconds since 1970
 * @throws {LivepinError} LP_USAGE
 */
export function parseTime(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const milliseconds = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (milliseconds >= 0) return Math.floor(milliseconds / 1000);
  throw usage(`${JSON.stringify(text)} is no time: write seconds since 1970, or 2026-01-31T12:00:00Z.`);
}

/** Seconds since 1970. */
export function clock(): number {
  return Math.floor(Date.now() / 1000);
}
