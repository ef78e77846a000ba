export { bits, boolean, der, integer, octets, oid, sequence } from '@livepin/tls/der';
export type { RootSketch } from './authority.ts';
export { app, chainOf, day0, domain, makeBundle, makeRoot, oneDay, pinKeys, rootKeys } from './authority.ts';
export { freePort } from './free-port.ts';
export type { TestKey } from './keys.ts';
export { testKey, testPin } from './keys.ts';
export type { CertificateSketch, Extension, Issued, KeyKind, KeyPair, SignatureHash } from './pki.ts';
export {
  emailProtection,
  extendedKeyUsage,
  issue,
  keyIdentifiers,
  keyPairOf,
  makeKey,
  nameConstraints,
  oids,
  pemOf,
  serverAuth,
} from './pki.ts';
export { sarifFaults } from './sarif.ts';
export type { ServedChain, TestServer } from './tls-server.ts';
export { startServer, startSilentServer } from './tls-server.ts';
