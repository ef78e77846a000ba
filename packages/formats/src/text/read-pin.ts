import { encodeBase64, type Host, LivepinError, normalizeHost, type Pin } from '@livepin/core';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * As `android.util.Base64` reads it: whatever is not of the alphabet is skipped, also within, and the padding may be
 * missing, but not be wrong.
 */
export function lenientPin(text: string): Pin | null {
  const used = text.replaceAll(/[^A-Za-z0-9+/=]/g, '');
  return /^[A-Za-z0-9+/]{43}=?$/.test(used) ? pinOfDigits(used) : null;
}

/** As Foundation reads it: with its padding, and nothing else around or within. */
export function strictPin(text: string): Pin | null {
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? pinOfDigits(text) : null;
}

// Readers drop the two bits of the last digit that belong to no byte; a pin has them zero.
function pinOfDigits(digits: string): Pin {
  const bits = Array.from(digits.slice(0, 43), (digit) => alphabet.indexOf(digit).toString(2).padStart(6, '0')).join(
    '',
  );
  const bytes = Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(bits.slice(8 * at, 8 * at + 8), 2));
  return encodeBase64(bytes) as Pin;
}

/** What requests that `text` names are for; null where there are none, since it is a pattern, a URL, or no name. */
export function hostOf(text: string): Host | null {
  try {
    return normalizeHost(text);
  } catch (fault) {
    if (fault instanceof LivepinError) return null;
    throw fault;
  }
}

/** The names above one, nearest first. No name that can be asked for has more labels than 127. */
export function namesAbove(name: string): string[] {
  const labels = name.split('.', 128);
  return labels.slice(1).map((_, at) => labels.slice(at + 1).join('.'));
}
