import { encodeBase64 } from '@livepin/core';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { PinOfKeyVector, PinVector } from '../vector.ts';
import type { Cases } from './story.ts';

const pin = (says: string, text: string, expect: PinVector['expect']): PinVector => ({
  kind: 'pin',
  says,
  text,
  expect,
});

export const pins: Cases<PinVector> = {
  canonical: pin('44 characters of canonical base64', 'C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=', 'accepted'),
  unpadded: pin('without its padding', 'C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M', 'LP_PIN_MALFORMED'),
  'url-alphabet': pin(
    'in the alphabet of base64url',
    'C5-lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=',
    'LP_PIN_MALFORMED',
  ),
  'unused-bits': pin(
    'with unused bits that are not zero',
    'C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8N=',
    'LP_PIN_MALFORMED',
  ),
  prefixed: pin(
    'with the prefix that OkHttp writes',
    'sha256/C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=',
    'LP_PIN_MALFORMED',
  ),
  'white-space': pin('with a line end', 'C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=\n', 'LP_PIN_MALFORMED'),
  sha1: pin('20 bytes', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'LP_PIN_MALFORMED'),
  hex: pin('hexadecimal', '0b9fa5a59eed715c26c1020c711b4f6ec42d58b0015e14337a39dad301c5afc3', 'LP_PIN_MALFORMED'),
  empty: pin('nothing', '', 'LP_PIN_MALFORMED'),
  'not-ascii': pin('a letter beyond ASCII', 'Ç5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=', 'LP_PIN_MALFORMED'),
};

// AlgorithmIdentifiers of RFC 5480 and RFC 8410, and of RSA with and without its NULL (RFC 3279 §2.3.1).
const p256Head = '3059301306072a8648ce3d020106082a8648ce3d030107034200';
const ed25519Spki = `302a300506032b6570032100${'00'.repeat(31)}09`;
const rsaBody = `0382010f003082010a0282010100${'c5'.repeat(256)}0203010001`;
const rsaWithNull = `30820122300d06092a864886f70d0101010500${rsaBody}`;
const rsaWithoutNull = `30820120300b06092a864886f70d010101${rsaBody}`;

export const pinsOfKeys: Cases<PinOfKeyVector> = {
  p256: ofKey('an EC key', `${p256Head}${hexOf(p256.Point.BASE.toBytes(false))}`),
  ed25519: ofKey('an Ed25519 key', ed25519Spki),
  'rsa-with-null': ofKey('an RSA key whose algorithm has the NULL that it should have', rsaWithNull),
  'rsa-without-null': ofKey('an RSA key without it: other bytes, another pin, nothing is re-encoded', rsaWithoutNull),
};

function ofKey(says: string, spkiHex: string): PinOfKeyVector {
  const spki = Uint8Array.from(spkiHex.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  // The independent statement of what a pin is: RFC 7469 §2.4 over the bytes as they stand.
  const expect = Buffer.from(sha256(spki)).toString('base64');
  return { kind: 'pin-of-key', says, spki: encodeBase64(spki), expect };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
