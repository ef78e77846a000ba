import type { KeyObject } from 'node:crypto';
import { LivepinError, type PathCertificate } from '@livepin/core';
import { Certificate } from '../certificate/certificate.ts';

/** A certificate as the server sent it. Times: seconds since 1970. */
export interface ServedCertificate extends PathCertificate {
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** "P-256", "RSA-2048", "Ed25519"; "unknown" where this platform cannot read the key. */
  readonly keyType: string;
  readonly der: Uint8Array;
}

/** Empty for one that cannot be read. */
export function describeServed(der: Uint8Array): ServedCertificate[] {
  try {
    const certificate = new Certificate(der);
    const { pin, subjectText: subject, issuerText: issuer, notBefore, notAfter, publicKey } = certificate;
    return [{ pin, subject, issuer, notBefore, notAfter, keyType: publicKey ? keyTypeOf(publicKey) : 'unknown', der }];
  } catch (error) {
    if (error instanceof LivepinError) return [];
    throw error;
  }
}

const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
const types: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA-PSS',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};

function keyTypeOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  const curve = details?.namedCurve;
  if (curve !== undefined) return curves[curve] ?? curve;
  const size = details?.modulusLength === undefined ? '' : `-${details.modulusLength}`;
  return `${types[type ?? ''] ?? type}${size}`;
}
