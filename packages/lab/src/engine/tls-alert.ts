/**
 * The alert of the peer that an error of OpenSSL tells of; null where it tells of something else: it writes the number of
 * the alert behind its own reason.
 */
export function alertOfError(error: Error): number | null {
  const found = /SSL alert number (\d{1,3})\b/.exec(error.message);
  return found ? Number(found[1]) : null;
}
