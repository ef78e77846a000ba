import type { X509Certificate } from 'node:crypto';
import { LivepinError, type PathCertificate } from '@livepin/core';
import { type Certificate, textOfLines } from '../certificate/certificate.ts';
import { childrenOf, oidOf, readDer } from '../certificate/der.ts';
import { readCertificate } from '../path/known-certificates.ts';

/** A certificate as the server sent it. Times: seconds since 1970. */
export interface ServedCertificate extends PathCertificate {
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** "P-256", "RSA-2048", "Ed25519"; "unknown" where this platform cannot read the key. */
  readonly keyType: string;
  readonly der: Uint8Array;
}

// Hundreds of servers show a handful of CAs.
const described = new WeakMap<Certificate, ServedCertificate>();

/** Empty for one that cannot be read. @param shown the same certificate, as Node has it: who names whom */
export function describeServed(der: Uint8Array, shown: X509Certificate): ServedCertificate[] {
  try {
    const certificate = readCertificate(der);
    const known = described.get(certificate) ?? describe(certificate, shown);
    described.set(certificate, known);
    return [known];
  } catch (error) {
    if (error instanceof LivepinError) return [];
    throw error;
  }
}

function describe(certificate: Certificate, shown: X509Certificate): ServedCertificate {
  const { pin, notBefore, notAfter, der } = certificate;
  const [subject, issuer] = [textOfLines(shown.subject), textOfLines(shown.issuer)];
  return { pin, subject, issuer, notBefore, notAfter, keyType: keyTypeOf(certificate), der };
}

// By the object identifier, since OpenSSL takes as long to tell the details of a key as to read it.
const curves: Readonly<Record<string, string>> = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
};
const types: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA-PSS',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};

function keyTypeOf({ publicKey, spki }: Certificate): string {
  const type = publicKey?.asymmetricKeyType;
  if (type === undefined) return 'unknown';
  if (type === 'ec') {
    const [, curve] = childrenOf(childrenOf(readDer(spki))[0]!);
    return curves[oidOf(curve)] ?? publicKey?.asymmetricKeyDetails?.namedCurve ?? type;
  }
  const size = publicKey?.asymmetricKeyDetails?.modulusLength;
  return `${types[type] ?? type}${size === undefined ? '' : `-${size}`}`;
}
