import { hash } from 'node:crypto';
import type { Certificate } from '@livepin/tls';
import { partsOf } from '../forge/certificate-parts.ts';

/**
 * The name under which Android's system store looks for a CA, without its ".0": what `openssl x509 -subject_hash_old` prints,
 * the first four bytes of the MD5 of the DER subject, as a little-endian number. (OpenSSL's own folders have another one since
 * 1.0.0; Android's TrustedCertificateStore kept the old.)
 */
export function subjectHashOld(certificate: Certificate): string {
  return hash('md5', partsOf(certificate).subject, 'buffer').readUInt32LE(0).toString(16).padStart(8, '0');
}
