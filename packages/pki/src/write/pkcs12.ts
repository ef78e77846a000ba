import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Certificate } from '@livepin/tls';
import { der, integer, nothing, octets, oid, sequence, set } from '@livepin/tls/der';
import { encrypt, encryptPrivateKey, iterationsFor, type Protection, saltLength } from '../encryption/encrypt.ts';
import { deriveByPkcs12, purposes } from '../encryption/pkcs12-kdf.ts';
import { aliasesFrom } from './aliases.ts';
import type { Arranged } from './arrange.ts';

export interface Pkcs12Options {
  /** Undefined: nothing is encrypted, and there is no MAC. */
  readonly passphrase: string | undefined;
  readonly protection: Protection;
  /** The name of the first entry; the others count on from it. */
  readonly alias: string | undefined;
}

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  // Of Java: a certificate that stands here by itself is trusted, for any usage.
  trustedKeyUsage: '2.16.840.1.113894.746875.1.1',
  anyExtendedKeyUsage: '2.5.29.37.0',
} as const;
const macDigests = {
  modern: { name: 'sha256', oid: '2.16.840.1.101.3.4.2.1' },
  legacy: { name: 'sha1', oid: '1.3.14.3.2.26' },
} as const;

/** A PKCS#12 file (RFC 7292) with the keys, their chains, and certificates that are trusted. */
export function writePkcs12({ keys, certificates }: Arranged, options: Pkcs12Options): Buffer {
  const { passphrase, protection } = options;
  const aliasOf = aliasesFrom(options.alias);
  const keyBags: Buffer[] = [];
  const certificateBags: Buffer[] = [];
  for (const { key, alias, chain } of keys) {
    const [leaf, ...issuers] = chain;
    const name = friendlyName(aliasOf(alias, leaf));
    // By it a key finds its certificate; a key without one has none.
    const link = leaf ? [attribute(oids.localKeyId, octets(createHash('sha1').update(leaf.der).digest()))] : [];
    const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
    keyBags.push(
      passphrase === undefined
        ? bag(oids.keyBag, pkcs8, [name, ...link])
        : bag(oids.shroudedKeyBag, encryptPrivateKey(pkcs8, passphrase, protection), [name, ...link]),
    );
    if (leaf) certificateBags.push(certificateBag(leaf, [name, ...link]));
    certificateBags.push(...issuers.map((issuer) => certificateBag(issuer, [])));
  }
  for (const { certificate, alias } of certificates) {
    // Beside a key it is one more issuer, and nothing to be trusted.
    const attributes = keys.length > 0 ? [] : [friendlyName(aliasOf(alias, certificate)), trusted];
    certificateBags.push(certificateBag(certificate, attributes));
  }
  const parts = [
    ...(certificateBags.length > 0 ? [contentOf(sequence(...certificateBags), options)] : []),
    ...(keyBags.length > 0 ? [data(sequence(...keyBags))] : []),
  ];
  const contents = sequence(...parts);
  const mac = passphrase === undefined ? [] : [macOf(contents, passphrase, protection)];
  return sequence(integer(3), data(contents), ...mac);
}

function bag(type: string, value: Buffer, attributes: readonly Buffer[]): Buffer {
  const inOrder = attributes.toSorted(Buffer.compare); // as DER wants it of a SET OF
  return sequence(oid(type), der(0xa0, value), ...(attributes.length > 0 ? [set(...inOrder)] : []));
}

function certificateBag(certificate: Certificate, attributes: readonly Buffer[]): Buffer {
  const value = sequence(oid(oids.x509Certificate), der(0xa0, octets(certificate.der)));
  return bag(oids.certificateBag, value, attributes);
}

function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), set(value));
}

function friendlyName(alias: string): Buffer {
  return attribute(oids.friendlyName, der(0x1e, Buffer.from(alias, 'utf16le').swap16()));
}

const trusted = attribute(oids.trustedKeyUsage, oid(oids.anyExtendedKeyUsage));

function data(bytes: Buffer): Buffer {
  return sequence(oid(oids.data), der(0xa0, octets(bytes)));
}

function contentOf(bytes: Buffer, { passphrase, protection }: Pkcs12Options): Buffer {
  if (passphrase === undefined) return data(bytes);
  const { algorithm, bytes: encrypted } = encrypt(bytes, passphrase, protection);
  const info = sequence(oid(oids.data), algorithm, der(0x80, encrypted));
  return sequence(oid(oids.encryptedData), der(0xa0, sequence(integer(0), info)));
}

/** RFC 7292 §5.1. */
function macOf(contents: Buffer, passphrase: string, protection: Protection): Buffer {
  const { name, oid: digestOid } = macDigests[protection];
  const iterations = iterationsFor[protection];
  const salt = randomBytes(saltLength);
  const length = createHmac(name, '').digest().length;
  const key = deriveByPkcs12({ digest: name, passphrase, salt, purpose: purposes.mac, iterations, length });
  const digest = createHmac(name, key).update(contents).digest();
  return sequence(sequence(sequence(oid(digestOid), nothing), octets(digest)), octets(salt), integer(iterations));
}
