const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const url = `${standard.slice(0, 62)}-_`;

function tableOf(alphabet: string): Uint8Array {
  const table = new Uint8Array(128).fill(255);
  for (let value = 0; value < 64; value++) table[alphabet.charCodeAt(value)] = value;
  return table;
}
const standardTable = /* @__PURE__ */ tableOf(standard);
const urlTable = /* @__PURE__ */ tableOf(url);

/** Base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encode(bytes, standard);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** @returns null for any spelling but the canonical one: padding in place, unused bits zero (RFC 4648 §3.5). */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decode(text, text.length - padding, standardTable);
}

/** Base64url without padding (RFC 7515 §2). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encode(bytes, url);
}

/** @returns null for any spelling but the canonical one: no padding, unused bits zero. */
export function decodeBase64Url(text: string): Uint8Array | null {
  return decode(text, text.length, urlTable);
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    if (at + 1 < bytes.length) text += alphabet.charAt((group >> 6) & 63);
    if (at + 2 < bytes.length) text += alphabet.charAt(group & 63);
  }
  return text;
}

function decode(text: string, length: number, table: Uint8Array): Uint8Array | null {
  if (length % 4 === 1) return null;
  const bytes = new Uint8Array((length * 3) >> 2);
  const valueAt = (at: number) => table[text.charCodeAt(at)] ?? 255;
  let size = 0;
  for (let at = 0; at < length; at += 4) {
    // What is missing of the last group counts as zero; the bits that then belong to no byte must be zero too.
    const a = valueAt(at);
    const b = valueAt(at + 1);
    const c = at + 2 < length ? valueAt(at + 2) : 0;
    const d = at + 3 < length ? valueAt(at + 3) : 0;
    if ((a | b | c | d) > 63) return null;
    if (at + 2 >= length && (b & 15) !== 0) return null;
    if (at + 3 >= length && (c & 3) !== 0) return null;
    // An array of bytes keeps the low eight bits, and lets what lies beyond its end fall.
    bytes[size++] = (a << 2) | (b >> 4);
    bytes[size++] = (b << 4) | (c >> 2);
    bytes[size++] = (c << 6) | d;
  }
  return bytes;
}
