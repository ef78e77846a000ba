import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { LivepinError } from '@livepin/core';
import { Certificate } from '../certificate/certificate.ts';
import { identifies } from './key-identifiers.ts';

/** The certificates that a path may end at: self-issued ones, found by their subject. */
export interface TrustAnchors {
  /** Changes with the set: part of what a remembered verdict rests on. */
  readonly id: string;
  bySubject(subject: string): readonly Certificate[];
  has(certificate: Certificate): boolean;
  /** Certificates that were given as anchors and are none, as OpenSSL sees it: they may stand on a path, not end it. */
  readonly intermediates: readonly Certificate[];
}

let counter = 0;

/** @param ders what the platform or the owner trusts. Unreadable ones are left out: they can vouch for nobody. */
export function trustAnchorsOf(ders: Iterable<Uint8Array>): TrustAnchors {
  const certificates = [...ders].map(tryCertificate).filter((certificate) => certificate !== null);
  const [roots, intermediates] = [certificates.filter(isRoot), certificates.filter((one) => !isRoot(one))];
  const bySubject = Map.groupBy(roots, ({ subject }) => subject);
  const fingerprints = new Set(roots.map(({ fingerprint }) => fingerprint));
  return {
    id: String(++counter),
    bySubject: (subject) => bySubject.get(subject) ?? [],
    has: ({ fingerprint }) => fingerprints.has(fingerprint),
    intermediates,
  };
}

let platform: { readonly pems: readonly string[]; readonly anchors: TrustAnchors } | null = null;

/** What Node trusts by default in this process: its bundled roots, NODE_EXTRA_CA_CERTS, `--use-system-ca`, and what was set since. */
export function platformAnchors(): TrustAnchors {
  const pems = tls.getCACertificates('default');
  if (platform?.pems !== pems)
    platform = { pems, anchors: trustAnchorsOf(pems.map((pem) => new X509Certificate(pem).raw)) };
  return platform.anchors;
}

/**
 * @param pems PEM texts, each of one or several certificates
 * @throws {LivepinError} LP_ANCHORS_UNREADABLE: Node would ignore such an entry in silence, and trust less than was meant
 */
export function anchorsFromPem(pems: readonly string[]): TrustAnchors {
  const blocks = pems.flatMap((pem) => pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []);
  try {
    if (blocks.length === 0) throw new Error('no certificate in PEM stands there');
    return trustAnchorsOf(blocks.map((block) => new X509Certificate(block).raw));
  } catch (error) {
    const why = (error as Error).message;
    throw new LivepinError('LP_ANCHORS_UNREADABLE', `The given trust anchors cannot be read: ${why}.`, {
      cause: error,
    });
  }
}

// As OpenSSL sees it: issued to itself, and nothing in it says otherwise.
function isRoot(certificate: Certificate): boolean {
  return certificate.isSelfIssued && identifies(certificate, certificate);
}

function tryCertificate(der: Uint8Array): Certificate | null {
  try {
    return new Certificate(der);
  } catch (error) {
    if (error instanceof LivepinError) return null;
    throw error;
  }
}
