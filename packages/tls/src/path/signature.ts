import { constants, verify } from 'node:crypto';
import { parseAlgorithm } from '../certificate/algorithm-identifier.ts';
import type { Certificate } from '../certificate/certificate.ts';
import {
  childrenOf,
  countOf,
  type Der,
  exactlyOf,
  expectTag,
  hexOf,
  optionalOf,
  readDer,
  tags,
  wholeOf,
} from '../certificate/der.ts';
import { hasStrongKey } from './key-strength.ts';

interface Algorithm {
  readonly keyTypes: readonly string[];
  readonly hash: string | null;
  readonly padding?: number;
  readonly saltLength?: number;
}

const rsa = (hash: string): Algorithm => ({ keyTypes: ['rsa'], hash });
const ecdsa = (hash: string): Algorithm => ({ keyTypes: ['ec'], hash });

// RFC 4055, RFC 5758, RFC 8410. No MD5 and no SHA-1: certificates have been forged with both.
const algorithms: Readonly<Record<string, Algorithm>> = {
  '2a864886f70d01010b': rsa('sha256'),
  '2a864886f70d01010c': rsa('sha384'),
  '2a864886f70d01010d': rsa('sha512'),
  '2a8648ce3d040302': ecdsa('sha256'),
  '2a8648ce3d040303': ecdsa('sha384'),
  '2a8648ce3d040304': ecdsa('sha512'),
  '2b6570': { keyTypes: ['ed25519'], hash: null },
  '2b6571': { keyTypes: ['ed448'], hash: null },
};
const rsaPssOid = '2a864886f70d01010a';
const mgf1Oid = '2a864886f70d010108';
const hashes: Readonly<Record<string, string>> = {
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/**
 * Whether the key of `issuer` made the signature of `certificate`. False too for algorithms and keys that are not strong
 * enough, and for what cannot be tried. Never throws: anyone can send a copy of a genuine CA with a made-up signature.
 */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return verifies(certificate, issuer);
  } catch {
    return false; // parameters that cannot be read, or OpenSSL will not try: a key that is bound to another hash
  }
}

function verifies(certificate: Certificate, issuer: Certificate): boolean {
  const { algorithm: encoded, tbs, value } = certificate.signature;
  const algorithm = readAlgorithm(encoded);
  const key = issuer.publicKey;
  if (!algorithm || !key || !hasStrongKey(issuer) || !algorithm.keyTypes.includes(key.asymmetricKeyType!)) return false;
  const { hash, padding, saltLength } = algorithm;
  if (padding === undefined || saltLength === undefined) return verify(hash, tbs, key, value);
  return verify(hash, tbs, { key, padding, saltLength }, value);
}

function readAlgorithm(encoded: Uint8Array): Algorithm | null {
  const { type, parameters } = parseAlgorithm(readDer(encoded));
  if (type === rsaPssOid) return parameters ? readPss(parameters) : null;
  const algorithm = algorithms[type] ?? null;
  // NULL or absent for RSA (RFC 4055 §5), absent for the others; anything else could hide a second meaning.
  const isNull = parameters?.tag === tags.null;
  return parameters === undefined || (isNull && algorithm?.keyTypes.includes('rsa')) ? algorithm : null;
}

// RSASSA-PSS-params (RFC 4055 §3.1), with one hash for both uses and the only trailer there is. The defaults are SHA-1.
function readPss(parameters: Der): Algorithm | null {
  const what = 'the parameters of RSASSA-PSS';
  const members = optionalOf(childrenOf(expectTag(parameters, tags.sequence, what)), [0xa0, 0xa1, 0xa2], what);
  const [hashAlgorithm, mask, salt] = members.map((member) => member && exactlyOf(member, 1, what)[0]);
  if (!hashAlgorithm || !mask) return null;
  const hash = hashes[parseAlgorithm(hashAlgorithm).type];
  const { type: maskType, parameters: maskHash } = parseAlgorithm(mask);
  const isOneHash = maskHash && hexOf(wholeOf(maskHash)) === hexOf(wholeOf(hashAlgorithm));
  if (!hash || maskType !== mgf1Oid || !isOneHash) return null;
  const saltLength = salt ? countOf(salt, 'the length of the salt') : 20;
  return { keyTypes: ['rsa', 'rsa-pss'], hash, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}
