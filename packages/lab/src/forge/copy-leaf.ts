import type { KeyObject } from 'node:crypto';
import { isAddress, normalizeHost } from '@livepin/core';
import {
  bytesOfAddress,
  type CertificateName,
  type EncodedExtension,
  encodeExtension,
  encodeSubject,
  generalName,
  keyIdOf,
  leafDays,
  serverAuth,
  serverKeyUsage,
  subjectAltName,
} from '@livepin/pki/make';
import type { Certificate } from '@livepin/tls';
import { childrenOf, der, octets, oid, oidOf, readDer, sequence, wholeOf } from '@livepin/tls/der';
import { type ExtensionPart, partsOf } from './certificate-parts.ts';

/** A leaf that is still to be signed. */
export interface LeafDraft {
  readonly serialBytes: number;
  /** Name, DER. */
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: readonly EncodedExtension[];
}

export interface LeafWish {
  /** Canonical. */
  readonly host: string;
  /** The leaf that is copied; null where the genuine server could not be asked. */
  readonly model: Certificate | null;
  /** Private or public. */
  readonly key: KeyObject;
  /** The authority key identifier; null for none, which leaves out the leaf's own too. */
  readonly issuerKeyId: Uint8Array | null;
  readonly names: readonly string[] | null;
  readonly isExpired: boolean;
}

/**
 * A leaf as the genuine one, so that an app cannot tell by looks: subject, names, dates, serial number's length, usages,
 * policies, unknown extensions, in their order. Different is only
 * - what holds for one key, and is made anew: the key identifiers;
 * - what would send a client to the genuine CA, which knows no such certificate: pointers to its CRLs, OCSP and issuer, the
 *   demand for a stapled answer, and signed certificate timestamps. A client would refuse for these, and it would look as
 *   if it had refused for the pins. Clients ask for timestamps of public roots of the platform alone, and soft-fail where
 *   there is nobody to ask, so what is left is what an attacker would show;
 * - what some platforms demand of every server (Apple: names, serverAuth, at most 825 days), is added where it is missing.
 * @param now seconds since 1970
 */
export function copyLeaf(wish: LeafWish, now: number): LeafDraft {
  const { model, host, names } = wish;
  const parts = model ? partsOf(model) : null;
  return {
    serialBytes: Math.min(Math.max(parts?.serialBytes ?? 16, minSerialBytes), maxSerialBytes),
    subject: names || !parts ? subjectFor(names?.[0] ?? host) : parts.subject,
    ...datesOf(wish, now),
    extensions: extensionsOf(parts?.extensions ?? [], wish),
  };
}

// Shorter ones could come twice, and clients refuse two certificates of one CA with one number.
const minSerialBytes = 8;
const maxSerialBytes = 20;

const day = 86_400;
/** Beyond what any client forgives, or a clock is wrong by. */
const expiredDays = 7;
// CA/Browser Forum §6.3.2, since 2026-03-15; browsers and Apple's systems count from 398 and 825 on.
const longestDays = 200;

function datesOf({ model, isExpired }: LeafWish, now: number): { notBefore: number; notAfter: number } {
  const isCurrent = model !== null && model.notBefore <= now && now < model.notAfter;
  const isShort = model !== null && model.notAfter - model.notBefore < longestDays * day;
  // Dates that a client could refuse must be no reason to refuse the copy.
  const dates =
    isCurrent && isShort
      ? { notBefore: model.notBefore, notAfter: model.notAfter }
      : { notBefore: now - day, notAfter: now + (leafDays - 1) * day };
  if (!isExpired) return dates;
  const shift = dates.notAfter - (now - expiredDays * day);
  return { notBefore: dates.notBefore - shift, notAfter: dates.notAfter - shift };
}

function subjectFor(host: string): Uint8Array {
  const isShort = host.length <= 64; // RFC 5280 appendix A.1, ub-common-name
  return encodeSubject(isShort ? [{ type: 'CN', value: host }] : []);
}

const oids = {
  subjectKeyId: '551d0e',
  keyUsage: '551d0f',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  authorityKeyId: '551d23',
  extendedKeyUsage: '551d25',
};

// About the issuer, or where to ask it: its other names, CRL pointers (two kinds), access to authorities, the demand for
// stapling, timestamps and the poison of their precertificates, and the Netscape type, which may say "no server".
const left = new Set([
  '551d12',
  '551d1f',
  '551d2e',
  '2b06010505070101',
  '2b06010505070118',
  '2b06010401d679020402',
  '2b06010401d679020403',
  '6086480186f8420101',
]);

type Make = (wish: LeafWish, genuine: ExtensionPart | undefined, model: Certificate | null) => EncodedExtension | null;

/** What every leaf has, or may have, made anew or taken over; in the order in which they come where the model has none. */
const made: Readonly<Record<string, Make>> = {
  [oids.keyUsage]: (wish, genuine, model) => {
    const serves = genuine !== undefined && model?.extensions.keyUsage?.tlsServer === true;
    return serves ? genuine.whole : serverKeyUsage(wish.key);
  },
  [oids.extendedKeyUsage]: (_wish, genuine) => (genuine ? withServerAuth(genuine) : serverAuth()),
  // Where there are none, it is no CA either (RFC 5280 §4.2.1.9), and clients ask for none.
  [oids.basicConstraints]: (_wish, genuine, model) => {
    if (!genuine && model) return null;
    const isLeaf = model?.extensions.basicConstraints?.isCa === false;
    return genuine && isLeaf ? genuine.whole : encodeExtension('2.5.29.19', sequence(), true);
  },
  [oids.subjectKeyId]: ({ issuerKeyId, key }) => issuerKeyId && encodeExtension('2.5.29.14', octets(keyIdOf(key))),
  [oids.authorityKeyId]: ({ issuerKeyId }) =>
    issuerKeyId && encodeExtension('2.5.29.35', sequence(der(0x80, issuerKeyId))),
  [oids.subjectAltName]: (wish, genuine, model) => alternativeNames(wish, genuine, model),
};

function extensionsOf(genuine: readonly ExtensionPart[], wish: LeafWish): EncodedExtension[] {
  const present = new Set(genuine.map(({ type }) => type));
  const own = genuine
    .filter(({ type }) => !left.has(type))
    .map((part) => (made[part.type] ? made[part.type]!(wish, part, wish.model) : part.whole));
  const added = Object.entries(made)
    .filter(([type]) => !present.has(type))
    .map(([, make]) => make(wish, undefined, wish.model));
  return [...own, ...added].filter((extension) => extension !== null);
}

const serverAuthOid = '2b06010505070301';

function withServerAuth({ whole, value }: ExtensionPart): EncodedExtension {
  const usages = childrenOf(readDer(value));
  if (usages.some((usage) => oidOf(usage) === serverAuthOid)) return whole;
  return encodeExtension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), ...usages.map(wholeOf)));
}

function alternativeNames(
  { host, names }: LeafWish,
  genuine: ExtensionPart | undefined,
  model: Certificate | null,
): EncodedExtension {
  if (names) return namesExtension(names);
  if (!genuine) return namesExtension([host]);
  if (covers(model, host)) return genuine.whole;
  // The genuine certificate is not for this host, and the app may not look; the attacker's is, of course.
  const all = [...childrenOf(readDer(genuine.value)).map(wholeOf), generalName(certificateName(host))];
  return encodeExtension('2.5.29.17', sequence(...all));
}

export function covers(model: Certificate | null, host: string): boolean {
  const parent = host.slice(host.indexOf('.'));
  const address = isAddress(normalizeHost(host)) ? Buffer.from(bytesOfAddress(host)) : null;
  return (model?.extensions.subjectAltNames ?? []).some((name) => {
    if (name.form === 'ip') return address?.equals(name.bytes) === true;
    const text = name.form === 'dns' ? name.text.toLowerCase() : null;
    return text === host || (text === `*${parent}` && !address);
  });
}

function namesExtension(names: readonly string[]): EncodedExtension {
  return subjectAltName(names.map(certificateName), false);
}

function certificateName(host: string): CertificateName {
  return isAddress(normalizeHost(host))
    ? { form: 'ip', text: host, bytes: bytesOfAddress(host) }
    : { form: 'dns', text: host };
}
