// The door for who makes keys, requests and development CAs.
export type { CertificateName } from './make/certificate-name.ts';
export { parseCertificateNames, remarkOnName } from './make/certificate-name.ts';
export type { DevCa } from './make/dev-ca.ts';
export { caDays, leafDays, makeDevCa, makeDevLeaf } from './make/dev-ca.ts';
export { checkDevCa, checkDevLeaf, reasonToRenew } from './make/dev-ca-checks.ts';
export { publicAmong } from './make/private-names.ts';
export type { RequestSketch } from './make/request.ts';
export { makeRequest } from './make/request.ts';
export type { Attribute } from './make/subject.ts';
export { parseSubject } from './make/subject.ts';
export type { TlsKeyType } from './make/tls-key.ts';
export { makeTlsKey, pinOfKey, privateKeyPem, remarkOnKeyType, tlsKeyTypes } from './make/tls-key.ts';
