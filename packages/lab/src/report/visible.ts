// What moves a cursor, ends a line, turns the order of letters, or takes no room. Names, alerts and answers come from apps and
// servers that may be hostile, and with such characters they could make a report show a verdict that was never given.
const unseen = /[\p{Cc}\p{Cf}\p{Noncharacter_Code_Point}\u2028\u2029]/gu;

/** The same text with nothing in it that is not seen: such characters are written as `\u202e`. */
export function visible(text: string): string {
  return text.toWellFormed().replace(unseen, (found) => {
    const hex = found.codePointAt(0)!.toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });
}
