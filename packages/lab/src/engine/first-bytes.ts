/** What the first bytes of a stream say of its protocol. */
export type FirstBytes = 'tls' | 'http' | 'http2' | 'other' | 'more';

const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const maxLineBytes = 16_384;

/**
 * HTTP is known by its whole first line: "EHLO example.com", the start of another protocol, begins like one.
 * @param bytes all that came so far
 */
export function classify(bytes: Uint8Array): FirstBytes {
  if (bytes.length === 0) return 'more';
  if (bytes[0] === 0x16) return bytes.length < 2 ? 'more' : bytes[1] === 3 ? 'tls' : 'other';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, maxLineBytes)).toString('latin1');
  if (text.startsWith(http2Preface)) return 'http2';
  if (http2Preface.startsWith(text)) return 'more';
  const end = text.indexOf('\n');
  if (end >= 0) return /^[A-Z][A-Z-]* [^ ]+ HTTP\/1\.[01]\r?$/.test(text.slice(0, end)) ? 'http' : 'other';
  return bytes.length < maxLineBytes && /^[A-Z][A-Z-]{0,31}( [\x21-\x7e\x80-\xff]*( [HTP/1.0]*\r?)?)?$/.test(text)
    ? 'more'
    : 'other';
}
