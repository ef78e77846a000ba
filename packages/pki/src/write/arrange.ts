import type { KeyObject } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { type Certificate, x509Of } from '@livepin/tls';
import type { Held, HeldCertificate, HeldPrivateKey, HeldRequest } from '../read/held.ts';

/** Keys with their chains, and what stands by itself: as it goes into a file. */
export interface Arranged {
  readonly keys: readonly KeyWithChain[];
  /** Certificates without a key, each leaf followed by its issuers. */
  readonly certificates: readonly HeldCertificate[];
  readonly requests: readonly HeldRequest[];
  /** Each a SubjectPublicKeyInfo. */
  readonly publicKeys: readonly Uint8Array[];
}

export interface KeyWithChain {
  readonly key: KeyObject;
  readonly spki: Uint8Array;
  readonly alias: string | undefined;
  /** The key's certificate, then its issuers; empty where there is none. */
  readonly chain: readonly Certificate[];
}

/** Longer ones are accidents. */
const maxChain = 16;

/**
 * Puts each key with its certificate and that one's issuers, and certificates into the order in which they sign each other.
 * Copies are left out.
 * @throws {LivepinError} LP_KEY_FILE_MISMATCH: a key is of none of the certificates, or a certificate is on no key's chain
 */
export function arrange(held: readonly Held[]): Arranged {
  const certificates = distinct(ofKind(held, 'certificate'), ({ certificate }) => certificate.fingerprint);
  const privateKeys = distinct(ofKind(held, 'private key'), ({ spki }) => hex(spki));
  const issuers = issuersAmong(certificates);
  const keys = privateKeys.map((privateKey) => withChain(privateKey, certificates, issuers));
  const placed = new Set(keys.flatMap(({ chain }) => chain));
  const others = certificates.filter(({ certificate }) => !placed.has(certificate));
  if (keys.length > 0) refuseStrangers(others, placed);
  return {
    keys,
    certificates: inOrder(others, issuers),
    requests: distinct(ofKind(held, 'certificate request'), ({ der }) => hex(der)),
    publicKeys: distinct(ofKind(held, 'public key'), ({ spki }) => hex(spki)).map(({ spki }) => spki),
  };
}

function ofKind<K extends Held['kind']>(held: readonly Held[], kind: K): Extract<Held, { kind: K }>[] {
  return held.filter((one): one is Extract<Held, { kind: K }> => one.kind === kind);
}

function distinct<T>(list: readonly T[], keyOf: (one: T) => string): T[] {
  return [...new Map(list.toReversed().map((one) => [keyOf(one), one])).values()].toReversed();
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

type Issuers = (certificate: Certificate) => readonly HeldCertificate[];

/** By name alone: whether one has signed the other is asked where it counts. */
function issuersAmong(certificates: readonly HeldCertificate[]): Issuers {
  const bySubject = Map.groupBy(certificates, ({ certificate }) => certificate.subject);
  return (certificate) => (bySubject.get(certificate.issuer) ?? []).filter((held) => held.certificate !== certificate);
}

function withChain(
  { key, spki, alias }: HeldPrivateKey,
  all: readonly HeldCertificate[],
  issuers: Issuers,
): KeyWithChain {
  const leaf = all.find(({ certificate }) => isOfKey(certificate, key, spki))?.certificate;
  if (!leaf && all.length > 0) {
    const which = alias === undefined ? 'The private key' : `The private key "${alias}"`;
    throw new LivepinError(
      'LP_KEY_FILE_MISMATCH',
      `${which} is the key of none of the certificates given; the first of them is ${all[0]!.certificate.subjectText}.`,
    );
  }
  const chain: Certificate[] = [];
  for (let next = leaf; next && chain.length < maxChain; ) {
    chain.push(next);
    const signed = next;
    if (signed.isSelfIssued) break;
    const found = issuers(signed).find(
      ({ certificate }) => !chain.includes(certificate) && hasSigned(certificate, signed),
    );
    next = found?.certificate;
  }
  return { key, spki, alias, chain };
}

// The bytes may differ where the key is the same: the point of an EC key has two forms.
function isOfKey(certificate: Certificate, key: KeyObject, spki: Uint8Array): boolean {
  if (Buffer.compare(certificate.spki, spki) === 0) return true;
  try {
    return x509Of(certificate.der).checkPrivateKey(key);
  } catch {
    return false; // a certificate with a key that OpenSSL does not know is not that of a key that it read
  }
}

function hasSigned(issuer: Certificate, certificate: Certificate): boolean {
  try {
    return x509Of(certificate.der).verify(x509Of(issuer.der).publicKey);
  } catch {
    return false; // a key or a signature that OpenSSL does not know
  }
}

/** A second certificate of an issuer, as cross-signing makes them, may stand beside a chain; one of somebody else may not. */
function refuseStrangers(others: readonly HeldCertificate[], placed: ReadonlySet<Certificate>): void {
  const names = new Set([...placed].flatMap(({ subject, issuer }) => [subject, issuer]));
  for (let known = 0; known < names.size; ) {
    known = names.size;
    for (const { certificate } of others) if (names.has(certificate.subject)) names.add(certificate.issuer);
  }
  const stranger = others.find(({ certificate }) => !names.has(certificate.subject));
  if (!stranger) return;
  throw new LivepinError(
    'LP_KEY_FILE_MISMATCH',
    `The certificate of ${stranger.certificate.subjectText} stands on the chain of no private key given.`,
  );
}

/** Each certificate that has signed no other, followed by its issuers; every one once. */
function inOrder(certificates: readonly HeldCertificate[], issuers: Issuers): HeldCertificate[] {
  // Not by the issuers of each: a crowd of namesakes has a crowd of issuers each, and together they fill the memory.
  const byIssuer = Map.groupBy(certificates, ({ certificate }) => certificate.issuer);
  const isIssuer = (held: HeldCertificate) =>
    byIssuer.get(held.certificate.subject)?.some((other) => other !== held) ?? false;
  const ordered = new Set<HeldCertificate>();
  const own = new Set(certificates);
  const place = (leaf: HeldCertificate) => {
    for (let next: HeldCertificate | undefined = leaf; next; ) {
      ordered.add(next);
      next = issuers(next.certificate).find((issuer) => own.has(issuer) && !ordered.has(issuer));
    }
  };
  for (const certificate of certificates) if (!isIssuer(certificate)) place(certificate);
  for (const certificate of certificates) if (!ordered.has(certificate)) place(certificate);
  return [...ordered];
}
