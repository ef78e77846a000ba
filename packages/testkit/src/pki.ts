import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { formatPin, type Pin } from '@livepin/core';
import { bits, boolean, der, distinguishedName, integer, nothing, octets, oid, sequence, time } from '@livepin/tls/der';

// Certificates for tests, the wrong ones as easily as the right ones: everything can be said, and nothing is checked.

export type KeyKind =
  | 'P-256'
  | 'P-384'
  | 'P-521'
  | 'RSA'
  /** Too weak for everybody since 2014. */
  | 'RSA-1024'
  /** For RSASSA-PSS alone: a key type of its own (RFC 4055 §1.2). */
  | 'RSA-PSS'
  | 'Ed25519'
  | 'Ed448';

export type SignatureHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly spki: Buffer;
  readonly pin: Pin;
}

export interface Extension {
  readonly oid: string;
  readonly critical?: boolean;
  /** DER of the value. */
  readonly value: Uint8Array;
}

export interface Issued {
  readonly der: Buffer;
  readonly pem: string;
  readonly subject: string;
  readonly key: KeyPair;
  readonly pin: Pin;
}

export interface CertificateSketch {
  readonly subject: string;
  /** The subject in DER, where it is to be of another type of text than UTF8String. */
  readonly subjectDer?: Uint8Array;
  readonly key?: KeyPair;
  /** Absent: self-signed. */
  readonly issuer?: Pick<Issued, 'subject' | 'key'>;
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** DNS names and IP addresses; by default the subject's CN for a leaf. */
  readonly names?: readonly string[];
  /** Seconds since 1970. By default from a day ago for 90 days. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly serial?: number;
  /** Whether it carries key identifiers (of its own key and its issuer's). Default true. */
  readonly keyIds?: boolean;
  /** Take the place of those of the same OID that would stand there; a null value leaves one out. */
  readonly extensions?: readonly (Extension | { readonly oid: string; readonly value: null })[];
  /** Of the signature, where its kind has a choice. Default SHA-256. */
  readonly hash?: SignatureHash;
  /** RSASSA-PSS where the issuer's key is an ordinary RSA key, which signs by PKCS #1 v1.5 otherwise. */
  readonly pss?: boolean;
  /** Bytes that stand in place of the genuine signature. */
  readonly signature?: Uint8Array;
  readonly version?: 1 | 3;
}

export const oids = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

export function makeKey(kind: KeyKind = 'P-256'): KeyPair {
  return keyPairOf(generate(kind));
}

export function keyPairOf(privateKey: KeyObject): KeyPair {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return { privateKey, spki, pin: formatPin(createHash('sha256').update(spki).digest()) };
}

export function issue(sketch: CertificateSketch): Issued {
  const key = sketch.key ?? makeKey();
  const issuer = sketch.issuer ?? { subject: sketch.subject, key };
  const now = Math.floor(Date.now() / 1000);
  const scheme = schemeOf(issuer.key.privateKey, sketch);
  const isV3 = (sketch.version ?? 3) === 3;
  const tbs = sequence(
    ...(isV3 ? [der(0xa0, integer(2))] : []),
    integer(sketch.serial ?? Buffer.concat([Buffer.from([0x40]), randomBytes(8)])),
    scheme.algorithm,
    distinguishedName(issuer.subject),
    sequence(time(sketch.notBefore ?? now - 86_400), time(sketch.notAfter ?? now + 89 * 86_400)),
    sketch.subjectDer ?? distinguishedName(sketch.subject),
    key.spki,
    ...(isV3 ? [der(0xa3, sequence(...extensionsOf(sketch, key, issuer.key).map(encodeExtension)))] : []),
  );
  const encoded = sequence(tbs, scheme.algorithm, bits(sketch.signature ?? scheme.sign(tbs)));
  return { der: encoded, pem: pemOf(encoded), subject: sketch.subject, key, pin: key.pin };
}

export function pemOf(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate)
    .toString('base64')
    .match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** A sub-tree for the nameConstraints extension. */
export function nameConstraints(permitted: readonly string[], excluded: readonly string[] = []): Extension {
  const tree = (names: readonly string[]) => names.map((name) => sequence(der(0x82, Buffer.from(name))));
  const list = [
    ...(permitted.length > 0 ? [der(0xa0, ...tree(permitted))] : []),
    ...(excluded.length > 0 ? [der(0xa1, ...tree(excluded))] : []),
  ];
  return { oid: oids.nameConstraints, critical: true, value: sequence(...list) };
}

export function extendedKeyUsage(...usages: string[]): Extension {
  return { oid: oids.extendedKeyUsage, value: sequence(...usages.map(oid)) };
}

/** What says whose key a certificate holds, and whose key signed it: the names of keys, which anyone can copy. */
export function keyIdentifiers(own: KeyPair, issuer: KeyPair): Extension[] {
  return [
    { oid: oids.subjectKeyId, value: octets(keyIdOf(own)) },
    { oid: oids.authorityKeyId, value: sequence(der(0x80, keyIdOf(issuer))) },
  ];
}

export const serverAuth = '1.3.6.1.5.5.7.3.1';
export const emailProtection = '1.3.6.1.5.5.7.3.4';

function extensionsOf(
  { ca, pathLength, names, subject, keyIds = true, extensions = [] }: CertificateSketch,
  key: KeyPair,
  issuerKey: KeyPair,
): Extension[] {
  const own = ca
    ? [
        {
          oid: oids.basicConstraints,
          critical: true,
          value: sequence(boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)])),
        },
        { oid: oids.keyUsage, critical: true, value: bits(Buffer.from([0x06]), 1) },
      ]
    : [
        { oid: oids.keyUsage, critical: true, value: bits(Buffer.from([0x80]), 7) },
        extendedKeyUsage(serverAuth),
        {
          oid: oids.subjectAltName,
          value: sequence(...(names ?? [subject.replace(/^.*CN=([^,]+).*$/, '$1')]).map(alternativeName)),
        },
      ];
  const ids = keyIdentifiers(key, issuerKey);
  const byOid = new Map<string, Extension | { oid: string; value: null }>(
    [...own, ...(keyIds ? ids : []), ...extensions].map((extension) => [extension.oid, extension]),
  );
  return [...byOid.values()].filter((extension): extension is Extension => extension.value !== null);
}

function encodeExtension({ oid: type, critical, value }: Extension): Buffer {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octets(value));
}

function alternativeName(name: string): Buffer {
  const quad = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  return quad ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
}

function keyIdOf({ spki }: KeyPair): Buffer {
  return createHash('sha1').update(spki).digest();
}

interface Scheme {
  readonly algorithm: Buffer;
  readonly sign: (tbs: Buffer) => Buffer;
}

// RFC 4055, RFC 5758, RFC 8410.
const hashOids = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};
const saltLengths = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };
const rsaOids = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};
const ecdsaOids = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

function schemeOf(key: KeyObject, { hash = 'sha256', pss = false }: Pick<CertificateSketch, 'hash' | 'pss'>): Scheme {
  const plain = (algorithm: Buffer, digest: SignatureHash | null) => ({
    algorithm,
    sign: (tbs: Buffer) => sign(digest, tbs, key),
  });
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return plain(sequence(oid('1.3.101.112')), null);
    case 'ed448':
      return plain(sequence(oid('1.3.101.113')), null);
    case 'rsa':
      return pss ? pssScheme(key, hash) : plain(sequence(oid(rsaOids[hash]), nothing), hash);
    case 'rsa-pss':
      return pssScheme(key, hash);
    default:
      return plain(sequence(oid(ecdsaOids[hash])), hash);
  }
}

function pssScheme(key: KeyObject, hash: SignatureHash): Scheme {
  const saltLength = saltLengths[hash];
  const digest = sequence(oid(hashOids[hash]), nothing);
  const mask = sequence(oid('1.2.840.113549.1.1.8'), digest);
  const parameters = sequence(der(0xa0, digest), der(0xa1, mask), der(0xa2, integer(saltLength)));
  return {
    algorithm: sequence(oid('1.2.840.113549.1.1.10'), parameters),
    sign: (tbs) => sign(hash, tbs, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  };
}

function generate(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'RSA':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'RSA-1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    case 'RSA-PSS':
      return generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
    case 'Ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    case 'Ed448':
      return generateKeyPairSync('ed448').privateKey;
    default:
      return generateKeyPairSync('ec', { namedCurve: kind }).privateKey;
  }
}
