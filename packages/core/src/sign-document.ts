import { encodeBase64Url } from './base64.ts';
import type { DocumentType } from './jws.ts';
import type { Algorithm, Kid } from './public-key.ts';
import { encodeUtf8 } from './utf8.ts';

/** A private key that can be asked for signatures: a file's, a KMS's or an HSM's. */
export interface Signer {
  readonly kid: Kid;
  readonly alg: Algorithm;
  /** @returns 64 bytes: r‖s for ES256, R‖S for Ed25519 */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Makes a document in the form that `parseJws` reads. */
export async function signDocument(
  type: DocumentType,
  payload: object,
  signers: readonly Signer[],
): Promise<Uint8Array> {
  const encodedPayload = encodeBase64Url(encodeUtf8(JSON.stringify(payload)));
  const signatures = await Promise.all(signers.map((signer) => signPayload(type, encodedPayload, signer)));
  return formatDocument(encodedPayload, signatures);
}

export interface SignatureEntry {
  readonly protected: string;
  readonly signature: string;
}

export async function signPayload(type: DocumentType, encodedPayload: string, signer: Signer): Promise<SignatureEntry> {
  const { kid, alg } = signer;
  const header = encodeBase64Url(encodeUtf8(JSON.stringify({ alg, kid, typ: type })));
  const signature = await signer.sign(encodeUtf8(`${header}.${encodedPayload}`));
  return { protected: header, signature: encodeBase64Url(signature) };
}

export function formatDocument(encodedPayload: string, signatures: readonly SignatureEntry[]): Uint8Array {
  return encodeUtf8(JSON.stringify({ payload: encodedPayload, signatures }));
}
