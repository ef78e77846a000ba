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

const rsaOid = '2a864886f70d010101';
const ecKeyOid = '2a8648ce3d0201';
// PKCS #1 with MD2, MD5, SHA-1, RSASSA-PSS, SHA-256, -384, -512, -224, -512/224, -512/256.
const rsaSignatures = signaturesOf('2a864886f70d0101', ['02', '04', '05', '0a', '0b', '0c', '0d', '0e', '0f', '10']);
// ECDSA with SHA-1, -224, -256, -384, -512.
const ecdsaSignatures = signaturesOf('2a8648ce3d04', ['01', '0301', '0302', '0303', '0304']);

function signaturesOf(family: string, members: readonly string[]): ReadonlySet<string> {
  return new Set(members.map((member) => family + member));
}

/** Whether keys of this kind make signatures of that kind, strong or not. */
function signs(keyAlgorithm: string, signature: string): boolean {
  if (keyAlgorithm === rsaOid) return rsaSignatures.has(signature);
  return keyAlgorithm === ecKeyOid ? ecdsaSignatures.has(signature) : keyAlgorithm === signature;
}
