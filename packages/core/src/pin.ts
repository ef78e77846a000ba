import { encodeBase64 } from './base64.ts';
import { LivepinError } from './errors.ts';

declare const parsed: unique symbol;

// 43 characters hold 258 bits: of the last one, two belong to no byte, and are zero in the one canonical spelling.
const form = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** Base64 with padding (44 characters) of the SHA-256 of a DER SubjectPublicKeyInfo. RFC 7469 §2.4. */
export type Pin = string & { readonly [parsed]: 'Pin' };

/**
 * @param where what to name in the message: a file and line, or a member such as `domains[2].pins[0]`.
 * @throws {LivepinError} LP_PIN_MALFORMED: not base64, not 32 bytes, or not the canonical spelling (RFC 4648 §3.5).
 */
export function parsePin(text: string, where: string): Pin {
  if (!form.test(text)) {
    throw new LivepinError('LP_PIN_MALFORMED', `${where}: ${JSON.stringify(text.slice(0, 60))} is not a pin.`);
  }
  return text as Pin;
}

/**
 * @param hash the SHA-256 of a SubjectPublicKeyInfo, over the bytes that stand in the certificate. Re-encoding the key first
 *   (as `openssl pkey` and Node's `publicKey.export` do) gives another pin for keys with rare encodings.
 */
export function formatPin(hash: Uint8Array): Pin {
  if (hash.length !== 32) throw new RangeError(`A pin is made of 32 bytes, not ${hash.length}.`);
  return encodeBase64(hash) as Pin;
}
