// A preference list (RFC 7240 §2): tokens, each perhaps with a word or a quoted string, and parameters that are not ours.
const wait = /^wait[ \t]*=[ \t]*(?:(\d{1,9})|"(\d{1,9})")[ \t]*(?:;|$)/i;

/**
 * How long a request prefers to wait (RFC 7240 §4.3), in seconds. Of several `wait`s the first counts.
 * @param field the Prefer field; several lines joined by commas
 * @returns 0 where it does not ask for waiting
 */
export function waitSecondsOf(field: string | undefined): number {
  if (field === undefined) return 0;
  for (const preference of field.split(',')) {
    const [, plain, quoted] = wait.exec(preference.trim()) ?? [];
    if (plain !== undefined || quoted !== undefined) return Number(plain ?? quoted);
  }
  return 0;
}
