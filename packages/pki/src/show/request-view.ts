import { constants, createPublicKey, verify } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { childrenOf, contentOf, type Der, oidOf, readDer, wholeOf } from '@livepin/tls/der';
import { type ExtensionView, extensionViewOf } from './extension-view.ts';
import { type KeyView, keyViewOf } from './key-view.ts';
import { commonNamesOf, nameText } from './name-text.ts';
import { type SignatureView, signatureViewOf } from './signature-view.ts';

/** A request for a certificate in words (RFC 2986). */
export interface RequestView extends ExtensionView {
  readonly subject: string;
  readonly commonNames: readonly string[];
  readonly key: KeyView;
  readonly signature: SignatureView;
  /** Whether who made it held the key. Null: of an algorithm that cannot be checked here. */
  readonly isProven: boolean | null;
}

// That of PKCS #9, and Microsoft's own.
const extensionRequests = ['2a864886f70d01090e', '2b06010401823702010e'];

/** @throws {LivepinError} LP_KEY_FILE_UNREADABLE */
export function requestViewOf(der: Uint8Array, where: string): RequestView {
  try {
    return read(der);
  } catch (error) {
    if (!(error instanceof LivepinError) && !(error instanceof TypeError)) throw error;
    throw new LivepinError('LP_KEY_FILE_UNREADABLE', `${where}: its certificate request is malformed.`, {
      cause: error,
    });
  }
}

function read(der: Uint8Array): RequestView {
  const [info, algorithm, signature] = childrenOf(readDer(der));
  const [, subject, spki, attributes] = childrenOf(info!);
  return {
    subject: nameText(subject!),
    commonNames: commonNamesOf(subject!),
    key: keyViewOf(wholeOf(spki!)),
    signature: signatureViewOf(algorithm!),
    isProven: isProven(wholeOf(info!), wholeOf(spki!), algorithm!, contentOf(signature!).subarray(1)),
    ...extensionViewOf(attributes ? extensionsIn(attributes) : undefined),
  };
}

function extensionsIn(attributes: Der): Der | undefined {
  const asked = childrenOf(attributes)
    .map(childrenOf)
    .find(([type]) => extensionRequests.includes(oidOf(type)));
  return asked?.[1] ? childrenOf(asked[1])[0] : undefined;
}

function isProven(info: Uint8Array, spki: Uint8Array, algorithm: Der, signature: Uint8Array): boolean | null {
  const { hash, isPss } = signatureViewOf(algorithm);
  if (hash === null) return null;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    const padding = isPss
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
      : {};
    return verify(hash === '' ? null : hash, info, { key, ...padding }, signature);
  } catch {
    return null; // a key or algorithm that OpenSSL does not know here
  }
}
