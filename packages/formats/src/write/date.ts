const daySeconds = 86_400;

/** `yyyy-MM-dd` in UTC of a moment in seconds since 1970. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/**
 * The date to write so that no platform goes on pinning after `expires`, and none stops three days before: some
 * stop when that day begins in the time zone of the device (up to 14 hours before UTC does), others when it ends in UTC.
 * @param expires seconds since 1970
 */
export function lastSafeDay(expires: number): string {
  return dayOf(expires - daySeconds);
}

/** The end of pins as people read it: as it is written, or the day of what is written as a number. */
export function shownEnd({ text, seconds }: { readonly text: string; readonly seconds: number | null }): string {
  return seconds !== null && /^\d+$/.test(text) ? dayOf(seconds) : text;
}

/**
 * The start of a day anywhere on earth, which UTC+14 sees first.
 * @param day `yyyy-MM-dd`
 * @returns seconds since 1970; null where there is no such day
 */
export function earliestStartOf(day: string): number | null {
  const start = utcStartOf(day);
  return start === null ? null : start - 14 * 3600;
}

/** The start of a day in UTC, in seconds since 1970; null where `day` is no `yyyy-MM-dd` of the calendar. */
export function utcStartOf(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const seconds = Date.parse(`${day}T00:00:00Z`) / 1000;
  return Number.isNaN(seconds) || dayOf(seconds) !== day ? null : seconds;
}
