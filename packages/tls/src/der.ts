// The door for who reads or writes files of keys and certificates.
export type { Der } from './certificate/der.ts';
export { childrenOf, contentOf, expectTag, oidOf, readDer, readElement, tags, wholeOf } from './certificate/der.ts';
export {
  bits,
  boolean,
  der,
  distinguishedName,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  set,
  time,
  utf8,
} from './certificate/der-writer.ts';
