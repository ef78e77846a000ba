import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { LivepinError } from '@livepin/core';
import type { Certificate } from '../certificate/certificate.ts';
import { childrenOf, readDer } from '../certificate/der.ts';
import { nameKey, parseName } from '../certificate/distinguished-name.ts';
import { looksSelfSigned } from './key-identifiers.ts';
import { readCertificate } from './known-certificates.ts';

/** The certificates that a path may end at: those that look self-signed, found by their subject. */
export interface TrustAnchors {
  bySubject(subject: string): readonly Certificate[];
  has(certificate: Certificate): boolean;
  /** Certificates that were given as anchors and are none, as OpenSSL sees it: they may stand on a path, not end it. */
  intermediatesBySubject(subject: string): readonly Certificate[];
}

interface Anchors {
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

const none: Anchors = { roots: [], intermediates: [] };

/**
 * Certificates are read when one of their subject is asked for: a platform trusts hundreds, and few of them are ever met.
 * @param ders what the platform or the owner trusts. Unreadable ones are left out: they can vouch for nobody.
 */
export function trustAnchorsOf(ders: Iterable<Uint8Array>): TrustAnchors {
  const unread = Map.groupBy(ders, subjectOf);
  const read = new Map<string, Anchors>();
  const anchors = (subject: string): Anchors => {
    const given = unread.get(subject);
    if (!given) return none;
    const known = read.get(subject);
    if (known) return known;
    const certificates = given.map(tryCertificate).filter((certificate) => certificate !== null);
    const split = {
      roots: certificates.filter(looksSelfSigned),
      intermediates: certificates.filter((one) => !looksSelfSigned(one)),
    };
    read.set(subject, split);
    return split;
  };
  return {
    bySubject: (subject) => anchors(subject).roots,
    has: ({ subject, fingerprint }) => anchors(subject).roots.some((root) => root.fingerprint === fingerprint),
    intermediatesBySubject: (subject) => anchors(subject).intermediates,
  };
}

let platform: { readonly pems: readonly string[]; readonly anchors: TrustAnchors } | null = null;

/** What Node trusts by default in this process: its bundled roots, NODE_EXTRA_CA_CERTS, `--use-system-ca`, and what was set since. */
export function platformAnchors(): TrustAnchors {
  const pems = tls.getCACertificates('default');
  if (platform?.pems !== pems) platform = { pems, anchors: trustAnchorsOf(pems.map(bytesOfPem)) };
  return platform.anchors;
}

// Only for what Node itself writes: a parser would take longer than everything else that is done with all of them.
function bytesOfPem(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64');
}

/**
 * @param pems PEM texts, each of one or several certificates
 * @param what how they are called in a message
 * @throws {LivepinError} LP_ANCHORS_UNREADABLE: Node would ignore such an entry in silence, and trust less than was meant
 */
export function anchorsFromPem(pems: readonly string[], what = 'The given trust anchors'): TrustAnchors {
  const blocks = pems.flatMap((pem) => pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []);
  try {
    if (blocks.length === 0) throw new Error('no certificate in PEM stands there');
    return trustAnchorsOf(blocks.map((block) => new X509Certificate(block).raw));
  } catch (error) {
    const why = (error as Error).message;
    throw new LivepinError('LP_ANCHORS_UNREADABLE', `${what} cannot be read: ${why}.`, {
      cause: error,
    });
  }
}

/** The subject in the spelling of `Certificate.subject`; null where it cannot be found. */
function subjectOf(der: Uint8Array): string | null {
  try {
    const [tbs] = childrenOf(readDer(der));
    const fields = tbs ? childrenOf(tbs) : [];
    const subject = fields[fields[0]?.tag === 0xa0 ? 5 : 4];
    return subject ? nameKey(parseName(subject)) : null;
  } catch (error) {
    if (error instanceof LivepinError) return null;
    throw error;
  }
}

function tryCertificate(der: Uint8Array): Certificate | null {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof LivepinError) return null;
    throw error;
  }
}
