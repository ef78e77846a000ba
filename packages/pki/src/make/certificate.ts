import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { bits, der, integer, sequence, time } from '@livepin/tls/der';
import { authorityKeyId, type EncodedExtension, spkiOf, subjectKeyId } from './extensions.ts';
import { signingOf } from './signing.ts';

export interface NewCertificate {
  /** Names, DER. */
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  /** Private or public. */
  readonly key: KeyObject;
  /** Private. */
  readonly issuerKey: KeyObject;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** All but the key identifiers, which every certificate gets. */
  readonly extensions: readonly EncodedExtension[];
}

/**
 * A certificate of version 3 (RFC 5280 §4.1), DER.
 * @throws {LivepinError} LP_KEY_UNUSABLE
 */
export function makeCertificate(sketch: NewCertificate): Uint8Array {
  const { key, issuerKey, extensions } = sketch;
  const isSelfSigned = spkiOf(key).equals(createPublicKey(issuerKey).export({ type: 'spki', format: 'der' }));
  const ids = [subjectKeyId(key), ...(isSelfSigned ? [] : [authorityKeyId(issuerKey)])];
  return signCertificate({ ...sketch, extensions: [...extensions, ...ids] });
}

/**
 * The same with the extensions as they are given, in their order, and nothing added to them.
 * @param serialBytes how long the serial number is, 1 to 20 (RFC 5280 §4.1.2.2)
 * @throws {LivepinError} LP_KEY_UNUSABLE
 */
export function signCertificate(sketch: NewCertificate, serialBytes = 16): Uint8Array {
  const { subject, issuer, key, issuerKey, notBefore, notAfter, extensions } = sketch;
  const signing = signingOf(issuerKey, 'the issuer');
  const tbs = sequence(
    der(0xa0, integer(2)),
    serialNumber(serialBytes),
    signing.algorithm,
    issuer,
    sequence(time(notBefore), time(notAfter)),
    subject,
    spkiOf(key),
    der(0xa3, sequence(...extensions)),
  );
  return sequence(tbs, signing.algorithm, bits(signing.sign(tbs)));
}

// Random, with the first bit but one set: positive, and never shorter.
function serialNumber(length: number): Uint8Array {
  const bytes = randomBytes(length);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return integer(bytes);
}
