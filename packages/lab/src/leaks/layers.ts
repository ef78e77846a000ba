import { constants, gunzipSync } from 'node:zlib';
import { type BinaryText, binaryOf } from './binary-text.ts';

/** From `start` up to, and without, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text as it is, or what is left of it once an encoding was taken off. */
export interface Layer {
  readonly text: BinaryText;
  /** Those that were taken off, the outermost first. */
  readonly encodings: readonly string[];
  /** Where in the original text a span of this one stands: a little more rather than less. */
  origin(span: Span): Span;
}

/** Encodings within encodings: a form field with JSON in which a token is base64. */
const maxDepth = 3;
/** What all layers of one text may have together: a bomb is left alone. */
const maxCharacters = 1_048_576;

interface Decoder {
  readonly encoding: string;
  decode(text: BinaryText): Decoded | null;
}

interface Decoded {
  readonly text: BinaryText;
  origin(span: Span): Span;
}

/** The text, and all that encodings hide in it. */
export function layersOf(text: BinaryText): readonly Layer[] {
  const layers: Layer[] = [{ text, encodings: [], origin: (span) => span }];
  const seen = new Set([text]);
  let characters = 0;
  for (const outer of layers) {
    if (outer.encodings.length === maxDepth) break;
    for (const { encoding, decode } of decoders) {
      const decoded = decode(outer.text);
      if (!decoded || seen.has(decoded.text)) continue;
      characters += decoded.text.length;
      if (characters > maxCharacters) return layers;
      seen.add(decoded.text);
      layers.push({
        text: decoded.text,
        encodings: [...outer.encodings, encoding],
        origin: (span) => outer.origin(decoded.origin(span)),
      });
    }
  }
  return layers;
}

/** One encoding taken off, where it is there. */
export function withoutEncoding(text: BinaryText, encoding: 'URL-encoded' | 'JSON-escaped'): BinaryText {
  return decoders.find((decoder) => decoder.encoding === encoding)?.decode(text)?.text ?? text;
}

const decoders: readonly Decoder[] = [
  { encoding: 'URL-encoded', decode: (text) => replacing(text, /%[0-9A-Fa-f]{2}/g, (code) => byteOf(code.slice(1))) },
  {
    encoding: 'JSON-escaped',
    decode: (text) => replacing(text, /(?:\\u[0-9A-Fa-f]{4})+|\\["\\/bfnrt]/g, unescapeJson),
  },
  {
    encoding: 'XML-escaped',
    decode: (text) => replacing(text, /&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);/g, characterOf),
  },
  // Base64 in lines, as in mails and PEM.
  {
    encoding: 'in lines',
    decode: (text) => replacing(text, /(?<=[A-Za-z0-9+/]{60})\r?\n(?=[A-Za-z0-9+/])/g, () => ''),
  },
  { encoding: 'base64', decode: decodeBase64 },
  {
    encoding: 'gzip, then base64',
    decode: (text) => replacing(text, /H4sI[A-Za-z0-9+/_-]{12,}={0,2}/g, (run) => gunzip(Buffer.from(run, 'base64'))),
  },
  { encoding: 'gzip', decode: decodeGzip },
];

/** @param decode tells null to leave a match as it is */
function replacing(text: BinaryText, pattern: RegExp, decode: (match: string) => string | null): Decoded | null {
  const pieces: string[] = [];
  // Where pieces begin: in what is made, and in what it is made of.
  const starts: number[] = [];
  const sources: number[] = [];
  let [made, at] = [0, 0];
  const add = (piece: string, source: number) => {
    pieces.push(piece);
    starts.push(made);
    sources.push(source);
    made += piece.length;
  };
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const decoded = decode(match);
    if (decoded === null) continue;
    add(text.slice(at, index), at);
    add(decoded, index);
    at = index + match.length;
  }
  if (at === 0) return null;
  add(text.slice(at), at);
  sources.push(text.length);
  // Pieces that are as they were have even numbers; of the others, a part stands for the whole.
  const origin = ({ start, end }: Span): Span => {
    const [first, last] = [pieceAt(starts, start), pieceAt(starts, end - 1)];
    return {
      start: first % 2 === 0 ? sources[first]! + start - starts[first]! : sources[first]!,
      end: last % 2 === 0 ? sources[last]! + end - starts[last]! : sources[last + 1]!,
    };
  };
  return { text: pieces.join(''), origin };
}

/** The last that begins at `at` or before, so that pieces without a character are passed over. */
function pieceAt(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

function byteOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function unescapeJson(written: string): string {
  if (written.startsWith('\\u')) {
    // All that stand together at once: a character beyond U+FFFF takes two.
    return binaryOf(written.replace(/\\u(.{4})/g, (_, hex) => byteOf(hex)));
  }
  return { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[written.charAt(1)] ?? written.charAt(1);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function characterOf(reference: string): string | null {
  const name = reference.slice(1, -1);
  if (!name.startsWith('#')) return entities[name] ?? null;
  const number = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return number > 0x10ffff ? null : binaryOf(String.fromCodePoint(number));
}

// Only what makes text is taken for base64: an identifier or a path is often of the same letters.
// What is base64 of other bytes cannot be told from them; canaries are searched in their base64 forms too.
function decodeBase64(text: BinaryText): Decoded | null {
  return replacing(text, /[A-Za-z0-9+/_-]{12,}={0,2}/g, (run) => {
    const whole = decodeRun(run);
    if (whole !== null || !run.includes('/')) return whole;
    // A path: what stands between its slashes.
    const parts = run.split('/').map((part) => (part.length < 12 ? null : decodeRun(part)) ?? part);
    const decoded = parts.join('/');
    return decoded === run ? null : decoded;
  });
}

function decodeRun(run: string): BinaryText | null {
  const decoded = Buffer.from(run, 'base64').toString('latin1');
  return isText(decoded) ? decoded : null;
}

function isText(bytes: BinaryText): boolean {
  if (/[^\t\n\r\x20-\xff]/.test(bytes)) return false;
  return /^[^\x80-\xff]*$/.test(bytes) || !Buffer.from(bytes, 'latin1').toString('utf8').includes('\ufffd');
}

function decodeGzip(text: BinaryText): Decoded | null {
  if (!text.startsWith('\x1f\x8b')) return null;
  const decoded = gunzip(Buffer.from(text, 'latin1'));
  return decoded === null ? null : { text: decoded, origin: () => ({ start: 0, end: text.length }) };
}

function gunzip(bytes: Uint8Array): BinaryText | null {
  try {
    // Bodies are cut after their first 64 KiB: what there is of one is enough.
    const options = { maxOutputLength: maxCharacters / 2, finishFlush: constants.Z_SYNC_FLUSH };
    return gunzipSync(bytes, options).toString('latin1');
  } catch {
    return null; // it began like gzip, and is none, or it is a bomb
  }
}
