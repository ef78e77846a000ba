import { childrenOf, contentOf, type Der, readDer, wholeOf } from '@livepin/tls/der';

const pieceLength = 100;

/**
 * The same in the BER of programs that write as they go (X.690 §8.1.3.6): no length is given beforehand, and what is an
 * OCTET STRING comes in pieces. What `isOpaque` names stays as it is.
 */
export function indefinite(der: Uint8Array, isOpaque: (element: Der) => boolean): Buffer {
  return encode(readDer(der), isOpaque);
}

function encode(element: Der, isOpaque: (element: Der) => boolean): Buffer {
  const content = contentOf(element);
  if (isOpaque(element)) return Buffer.from(wholeOf(element));
  if (element.tag === 0x04 && content.length > pieceLength) {
    const pieces = Array.from({ length: Math.ceil(content.length / pieceLength) }, (_, index) => {
      const piece = content.subarray(index * pieceLength, (index + 1) * pieceLength);
      // A length in two bytes where one would do.
      return Buffer.concat([Buffer.from([0x04, 0x81, piece.length]), piece]);
    });
    return Buffer.concat([Buffer.from([0x24, 0x80]), ...pieces, Buffer.alloc(2)]);
  }
  if ((element.tag & 0x20) === 0) return Buffer.from(wholeOf(element));
  const parts = childrenOf(element).map((part) => encode(part, isOpaque));
  return Buffer.concat([Buffer.from([element.tag, 0x80]), ...parts, Buffer.alloc(2)]);
}
