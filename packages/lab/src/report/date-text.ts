/** @param seconds since 1970 @returns for people: "2026-01-31 12:00 UTC" */
export function dateText(seconds: number): string {
  const date = new Date(seconds * 1000);
  // Of a report that was written by hand: a time that is none must not end the reading of all the rest.
  if (Number.isNaN(date.getTime())) return 'no date';
  return date.toISOString().replace(/^(.+)T(.+):\d\d\.\d+Z$/, '$1 $2 UTC');
}
