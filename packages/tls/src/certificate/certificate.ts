import { hash, type KeyObject } from 'node:crypto';
import { formatPin, type Pin } from '@livepin/core';
import { parseAlgorithm } from './algorithm-identifier.ts';
import {
  bytesOfBits,
  childrenOf,
  countOf,
  type Der,
  exactlyOf,
  expectTag,
  hexOf,
  integerOf,
  malformed,
  namedBitsOf,
  optionalOf,
  readDer,
  tags,
  timeOf,
  wholeOf,
} from './der.ts';
import { type DistinguishedName, nameKey, parseName, valuesOf } from './distinguished-name.ts';
import { type Extensions, noExtensions, parseExtensions } from './extensions.ts';
import { x509Of } from './x509-of.ts';

/**
 * A certificate as RFC 5280 path validation needs it. Whatever is odd about its form makes it unusable as a whole
 * (LP_CERTIFICATE_MALFORMED): no check is ever skipped because something could not be read.
 */
export class Certificate {
  readonly der: Uint8Array;
  /** SHA-256 of the whole certificate, hexadecimal: its name in caches. */
  readonly fingerprint: string;
  /** Over the SubjectPublicKeyInfo as it stands here. Re-encoding gives another pin for keys of rare encodings. */
  readonly pin: Pin;
  readonly spki: Uint8Array;
  readonly serial: string;
  readonly version: number;
  readonly issuer: string;
  readonly subject: string;
  readonly subjectName: DistinguishedName;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: Extensions;
  /** The OID of the kind of key, as `oidOf` writes it. */
  readonly keyAlgorithm: string;
  readonly signature: {
    /** The OID, as `oidOf` writes it. */
    readonly type: string;
    /** The whole AlgorithmIdentifier. */
    readonly algorithm: Uint8Array;
    readonly tbs: Uint8Array;
    readonly value: Uint8Array;
  };
  readonly #subject: Der;
  #key: KeyObject | null | undefined;

  /** @throws {LivepinError} LP_CERTIFICATE_MALFORMED */
  constructor(der: Uint8Array) {
    const whole = expectTag(readDer(der), tags.sequence, 'the certificate');
    const [tbs, algorithm, value] = exactlyOf(whole, 3, 'it');
    const fields = childrenOf(expectTag(tbs, tags.sequence, 'the signed part'));
    this.version = fields[0]?.tag === 0xa0 ? versionOf(fields.shift()!) : 1;
    const [serial, innerAlgorithm, issuer, validity, subject, spki, ...optional] = fields;
    this.der = der;
    this.fingerprint = hash('sha256', der, 'hex');
    this.serial = hexOf(integerOf(serial, 'the serial number'));
    this.issuer = nameKey(parseName(expectTag(issuer, tags.sequence, 'the issuer')));
    this.#subject = expectTag(subject, tags.sequence, 'the subject');
    this.subjectName = parseName(this.#subject);
    this.subject = nameKey(this.subjectName);
    const [notBefore, notAfter] = exactlyOf(expectTag(validity, tags.sequence, 'the validity'), 2, 'the validity');
    this.notBefore = timeOf(notBefore);
    this.notAfter = timeOf(notAfter);
    this.spki = wholeOf(expectTag(spki, tags.sequence, 'the public key'));
    this.keyAlgorithm = keyAlgorithmOf(spki!);
    this.pin = formatPin(hash('sha256', this.spki, 'buffer'));
    this.extensions = extensionsOf(optional, this.version);
    this.signature = {
      ...sameAlgorithm(innerAlgorithm, algorithm),
      tbs: wholeOf(tbs!),
      value: bytesOfBits(value, 'the signature'),
    };
  }

  /** Null where this platform cannot read the key. Parsed once, and only where a signature is checked with it. */
  get publicKey(): KeyObject | null {
    if (this.#key === undefined) this.#key = readKey(this.spki, this.der);
    return this.#key;
  }

  /** Values of the subject that stand for names where no alternative names do. */
  get commonNames(): readonly string[] {
    return valuesOf(this.#subject, 'commonName').flatMap(({ text }) => text ?? []);
  }

  /** Null stands for one that is no IA5String, as it must be (RFC 5280 §4.1.2.6). */
  get emailsOfSubject(): readonly (string | null)[] {
    return valuesOf(this.#subject, 'email').map(({ text, isIa5 }) => (isIa5 ? text : null));
  }

  get isSelfIssued(): boolean {
    return this.issuer === this.subject;
  }

  /** For people: "CN=api.example.com, O=Example". */
  get subjectText(): string {
    return textOfName(this.der, 'subject');
  }

  get issuerText(): string {
    return textOfName(this.der, 'issuer');
  }
}

function textOfName(der: Uint8Array, whose: 'subject' | 'issuer'): string {
  try {
    return textOfLines(x509Of(der)[whose]);
  } catch {
    return '(a name that OpenSSL cannot read)'; // only for messages, which must not hide what they are about
  }
}

/** A name as Node has it, the most general part first and one on each line, as people write it. */
export function textOfLines(lines: string | undefined): string {
  return lines ? lines.split('\n').reverse().join(', ') : '(no name)';
}

function versionOf(element: Der): number {
  const [number] = exactlyOf(element, 1, 'the version');
  const version = countOf(number, 'the version') + 1;
  if (version > 3) throw malformed('its version is none of X.509');
  return version;
}

// issuerUniqueID [1], subjectUniqueID [2], extensions [3].
function extensionsOf(optional: readonly Der[], version: number): Extensions {
  const [ofIssuer, ofSubject, extensions] = optionalOf(optional, [0x81, 0x82, 0xa3], 'the signed part');
  // Used by nobody; read so that what is accepted is a certificate to others too.
  for (const uniqueId of [ofIssuer, ofSubject]) if (uniqueId) implicitBits(uniqueId);
  if (!extensions) return noExtensions;
  if (version !== 3) throw malformed('it has extensions, and is not of version 3');
  const [list] = exactlyOf(extensions, 1, 'the part for extensions');
  return parseExtensions(childrenOf(expectTag(list, tags.sequence, 'the extensions')));
}

function implicitBits(element: Der): void {
  namedBitsOf({ ...element, tag: tags.bitString }, 'a unique identifier');
}

// RFC 5280 §4.1.1.2: the algorithm that is signed is the one that is named outside.
function sameAlgorithm(inner: Der | undefined, outer: Der | undefined): { type: string; algorithm: Uint8Array } {
  const algorithm = wholeOf(expectTag(inner, tags.sequence, 'the signature algorithm'));
  if (hexOf(algorithm) !== hexOf(wholeOf(expectTag(outer, tags.sequence, 'the signature algorithm')))) {
    throw malformed('it names two different signature algorithms');
  }
  return { type: parseAlgorithm(inner).type, algorithm };
}

function keyAlgorithmOf(spki: Der): string {
  const [algorithm, key] = exactlyOf(spki, 2, 'the public key');
  bytesOfBits(key, 'the public key');
  return parseAlgorithm(algorithm).type;
}

/** Of rsaEncryption and RSASSA-PSS. */
const rsaKeyOids: ReadonlySet<string> = new Set(['2a864886f70d010101', '2a864886f70d01010a']);

/** RSAPublicKey (RFC 8017 §A.1.1). OpenSSL reads keys with something behind the numbers; their strength is measured here. */
function checkRsaKey(bytes: Uint8Array): void {
  for (const number of exactlyOf(readDer(bytes), 2, 'an RSA key')) integerOf(number, 'a number of an RSA key');
}

const ecKeyOid = '2a8648ce3d0201';

function readKey(spki: Uint8Array, der: Uint8Array): KeyObject | null {
  try {
    const [algorithm, key] = childrenOf(readDer(spki));
    const { type, parameters } = parseAlgorithm(algorithm);
    // A curve that is spelled out can be one with a trap door, though its key looks like a known one (CVE-2020-0601).
    if (type === ecKeyOid && parameters?.tag !== tags.oid) return null;
    if (rsaKeyOids.has(type)) checkRsaKey(bytesOfBits(key, 'the public key'));
    // As OpenSSL itself takes it when it looks at a chain; Node takes three times as long to read the key alone.
    return x509Of(der).publicKey;
  } catch {
    return null; // a key type or encoding that OpenSSL or we do not know: it verifies nothing
  }
}
