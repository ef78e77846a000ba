/** Reads a dotted quad as strictly as `inet_pton`: no leading zeros, four decimal parts. @returns null for anything else. */
export function parseIpv4(text: string): readonly number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null;
  return parts.map(Number);
}

/** Reads IPv6 text (RFC 4291 §2.2), without brackets or zone. @returns eight 16-bit groups, or null. */
export function parseIpv6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half, index) => {
    const isLast = index === halves.length - 1;
    const parts = half === '' ? [] : half.split(':');
    return parts.flatMap((part, at) => {
      const quad = isLast && at === parts.length - 1 && part.includes('.') ? parseIpv4(part) : null;
      if (quad) return [(quad[0]! << 8) | quad[1]!, (quad[2]! << 8) | quad[3]!];
      return [/^[0-9a-fA-F]{1,4}$/.test(part) ? Number.parseInt(part, 16) : Number.NaN];
    });
  });
  const [head = [], tail] = groups;
  if ([...head, ...(tail ?? [])].some(Number.isNaN)) return null;
  if (!tail) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The canonical text of RFC 5952: lower case, the longest run of two or more zero groups shortened, the first of equals. */
export function formatIpv6(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16));
  let best = { at: 0, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  if (best.length < 2) return text.join(':');
  return `${text.slice(0, best.at).join(':')}::${text.slice(best.at + best.length).join(':')}`;
}

/** Whether the groups are an IPv4 address in IPv6 clothes (::ffff:0:0/96, RFC 4291 §2.5.5.2). */
export function isMappedIpv4(groups: readonly number[]): boolean {
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}
