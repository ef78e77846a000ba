import { hash } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { childrenOf, expectTag, readDer, tags, wholeOf } from '@livepin/tls/der';

/**
 * The name under which Android's system store looks for a CA, without its ".0": what `openssl x509 -subject_hash_old` prints,
 * the first four bytes of the MD5 of the DER subject, as a little-endian number. (OpenSSL's own folders have another one since
 * 1.0.0; Android's TrustedCertificateStore kept the old.)
 * @throws {LivepinError} LP_CERTIFICATE_MALFORMED
 */
export function subjectHashOld(certificate: Uint8Array): string {
  const [tbs] = childrenOf(expectTag(readDer(certificate), tags.sequence, 'the certificate'));
  const fields = childrenOf(expectTag(tbs, tags.sequence, 'the signed part'));
  // The version is tagged and optional; then serial number, algorithm, issuer, validity, subject (RFC 5280 §4.1).
  const subject = fields[fields[0]?.tag === 0xa0 ? 5 : 4];
  if (!subject) throw new LivepinError('LP_CERTIFICATE_MALFORMED', 'The certificate has no subject.');
  const digest = hash('md5', wholeOf(subject), 'buffer');
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}
