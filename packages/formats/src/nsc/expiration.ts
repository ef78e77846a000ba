/**
 * The moment at which Android stops pinning, on the device where the day begins first (UTC+14), in seconds since 1970.
 * It is read by `SimpleDateFormat("yyyy-MM-dd")`, strict: blanks may stand before each number, which may be short (and a
 * year of two digits is one of the first century), and anything may follow.
 * @returns null where that throws, and the app crashes
 */
export function expirationSeconds(text: string): number | null {
  const found = /^[ \t]*(\d{1,6})-[ \t]*(\d{1,9})-[ \t]*(\d{1,9})(?!\d)/.exec(text);
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return null;
  return date.getTime() / 1000 - 14 * 3600;
}
