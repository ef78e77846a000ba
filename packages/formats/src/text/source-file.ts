import type { SourceFile } from '../read-config.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A file as readers see it. What is neither UTF-8 nor UTF-16 with its mark is taken for Latin-1, as old editors wrote it:
 * pins and hosts are ASCII, and places in the text stay right.
 * @param path as messages are to name it
 */
export function sourceFileOf(path: string, bytes: Uint8Array): SourceFile {
  return { path, bytes, text: isBinary(bytes) ? null : decode(bytes) };
}

/** The bytes that `text` takes in the encoding of a file, with its mark. */
export function encodeAs(file: SourceFile, text: string): Uint8Array {
  const encoding = encodingOf(file.bytes);
  switch (encoding) {
    case 'utf-16le':
    case 'utf-16be':
      return encodeUtf16(`\ufeff${text}`, encoding === 'utf-16le');
    case 'utf-8':
      return new TextEncoder().encode(hasUtf8Mark(file.bytes) ? `\ufeff${text}` : text);
    case 'latin1':
      // Cut to their last byte, letters of a name that is written in could become line ends and quotes.
      return Uint8Array.from(text, (character) => (character > '\u00ff' ? 0x3f : character.charCodeAt(0)));
  }
}

function decode(bytes: Uint8Array): string {
  if (hasUtf16Mark(bytes)) return decodeUtf16(bytes.subarray(2), bytes[0] === 0xff);
  return decodeUtf8(bytes) ?? Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

function encodingOf(bytes: Uint8Array): Encoding {
  if (hasUtf16Mark(bytes)) return bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
  return decodeUtf8(bytes) === null ? 'latin1' : 'utf-8';
}

/** Without its mark; null for what is none. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch (fault) {
    if (fault instanceof TypeError) return null;
    throw fault;
  }
}

function hasUtf16Mark(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** A text has no zero bytes, unless it is UTF-16, which says so in its mark. */
function isBinary(bytes: Uint8Array): boolean {
  return !hasUtf16Mark(bytes) && bytes.includes(0);
}

// Half surrogates stay as they are, so that what is written back is what was read.
function decodeUtf16(bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units = Array.from({ length: bytes.length >> 1 }, (_, at) =>
    String.fromCharCode(view.getUint16(2 * at, little)),
  );
  return units.join('');
}

function encodeUtf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), little);
  return bytes;
}
