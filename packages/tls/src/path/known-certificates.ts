import { hash } from 'node:crypto';
import { BoundedCache } from '../bounded-cache.ts';
import { Certificate } from '../certificate/certificate.ts';

// What the bytes of a certificate say never changes, so it is read once, and so is its key. Whoever sends crowds of
// certificates pushes others out, which then are read anew: no more.
const maxCertificates = 500;
/** Genuine ones have 1 to 4 KB. Larger ones are read each time, so that a crowd of them does not fill the memory. */
const maxBytes = 16_384;

const known = new BoundedCache<Certificate>(maxCertificates);

/** @throws {LivepinError} LP_CERTIFICATE_MALFORMED, each time */
export function readCertificate(der: Uint8Array): Certificate {
  if (der.length > maxBytes) return new Certificate(der);
  const fingerprint = hash('sha256', der, 'hex');
  const remembered = known.get(fingerprint);
  if (remembered) return remembered;
  // A copy: these bytes are the caller's, who may write other ones over them.
  const certificate = new Certificate(new Uint8Array(der));
  known.set(fingerprint, certificate);
  return certificate;
}
