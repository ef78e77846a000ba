import type { KeyObject } from 'node:crypto';
import { formatPem } from '@livepin/pki';
import {
  caBasicConstraints,
  caKeyUsage,
  type EncodedExtension,
  encodeSubject,
  keyIdOf,
  makeCertificate,
  makeTlsKey,
  serverAuth,
} from '@livepin/pki/make';
import { Certificate } from '@livepin/tls';
import { partsOf } from './certificate-parts.ts';
import { type KeyPool, makeKeyPool } from './key-pool.ts';

/** A CA of the lab. The key lives in this process alone: who finds the certificate on a device tomorrow can do nothing with it. */
export interface LabCa {
  readonly certificate: Certificate;
  /** Private. */
  readonly key: KeyObject;
}

export interface LabCas {
  /** As mitmproxy's, Charles's, or a company's: one stage, an RSA key, installed by a user or an administrator. */
  readonly userCa: LabCa;
  /** As a public CA: a root that the device trusts, and an issuing CA that servers send along. */
  readonly publicRoot: LabCa;
  readonly publicIssuing: LabCa;
  /** Looks like `userCa` and no device has it: that one is refused and the other not is a matter of trust alone. */
  readonly unknownCa: LabCa;
  /** Of the leaves, for as long as the lab lives. */
  readonly leafKeys: KeyPool;
}

export type TrustableCa = 'user-ca' | 'public-ca';

const day = 86_400;
/** So that no leaf begins before its CA: copies begin when the genuine ones did. */
const backdateDays = 1000;
/** Should one be forgotten on a device, it goes by itself. */
const remainingDays = 30;

/**
 * Makes the CAs of one lab, in memory. Their names say what they are, in the list of a device's CAs too: apps do not look at
 * them, people must.
 * @param now seconds since 1970
 */
export function makeLabCas(now: number): LabCas {
  const userCa = rootOf('Livepin lab user CA', makeTlsKey('RSA-2048'), now);
  const publicRoot = rootOf('Livepin lab public root', makeTlsKey('P-384'), now);
  return {
    userCa,
    publicRoot,
    publicIssuing: issuingOf(publicRoot, now),
    unknownCa: rootOf('Livepin lab unknown CA', makeTlsKey('RSA-2048'), now),
    leafKeys: makeKeyPool(),
  };
}

/**
 * The CAs of a lab for a device, onto which people bring certificates by hand: one root plays both parts.
 * @param now seconds since 1970
 */
export function makeDeviceCas(now: number): LabCas {
  const userCa = rootOf('Livepin lab CA', makeTlsKey('RSA-2048'), now);
  return {
    userCa,
    publicRoot: userCa,
    publicIssuing: issuingOf(userCa, now),
    unknownCa: rootOf('Livepin lab unknown CA', makeTlsKey('RSA-2048'), now),
    leafKeys: makeKeyPool(),
  };
}

/** What plays these CAs' part in a trust store. */
export function pemOfCas({ userCa, publicRoot }: LabCas, which: readonly TrustableCa[]): string {
  const roots = { 'user-ca': userCa, 'public-ca': publicRoot };
  return which.map((name) => formatPem('CERTIFICATE', roots[name].certificate.der)).join('');
}

function rootOf(title: string, key: KeyObject, now: number): LabCa {
  const subject = nameOf(title, key, now);
  return caOf({
    subject,
    issuer: subject,
    key,
    issuerKey: key,
    now,
    extensions: [caBasicConstraints(null), caKeyUsage()],
  });
}

function issuingOf(root: LabCa, now: number): LabCa {
  const key = makeTlsKey('P-256');
  return caOf({
    subject: nameOf('Livepin lab public issuing CA', key, now),
    issuer: partsOf(root.certificate).subject,
    key,
    issuerKey: root.key,
    now,
    extensions: [caBasicConstraints(0), caKeyUsage(), serverAuth()],
  });
}

// No two labs have CAs of one name: clients that keep certificates would take the one for the other.
function nameOf(title: string, key: KeyObject, now: number): Uint8Array {
  const tag = `${new Date(now * 1000).toISOString().slice(0, 10)} ${keyIdOf(key).toString('hex').slice(0, 8)}`;
  return encodeSubject([
    { type: 'O', value: 'Livepin lab' },
    { type: 'CN', value: `${title} (${tag})` },
  ]);
}

function caOf(sketch: {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly key: KeyObject;
  readonly issuerKey: KeyObject;
  readonly now: number;
  readonly extensions: readonly EncodedExtension[];
}): LabCa {
  const { key, now } = sketch;
  const der = makeCertificate({ ...sketch, notBefore: now - backdateDays * day, notAfter: now + remainingDays * day });
  return { certificate: new Certificate(der), key };
}
