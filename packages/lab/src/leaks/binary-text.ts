/**
 * Text in which every character is one byte (0 to 255): what went over the wire is searched byte by byte, whatever its
 * character set, and a string is searched fastest.
 */
export type BinaryText = string;

export function binaryOf(text: string): BinaryText {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function binaryOfBytes(bytes: Uint8Array): BinaryText {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A header as Node hands it out, each byte a character; where another stack has decoded it, it is encoded again. */
export function binaryOfHeader(value: string): BinaryText {
  return /^[\u0000-\u00ff]*$/.test(value) ? value : binaryOf(value);
}

/** Back to characters. What is not UTF-8 becomes U+FFFD. */
export function textOf(binary: BinaryText): string {
  return Buffer.from(binary, 'latin1').toString('utf8');
}
