import { sign } from 'node:crypto';
import {
  decodeBase64Url,
  encodeBase64Url,
  type JsonObject,
  type Kid,
  LivepinError,
  type PublicKey,
  parseJson,
  type Refusal,
} from '@livepin/core';
import { nodeCrypto } from '@livepin/tls';
import type { ReportKey } from './report-key.ts';

/** The `typ` of a signature: one of a bundle must not count for a report that has its bytes. */
const type = 'livepin-lab-report+json';
const maxSignatureCharacters = 4_096;

/** The name that a report's signature has beside it. */
export function signatureFileOf(report: string): string {
  return `${report}.jws`;
}

/**
 * Signs the bytes of `report.json`: a JWS in compact form without its payload (RFC 7515 §7.1, appendix F). Its header is
 * exactly `alg`, `kid` and `typ`, as in Livepin's documents. The evidence is bound by its hashes in the report.
 * @returns one line
 */
export function signReport(report: Uint8Array, { kid, alg, key }: ReportKey): string {
  const header = encodeBase64Url(Buffer.from(JSON.stringify({ alg, kid, typ: type })));
  const signature = sign(alg === 'ES256' ? 'sha256' : null, signingInput(header, report), {
    key,
    // JOSE wants r‖s (RFC 7518 §3.4), where OpenSSL by default makes DER.
    dsaEncoding: 'ieee-p1363',
  });
  return `${header}..${encodeBase64Url(signature)}\n`;
}

/**
 * Says whether `signature` is the key's over these very bytes.
 * @param signature what `signReport` returned
 * @returns LP_LAB_SIGNATURE where it is not; the key alone decides the algorithm, whatever the header says
 */
export async function verifyReport(
  report: Uint8Array,
  signature: string,
  key: PublicKey,
): Promise<{ readonly kind: 'verified'; readonly kid: Kid } | Refusal> {
  const parts = signature.length > maxSignatureCharacters ? [] : signature.replace(/\r?\n$/, '').split('.');
  const [header = '', payload, bytes] = [parts[0], parts[1], decodeBase64Url(parts[2] ?? '')];
  if (parts.length !== 3 || payload !== '' || !bytes) return refused('The signature is not a JWS without its payload.');
  const why = faultOf(headerOf(header), key);
  if (why) return refused(why);
  const isGood = bytes.length === 64 && (await nodeCrypto().verify(key, signingInput(header, report), bytes));
  return isGood
    ? { kind: 'verified', kid: key.kid }
    : refused(`The signature is not one of the key ${key.kid} over this report: one of them was changed.`);
}

function signingInput(header: string, report: Uint8Array): Uint8Array {
  return Buffer.from(`${header}.${Buffer.from(report).toString('base64url')}`);
}

function headerOf(encoded: string): JsonObject | null {
  const bytes = decodeBase64Url(encoded);
  if (!bytes) return null;
  try {
    const header = parseJson(Buffer.from(bytes).toString('utf8'), 'The header of the signature', 1);
    return header instanceof Map ? header : null;
  } catch (error) {
    if (error instanceof LivepinError) return null; // no JSON: said by whom asks for the header
    throw error;
  }
}

function faultOf(header: JsonObject | null, { kid, alg }: PublicKey): string | null {
  if (!header) return 'The signature has no header that can be read.';
  // Another key first: that is what happens to people; the rest happens to those who are deceived.
  const by = header.get('kid');
  if (by !== kid) {
    const named = typeof by === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(by) ? `the key ${by}` : 'another key';
    return `The report was signed by ${named}, and the key given is ${kid}.`;
  }
  const extra = [...header.keys()].find((name) => !['alg', 'kid', 'typ'].includes(name));
  if (extra !== undefined) return `The header of the signature has the member ${JSON.stringify(extra.slice(0, 60))}.`;
  if (header.get('typ') !== type) return 'The signature is over something else than a report of the lab.';
  return header.get('alg') === alg ? null : `The signature names another algorithm than the key's, ${alg}.`;
}

function refused(sentence: string): Refusal {
  return { kind: 'refused', code: 'LP_LAB_SIGNATURE', sentence };
}
