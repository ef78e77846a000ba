import { createHash } from 'node:crypto';
import type { Certificate } from '@livepin/tls';
import { childrenOf, contentOf, readDer } from '@livepin/tls/der';
import { type ExtensionView, extensionViewOf } from './extension-view.ts';
import { type KeyView, keyViewOf } from './key-view.ts';
import { commonNamesOf, nameText } from './name-text.ts';
import { type SignatureView, signatureViewOf } from './signature-view.ts';

/** A certificate in words. Times: seconds since 1970; identifiers, numbers and hashes in hexadecimal. */
export interface CertificateView extends ExtensionView {
  readonly subject: string;
  readonly issuer: string;
  readonly commonNames: readonly string[];
  readonly version: number;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: KeyView;
  readonly signature: SignatureView;
  readonly fingerprints: { readonly sha256: string; readonly sha1: string };
}

export function certificateViewOf({
  der,
  spki,
  version,
  notBefore,
  notAfter,
  fingerprint,
}: Certificate): CertificateView {
  const [tbs, algorithm] = childrenOf(readDer(der));
  const fields = childrenOf(tbs!);
  if (fields[0]?.tag === 0xa0) fields.shift();
  const [serial, , issuer, , subject] = fields;
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  return {
    subject: nameText(subject!),
    issuer: nameText(issuer!),
    commonNames: commonNamesOf(subject!),
    version,
    serial: Buffer.from(contentOf(serial!)).toString('hex'),
    notBefore,
    notAfter,
    key: keyViewOf(spki),
    signature: signatureViewOf(algorithm!),
    ...extensionViewOf(extensions ? childrenOf(extensions)[0] : undefined),
    fingerprints: { sha256: fingerprint, sha1: createHash('sha1').update(der).digest('hex') },
  };
}
