// The door for who makes keys, requests and development CAs, and for the lab, whose certificates are copies.
export type { NewCertificate } from './make/certificate.ts';
export { makeCertificate, signCertificate } from './make/certificate.ts';
export type { CertificateName } from './make/certificate-name.ts';
export { parseCertificateNames, remarkOnName } from './make/certificate-name.ts';
export type { DevCa } from './make/dev-ca.ts';
export { caDays, leafDays, makeDevCa, makeDevLeaf } from './make/dev-ca.ts';
export { checkDevCa, checkDevLeaf, reasonToRenew } from './make/dev-ca-checks.ts';
export type { EncodedExtension } from './make/extensions.ts';
export {
  caBasicConstraints,
  caKeyUsage,
  encodeExtension,
  generalName,
  keyIdOf,
  serverAuth,
  serverKeyUsage,
  spkiOf,
  subjectAltName,
} from './make/extensions.ts';
export { bytesOfAddress } from './make/ip-bytes.ts';
export { publicAmong } from './make/private-names.ts';
export type { RequestSketch } from './make/request.ts';
export { makeRequest } from './make/request.ts';
export type { Attribute } from './make/subject.ts';
export { encodeSubject, parseSubject } from './make/subject.ts';
export type { TlsKeyType } from './make/tls-key.ts';
export { makeTlsKey, pinOfKey, privateKeyPem, remarkOnKeyType, tlsKeyTypes } from './make/tls-key.ts';
