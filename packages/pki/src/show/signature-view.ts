import { childrenOf, type Der, oidOf } from '@livepin/tls/der';
import { dotted } from './oid-names.ts';

export interface SignatureView {
  /** "sha256WithRSAEncryption", "RSASSA-PSS with SHA-256". */
  readonly text: string;
  /** As node:crypto calls it; "" where the algorithm has none of its own, null where it is not known. */
  readonly hash: string | null;
  readonly isPss: boolean;
}

const plain: Readonly<Record<string, readonly [text: string, hash: string]>> = {
  '2a864886f70d010104': ['md5WithRSAEncryption', 'md5'],
  '2a864886f70d010105': ['sha1WithRSAEncryption', 'sha1'],
  '2a864886f70d01010e': ['sha224WithRSAEncryption', 'sha224'],
  '2a864886f70d01010b': ['sha256WithRSAEncryption', 'sha256'],
  '2a864886f70d01010c': ['sha384WithRSAEncryption', 'sha384'],
  '2a864886f70d01010d': ['sha512WithRSAEncryption', 'sha512'],
  '2a8648ce3d0401': ['ecdsa-with-SHA1', 'sha1'],
  '2a8648ce3d040301': ['ecdsa-with-SHA224', 'sha224'],
  '2a8648ce3d040302': ['ecdsa-with-SHA256', 'sha256'],
  '2a8648ce3d040303': ['ecdsa-with-SHA384', 'sha384'],
  '2a8648ce3d040304': ['ecdsa-with-SHA512', 'sha512'],
  '2a8648ce380403': ['dsa-with-SHA1', 'sha1'],
  '608648016503040302': ['dsa-with-SHA256', 'sha256'],
  '2b6570': ['Ed25519', ''],
  '2b6571': ['Ed448', ''],
  '608648016503040311': ['ML-DSA-44', ''],
  '608648016503040312': ['ML-DSA-65', ''],
  '608648016503040313': ['ML-DSA-87', ''],
};

const rsaPss = '2a864886f70d01010a';
const hashes: Readonly<Record<string, string>> = {
  '2b0e03021a': 'sha1',
  '608648016503040204': 'sha224',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/** @param algorithm an AlgorithmIdentifier */
export function signatureViewOf(algorithm: Der): SignatureView {
  const [type, parameters] = childrenOf(algorithm);
  const oid = oidOf(type);
  if (oid === rsaPss) return pssViewOf(parameters);
  const [text, hash] = plain[oid] ?? [dotted(oid), null];
  return { text, hash, isPss: false };
}

// RSASSA-PSS-params (RFC 4055 §3.1): without a hash it is SHA-1.
function pssViewOf(parameters: Der | undefined): SignatureView {
  const given = parameters ? childrenOf(parameters).find(({ tag }) => tag === 0xa0) : undefined;
  const oid = given ? oidOf(childrenOf(childrenOf(given)[0]!)[0]) : '2b0e03021a';
  const hash = hashes[oid] ?? null;
  return { text: `RSASSA-PSS with ${hash?.replace('sha', 'SHA-') ?? dotted(oid)}`, hash, isPss: true };
}

/** Signatures over MD5 and SHA-1 have been forged. */
export function isForgeable({ hash }: SignatureView): boolean {
  return hash === 'md5' || hash === 'sha1';
}
