/** A block of PEM (RFC 7468). */
export interface PemBlock {
  /** "CERTIFICATE" */
  readonly label: string;
  /** By their names: the encryption of old private keys stands there (RFC 1421). */
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
}

// A block goes no further than the next five hyphens: a file of many beginnings and no end is not read anew from each.
const block = /-----BEGIN ([A-Z0-9 #.]+)-----((?:[^-]|-(?!----))*?)-----END \1-----/g;
const header = /^[ \t]*([A-Za-z0-9-]+):[ \t]*(.*?)[ \t\r]*$/gm;

/** The blocks of a file, in order; text around them is left out, and so are beginnings without an end. */
export function readPem(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(([, label, inner]) => {
    const headers = new Map([...inner!.matchAll(header)].map(([, name, value]) => [name!, value!]));
    return { label: label!, headers, bytes: Buffer.from(inner!.replace(header, '').replace(/\s/g, ''), 'base64') };
  });
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
