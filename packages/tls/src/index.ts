export { BoundedCache } from './bounded-cache.ts';
export { Certificate } from './certificate/certificate.ts';
export { nodeCrypto } from './node-crypto.ts';
export type { PathSearch, SearchReport, ValidPath } from './path/find-paths.ts';
export { findPaths, newReport } from './path/find-paths.ts';
export type { TrustAnchors } from './path/trust-anchors.ts';
export { anchorsFromPem, platformAnchors, trustAnchorsOf } from './path/trust-anchors.ts';
export type { CertificateWalk } from './peer-certificates.ts';
export { listOf, walkFrom } from './peer-certificates.ts';
