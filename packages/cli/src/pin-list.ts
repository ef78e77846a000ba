import { type Pin, parsePin } from '@livepin/core';

/**
 * Reads pins that are separated by commas.
 * @throws {LivepinError} LP_PIN_MALFORMED, saying which
 */
export function parsePinList(list: string): Pin[] {
  return list.split(',').map((pin, index) => parsePin(pin.trim(), `--pins, item ${index + 1}`));
}
