import type { Certificate } from '../certificate/certificate.ts';

/** Whether what a certificate says of its issuer's key and certificate fits `issuer` (RFC 5280 §4.2.1.1). Saying nothing fits all. */
export function identifies({ extensions: { authorityKeyId } }: Certificate, issuer: Certificate): boolean {
  if (!authorityKeyId) return true;
  const { keyId, serial, issuer: issuerOfIssuer } = authorityKeyId;
  const { subjectKeyId } = issuer.extensions;
  if (keyId !== null && subjectKeyId !== null && keyId !== subjectKeyId) return false;
  if (serial !== null && serial !== issuer.serial) return false;
  return issuerOfIssuer === null || issuerOfIssuer === issuer.issuer;
}

/**
 * Whether a certificate looks self-signed, as OpenSSL sees it: issued to itself, and neither its key identifiers nor the
 * kind of its signature say otherwise. The signature is not looked at. Such a one ends a path, or is on none: OpenSSL
 * looks for no issuer of it, so whoever sends a crowd of them makes no work.
 */
export function looksSelfSigned(certificate: Certificate): boolean {
  const { isSelfIssued, signature, keyAlgorithm } = certificate;
  return isSelfIssued && identifies(certificate, certificate) && signs(keyAlgorithm, signature.type);
}

const rsaOids = '2a864886f70d0101'; // of PKCS #1: keys and signatures
const rsaOid = `${rsaOids}01`;
const ecKeyOid = '2a8648ce3d0201';
const ecdsaOids = '2a8648ce3d04';

/** Whether keys of this kind make signatures of that kind, strong or not. */
function signs(keyAlgorithm: string, signature: string): boolean {
  switch (keyAlgorithm) {
    case rsaOid:
      return signature.startsWith(rsaOids);
    case ecKeyOid:
      return signature.startsWith(ecdsaOids);
    default:
      return signature === keyAlgorithm;
  }
}
