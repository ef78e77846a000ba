import { createHash } from 'node:crypto';
import { formatPin, type Pin } from '@livepin/core';
import type { Certificate } from '@livepin/tls';
import type { Held } from './read/held.ts';
import { readKeyFile } from './read/key-file.ts';

/** A key found in a file. A private key is never part of it: only its pin leaves this module. */
export interface FoundKey {
  readonly pin: Pin;
  readonly kind: Held['kind'];
  /** The certificate, where it is one. */
  readonly certificate?: Certificate;
}

/**
 * Finds the pin of every certificate, certificate request, public and private key in a file: PEM (one or several blocks,
 * text around them is skipped), DER, PKCS#7, PKCS#12 or JKS. Pins of certificates, requests and public keys are over the
 * SubjectPublicKeyInfo as it stands there; that of a private key is over the one that a request for it has.
 * @param where the name of the file, for messages
 * @param passphrase for what is encrypted
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED, LP_KEY_FILE_UNSUPPORTED, LP_CERTIFICATE_MALFORMED
 */
export function readPins(bytes: Uint8Array, where: string, passphrase?: string): FoundKey[] {
  return readKeyFile(bytes, where, passphrase).map((held) => {
    if (held.kind === 'certificate')
      return { pin: held.certificate.pin, kind: held.kind, certificate: held.certificate };
    return { pin: formatPin(createHash('sha256').update(held.spki).digest()), kind: held.kind };
  });
}
