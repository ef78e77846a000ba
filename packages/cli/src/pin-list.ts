import { type Pin, parsePin } from '@livepin/core';

/**
 * Reads pins that are separated by commas.
 * @param lists what each --pins gives
 * @throws {LivepinError} LP_PIN_MALFORMED, saying which
 */
export function parsePinList(lists: readonly string[]): Pin[] {
  const texts = lists.flatMap((list) => list.split(','));
  return texts.map((text, index) => parseGivenPin(text, `--pins, item ${index + 1}`));
}

// What stands before a pin in OkHttp and in `livepin show`, and in curl. A slash may also be the first letter of the pin.
const prefix = /^sha256\/{1,2}(?=[^=]{43}=$)/;

/**
 * Reads a pin as people copy it, from programs that write what it is before it.
 * @throws {LivepinError} LP_PIN_MALFORMED
 */
export function parseGivenPin(text: string, where: string): Pin {
  return parsePin(text.trim().replace(prefix, ''), where);
}
