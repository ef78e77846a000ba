// Written out because the engines that apps run in (Hermes, JavaScriptCore, QuickJS) do not all have TextDecoder, and
// some polyfills do not know "fatal". Where there is one, it takes over what is proven to be ASCII: there, all agree.
const { TextDecoder } = globalThis as { TextDecoder?: new () => { decode(bytes: Uint8Array): string } };
const native = TextDecoder ? new TextDecoder() : null;

/** @returns null unless `bytes` are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) without a BOM. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return null;
  // Documents are ASCII, but for members that a later version may add.
  if (isAscii(bytes)) return native ? native.decode(bytes) : textOf(bytes);
  const units = new Uint16Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at++]!;
    if (first < 0x80) {
      units[size++] = first;
      continue;
    }
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) return null;
    let point = first & (0x3f >> more);
    for (let left = more; left > 0; left--) {
      const next = bytes[at++];
      if (next === undefined || (next & 0xc0) !== 0x80) return null;
      point = (point << 6) | (next & 0x3f);
    }
    if (point < (more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80) || point > 0x10ffff) return null;
    if (point >= 0xd800 && point <= 0xdfff) return null;
    if (point >= 0x10000) {
      units[size++] = 0xd800 + ((point - 0x10000) >> 10);
      units[size++] = 0xdc00 + ((point - 0x10000) & 0x3ff);
    } else units[size++] = point;
  }
  return textOf(units.subarray(0, size));
}

/** UTF-8 of `text`; a lone surrogate becomes U+FFFD, as everywhere in JavaScript. */
export function encodeUtf8(text: string): Uint8Array {
  const ascii = encodeAscii(text);
  if (ascii) return ascii;
  const bytes = new Uint8Array(text.length * 3);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    let point = text.charCodeAt(at);
    if (point < 0x80) {
      bytes[size++] = point;
      continue;
    }
    if (point >= 0xd800 && point <= 0xdfff) {
      const next = text.charCodeAt(at + 1);
      const paired = point < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
      if (paired) at++;
      point = paired ? 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00) : 0xfffd;
    }
    if (point >= 0x10000) bytes[size++] = 0xf0 | (point >> 18);
    if (point >= 0x10000) bytes[size++] = 0x80 | ((point >> 12) & 0x3f);
    else if (point >= 0x800) bytes[size++] = 0xe0 | (point >> 12);
    if (point >= 0x800) bytes[size++] = 0x80 | ((point >> 6) & 0x3f);
    else bytes[size++] = 0xc0 | (point >> 6);
    bytes[size++] = 0x80 | (point & 0x3f);
  }
  return bytes.subarray(0, size);
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! > 0x7f) return false;
  return true;
}

function encodeAscii(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return null;
    bytes[at] = unit;
  }
  return bytes;
}

// Engines bound the number of arguments; 8,192 is below every bound met.
function textOf(units: Uint8Array | Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += 8192) {
    text += String.fromCharCode.apply(null, units.subarray(at, at + 8192) as unknown as number[]);
  }
  return text;
}
