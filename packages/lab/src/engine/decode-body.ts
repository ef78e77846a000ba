import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** Of each body, so much is kept and searched. */
export const maxBodyBytes = 65_536;

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const;

/**
 * Undoes Content-Encoding, as far as the bytes go and at most to 65,536 of them: what a few bytes can swell to has no end.
 * @param bytes the beginning of a body
 * @param encoding as the header says it, several with commas between
 * @returns the bytes as they were where nothing can be made of them
 */
export async function decodeBody(bytes: Uint8Array, encoding: string | null): Promise<Uint8Array> {
  const encodings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
  let decoded = bytes;
  for (const one of encodings.reverse().slice(0, 3)) {
    if (one === '' || one === 'identity') continue;
    const next = await decodeOnce(decoded, one);
    if (!next) return decoded;
    decoded = next;
  }
  return decoded;
}

async function decodeOnce(bytes: Uint8Array, encoding: string): Promise<Uint8Array | null> {
  const make = encoding === 'deflate' ? inflaterFor(bytes) : decoders[encoding as keyof typeof decoders];
  if (!make) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of Readable.from([bytes]).pipe(make())) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= maxBodyBytes) break;
    }
  } catch {
    // Cut short, or no such encoding: what came out so far stands for it.
  }
  return length === 0 ? null : Buffer.concat(chunks).subarray(0, maxBodyBytes);
}

// Many send raw deflate for `deflate`, which is zlib's (RFC 9110 §8.4.1.2 has a note on them). RFC 1950 §2.2 has the check.
function inflaterFor([first = 0, second = 0]: Uint8Array) {
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0 ? createInflate : createInflateRaw;
}
