/** A block of PEM (RFC 7468). */
export interface PemBlock {
  /** "CERTIFICATE" */
  readonly label: string;
  /** By their names: the encryption of old private keys stands there (RFC 1421). */
  readonly headers: ReadonlyMap<string, string>;
  /** Null where what stands in the block is not base64. */
  readonly bytes: Uint8Array | null;
}

const boundary = /-----(BEGIN|END) ([A-Z0-9 #.]+)-----/g;
const header = /^[ \t]*([A-Za-z0-9-]+):(.*)$/gm;
const notBase64 = /[^A-Za-z0-9+/=\s]/;

/**
 * The blocks of a file, in order; text around them is left out. The text is gone through once.
 * @returns null where the next boundary does not end a block: it was cut off, and whatever follows it may be part of it
 */
export function readPem(text: string): PemBlock[] | null {
  const blocks: PemBlock[] = [];
  let begin: RegExpExecArray | null = null;
  for (const at of text.matchAll(boundary)) {
    const [, word, label] = at;
    if (begin !== null && (word === 'BEGIN' || label !== begin[2])) return null;
    if (begin !== null) blocks.push(readBlock(label!, text.slice(begin.index + begin[0].length, at.index)));
    begin = word === 'BEGIN' ? at : null;
  }
  return begin === null ? blocks : null;
}

function readBlock(label: string, inner: string): PemBlock {
  const headers = new Map([...inner.matchAll(header)].map(([, name, value]) => [name!, value!.trim()]));
  const base64 = inner.replace(header, '');
  return { label, headers, bytes: notBase64.test(base64) ? null : Buffer.from(base64, 'base64') };
}

/** The characters of a file that may be text: by its byte order mark UTF-16, as PowerShell writes it, else its bytes. */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isWhole = buffer.length % 2 === 0;
  if (isWhole && buffer[0] === 0xff && buffer[1] === 0xfe) return buffer.toString('utf16le');
  if (isWhole && buffer[0] === 0xfe && buffer[1] === 0xff) return Buffer.from(buffer).swap16().toString('utf16le');
  return buffer.toString('latin1');
}

/** A block of PEM, with a line feed behind it. */
export function formatPem(label: string, bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return `-----BEGIN ${label}-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
}
