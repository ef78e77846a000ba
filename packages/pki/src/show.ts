// The door for who shows certificates and keys to people.
export type { Role } from './show/certificate-findings.ts';
export type { CertificateView } from './show/certificate-view.ts';
export type { Described, DescribedKey, KeyFile, Served } from './show/describe.ts';
export { describeFiles, describeServed } from './show/describe.ts';
export type { ExtensionView } from './show/extension-view.ts';
export type { Finding } from './show/finding.ts';
export type { JudgedCertificates, Standpoint } from './show/judge-certificates.ts';
export { judgeCertificates } from './show/judge-certificates.ts';
export type { KeyView } from './show/key-view.ts';
export { keyText, keyViewOf } from './show/key-view.ts';
export type { RequestView } from './show/request-view.ts';
export { requestViewOf } from './show/request-view.ts';
