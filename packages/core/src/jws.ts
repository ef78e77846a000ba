import type { Crypto } from './crypto.ts';
import { LivepinError } from './errors.ts';
import { type Json, type JsonObject, parseJson } from './json.ts';
import { asObject, bytesMember, listMember, stringMember } from './members.ts';
import type { Kid, ListedKey } from './public-key.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** The bounds that hold before anything is parsed. */
export const maxDocumentBytes = 65_536;
export const maxSignatures = 16;
export const maxDepth = 8;

export type DocumentType = 'livepin-root+json' | 'livepin-bundle+json';

interface Signature {
  /** As the protected header spells it; null where it has none that is a string. */
  readonly kid: Kid | null;
  readonly header: JsonObject;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** A document as it came: its shape is right, its signatures are not yet looked at. */
export interface Jws {
  /** The bytes as delivered: what is stored, and what an identical delivery is told by. */
  readonly bytes: Uint8Array;
  readonly payloadBytes: Uint8Array;
  readonly payload: JsonObject;
  readonly signatures: readonly Signature[];
}

/**
 * Reads a document in JWS General JSON Serialization (RFC 7515 §7.2.1), in the strict form of `spec/protocol.md`, "Documents".
 * @throws {LivepinError} LP_DOCUMENT_TOO_LARGE, LP_JSON_…, LP_JWS_SHAPE, LP_JWS_TOO_MANY_SIGNATURES, LP_JWS_KID_REPEATED, …
 */
export function parseJws(bytes: Uint8Array): Jws {
  if (bytes.length > maxDocumentBytes) {
    throw new LivepinError(
      'LP_DOCUMENT_TOO_LARGE',
      `The document has ${bytes.length} bytes, more than ${maxDocumentBytes}.`,
    );
  }
  const document = asObject(parseText(bytes, 'The document'), 'The document');
  exactMembers(document, 'The document', 'payload', 'signatures');
  const payloadText = stringMember(document, '', 'payload');
  const payloadBytes = bytesMember(document, '', 'payload');
  const entries = listMember(document, '', 'signatures');
  if (entries.length > maxSignatures) {
    throw new LivepinError(
      'LP_JWS_TOO_MANY_SIGNATURES',
      `The document has ${entries.length} signatures, more than ${maxSignatures}.`,
    );
  }
  const signatures = entries.map((entry, index) => parseSignature(entry, `signatures[${index}]`, payloadText));
  const kids = signatures.map(({ kid }) => kid);
  const repeated = kids.find((kid, index) => kid !== null && kids.indexOf(kid) !== index);
  if (typeof repeated === 'string')
    throw new LivepinError('LP_JWS_KID_REPEATED', `The document has two signatures of the key ${repeated}.`);
  return { bytes, payloadBytes, payload: asObject(parseText(payloadBytes, 'The payload'), 'The payload'), signatures };
}

/** Which of the listed keys have signed. `faults` say why a signature of a listed key counts for nothing. */
export interface Verification {
  readonly signers: ReadonlySet<Kid>;
  readonly faults: readonly string[];
}

/**
 * Verifies the signatures of the keys in `listed`; those of other and of unknown keys are skipped.
 * @throws {LivepinError} LP_JWS_HEADER, LP_JWS_TYPE, LP_JWS_ALGORITHM: a listed, known key under a header that is not
 *   exactly `alg`, `kid` and `typ` with the right values. Such a document is refused whole: its maker means something else.
 */
export async function verifyJws(
  jws: Jws,
  type: DocumentType,
  listed: ReadonlyMap<Kid, ListedKey>,
  crypto: Crypto,
): Promise<Verification> {
  const signers = new Set<Kid>();
  const faults: string[] = [];
  for (const { kid, header, signingInput, signature } of jws.signatures) {
    const key = kid === null ? null : listed.get(kid);
    if (!key) continue;
    checkHeader(header, key.kid, type, key.alg);
    if (signature.length === 64 && (await crypto.verify(key, signingInput, signature))) signers.add(key.kid);
    else faults.push(`the signature of key ${key.kid} does not verify`);
  }
  return { signers, faults };
}

function parseSignature(entry: Json, where: string, payloadText: string): Signature {
  const members = asObject(entry, where);
  exactMembers(members, where, 'protected', 'signature');
  const protectedText = stringMember(members, where, 'protected');
  const header = asObject(
    parseText(bytesMember(members, where, 'protected'), `${where}.protected`),
    `${where}.protected`,
  );
  const kid = header.get('kid');
  return {
    kid: typeof kid === 'string' ? (kid as Kid) : null,
    header,
    signingInput: encodeUtf8(`${protectedText}.${payloadText}`),
    signature: bytesMember(members, where, 'signature'),
  };
}

function checkHeader(header: JsonObject, kid: Kid, type: DocumentType, alg: string): void {
  const extra = [...header.keys()].find((name) => name !== 'alg' && name !== 'kid' && name !== 'typ');
  if (extra !== undefined) {
    throw new LivepinError(
      'LP_JWS_HEADER',
      `The signature of key ${kid} has the header member ${JSON.stringify(extra.slice(0, 60))}.`,
    );
  }
  if (header.get('typ') !== type) {
    throw new LivepinError('LP_JWS_TYPE', `The signature of key ${kid} is not over a document of type ${type}.`);
  }
  if (header.get('alg') !== alg) {
    throw new LivepinError(
      'LP_JWS_ALGORITHM',
      `The signature of key ${kid} names another algorithm than the key's, ${alg}.`,
    );
  }
}

function exactMembers(object: JsonObject, where: string, ...names: string[]): void {
  const odd = [...object.keys()].find((name) => !names.includes(name));
  if (odd === undefined) return;
  throw new LivepinError(
    'LP_JWS_SHAPE',
    `${where} has the member ${JSON.stringify(odd.slice(0, 60))}; only ${names.join(' and ')} may stand there.`,
  );
}

function parseText(bytes: Uint8Array, where: string): Json {
  const text = decodeUtf8(bytes);
  if (text === null)
    throw new LivepinError('LP_JSON_ENCODING', `${where} is not UTF-8, or begins with a byte order mark.`);
  return parseJson(text, where, maxDepth);
}
