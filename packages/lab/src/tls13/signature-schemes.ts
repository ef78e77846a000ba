import { constants, type KeyObject, sign } from 'node:crypto';

/** How a CertificateVerify is signed (RFC 8446 §4.2.3). */
interface SignatureScheme {
  readonly id: number;
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  readonly keyType: string;
  /** Of an elliptic curve key; each scheme of TLS 1.3 has one of its own. */
  readonly curve?: string;
}

// In order of preference for each kind of key.
const schemes: readonly SignatureScheme[] = [
  { id: 0x0403, hash: 'sha256', keyType: 'ec', curve: 'prime256v1' },
  { id: 0x0503, hash: 'sha384', keyType: 'ec', curve: 'secp384r1' },
  { id: 0x0603, hash: 'sha512', keyType: 'ec', curve: 'secp521r1' },
  { id: 0x0804, hash: 'sha256', keyType: 'rsa' },
  { id: 0x0805, hash: 'sha384', keyType: 'rsa' },
  { id: 0x0806, hash: 'sha512', keyType: 'rsa' },
  { id: 0x0809, hash: 'sha256', keyType: 'rsa-pss' },
  { id: 0x080a, hash: 'sha384', keyType: 'rsa-pss' },
  { id: 0x080b, hash: 'sha512', keyType: 'rsa-pss' },
  { id: 0x0807, hash: null, keyType: 'ed25519' },
  { id: 0x0808, hash: null, keyType: 'ed448' },
];

// RFC 8446 §4.4.3
const context = Buffer.concat([Buffer.alloc(64, 0x20), Buffer.from('TLS 1.3, server CertificateVerify\0')]);

/**
 * Signs the transcript as the server's CertificateVerify. Whether the key is the leaf's is nobody's concern here: that is
 * what the app has to find out.
 * @param offered the app's signature_algorithms
 * @returns null where the app takes nothing that the key can sign
 */
export function signTranscript(
  key: KeyObject,
  offered: readonly number[],
  transcript: Uint8Array,
): { scheme: number; signature: Uint8Array } | null {
  const details = key.asymmetricKeyDetails;
  const scheme = schemes.find(
    ({ id, hash, keyType, curve }) =>
      keyType === key.asymmetricKeyType &&
      curve === details?.namedCurve &&
      // A key of RSASSA-PSS can be bound to one hash (RFC 4055 §3.1).
      hash === (details?.hashAlgorithm ?? hash) &&
      offered.includes(id),
  );
  if (!scheme) return null;
  const isRsa = scheme.keyType.startsWith('rsa');
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const content = Buffer.concat([context, transcript]);
  return { scheme: scheme.id, signature: sign(scheme.hash, content, { key, ...(isRsa ? padding : {}) }) };
}
