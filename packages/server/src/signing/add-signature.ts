import { type DocumentType, decodeUtf8, LivepinError, maxSignatures, parseJws } from '@livepin/core';
import { formatDocument, type SignatureEntry, type Signer, signPayload } from '@livepin/core/sign';

interface DocumentText {
  readonly payload: string;
  readonly signatures: readonly SignatureEntry[];
}

/**
 * Signs a document that others have signed or will sign too: an offline ceremony goes from one holder of a key to the
 * next. The payload stays as it is; a second signature by the same key takes the place of the first.
 * @throws {LivepinError} the code of `parseJws` for what is no document; LP_JWS_TOO_MANY_SIGNATURES
 */
export async function addSignature(document: Uint8Array, type: DocumentType, signer: Signer): Promise<Uint8Array> {
  const jws = parseJws(document);
  // The strict parser has just read the same bytes, so nothing of them can be meant in another way.
  const { payload, signatures } = JSON.parse(decodeUtf8(document)!) as DocumentText;
  const kept = signatures.filter((_, index) => jws.signatures[index]!.kid !== signer.kid);
  if (kept.length === maxSignatures) {
    throw new LivepinError(
      'LP_JWS_TOO_MANY_SIGNATURES',
      `The document has ${maxSignatures} signatures of other keys, and no room for one more.`,
    );
  }
  return formatDocument(payload, [...kept, await signPayload(type, payload, signer)]);
}
