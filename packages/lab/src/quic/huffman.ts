import { malformed } from '../tls13/protocol-fault.ts';

/**
 * How many bits each byte has in the code of RFC 7541 appendix B, in base 36, and last the end of a string. Nothing else is
 * needed: codes of one length follow one another as their bytes do, and longer ones follow shorter ones.
 */
const lengths = [
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca',
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds',
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn',
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq',
  'u',
].join('');

// By length, and in that by code: bytes, and the code of the first.
const byLength = new Map<number, { readonly first: number; readonly bytes: readonly number[] }>();
for (let length = 1, next = 0; length <= 30; length++, next *= 2) {
  const bytes = [...lengths].flatMap((digit, byte) => (Number.parseInt(digit, 36) === length ? [byte] : []));
  byLength.set(length, { first: next, bytes });
  next += bytes.length;
}

/** @throws {ProtocolFault} */
export function decodeHuffman(coded: Uint8Array): Uint8Array {
  const decoded: number[] = [];
  let [code, length] = [0, 0];
  for (const byte of coded) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      length++;
      const { first, bytes } = byLength.get(length) ?? nothing;
      const found = bytes[code - first];
      if (found === endOfString || length > 30) throw malformed('a Huffman code');
      if (found !== undefined) {
        decoded.push(found);
        [code, length] = [0, 0];
      }
    }
  }
  // What is left fills the last byte: less than one, and all ones (RFC 7541 §5.2).
  if (length > 7 || code !== 2 ** length - 1) throw malformed('a Huffman code');
  return Uint8Array.from(decoded);
}

const nothing = { first: 0, bytes: [] };

const endOfString = 256;
