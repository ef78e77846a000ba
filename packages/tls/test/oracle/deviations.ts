import { createPublicKey, type JsonWebKey } from 'node:crypto';
import {
  type CertificateSketch,
  der,
  type Extension,
  type Issued,
  integer,
  issue,
  type KeyPair,
  makeKey,
  nameConstraints,
  octets,
  oid,
  oids,
  sequence,
} from '@livepin/testkit';
import { childrenOf, contentOf, readDer, wholeOf } from '@livepin/tls/der';
import { alternativeNames, constraints, dns, email, other } from './general-names.ts';
import type { Verdict } from './openssl-in-process.ts';

// Where the search and OpenSSL disagree about a path, each kind with the reason why that is meant, how it is told from all
// others, and the smallest instance. A disagreement of no kind listed here fails the tests.

export interface Disagreement {
  /** Leaf first. The names of the certificates in the form in which they were issued. */
  readonly path: readonly { readonly subject: string; readonly issuer: string }[];
  readonly isFound: boolean;
  readonly openSsl: Verdict;
  /** What the search says against the path. */
  readonly fault: string;
}

export interface Deviation {
  readonly says: string;
  readonly way: 'stricter' | 'more lenient';
  readonly why: string;
  readonly is: (disagreement: Disagreement) => boolean;
  /** Leaf first, anchor last. */
  readonly smallest: () => readonly Issued[];
}

const stricter = (says: string, fault: RegExp, why: string, smallest: Deviation['smallest']): Deviation => ({
  says,
  way: 'stricter',
  why,
  is: (one) => !one.isFound && one.openSsl === 'OK' && fault.test(one.fault),
  smallest,
});

const critical = (type: string, value: Buffer): Extension => ({ oid: type, critical: true, value });

export const deviations: readonly Deviation[] = [
  stricter(
    'a critical policyConstraints',
    /not understood \(551d24\)$/,
    'policies are not followed. RFC 5280 §4.2: who cannot process a critical extension must refuse; OpenSSL takes it for understood, and then does not look at it unless an application asks for policies.',
    () => underRoot({ ca: [critical('2.5.29.36', sequence(der(0x80, Buffer.from([0]))))] }),
  ),
  stricter('a critical inhibitAnyPolicy', /not understood \(551d36\)$/, 'as with policyConstraints.', () =>
    underRoot({ ca: [critical('2.5.29.54', integer(0))] }),
  ),
  stricter('critical policyMappings', /not understood \(551d21\)$/, 'as with policyConstraints.', () =>
    underRoot({ ca: [critical('2.5.29.33', sequence(sequence(oid('1.2.3.4'), oid('1.2.3.5'))))] }),
  ),
  stricter(
    'blocks of addresses (RFC 3779)',
    /not understood \(2b06010505070107\)$/,
    'they say which addresses somebody may announce as his. OpenSSL follows them up to the anchor; to web servers they mean nothing, and what is not followed is refused.',
    () =>
      underRoot({
        leaf: [critical('1.3.6.1.5.5.7.1.7', sequence(sequence(octets(Buffer.from([0, 1])), der(0x05))))],
      }),
  ),
  stricter(
    'name constraints that hold none',
    /malformed: the name constraints say nothing\.$/,
    'RFC 5280 §4.2.1.10: a CA must not issue it. Somebody meant to constrain, and what is missing cannot be guessed.',
    () => underRoot({ ca: [critical(oids.nameConstraints, sequence())] }),
  ),
  stricter(
    'an empty list of alternative names',
    /malformed: the list of alternative names is empty\.$/,
    'RFC 5280 §4.2.1.6: it holds at least one. For no name at all a server needs no certificate.',
    () => underRoot({ leaf: [alternativeNames()] }),
  ),
  stricter(
    'a path length where there is no CA',
    /malformed: a path length stands where there is no CA\.$/,
    'RFC 5280 §4.2.1.9: it must not stand there. What was meant, a CA or none, cannot be guessed.',
    () => underRoot({ leaf: [{ oid: oids.basicConstraints, value: sequence(integer(0)) }] }),
  ),
  stricter(
    'an anchor of version 3 without basic constraints',
    /^".+" is not a CA$/,
    'RFC 5280 §6.1.4 (k). OpenSSL takes it where a key usage or the Netscape type speaks of certificates, for roots of the last century; none of those that platforms trust is like that.',
    () => {
      const root = issue({ subject: 'CN=Root', ca: true, extensions: [{ oid: oids.basicConstraints, value: null }] });
      return [issue({ subject: 'CN=api.example.com', issuer: root }), root];
    },
  ),
  stricter(
    'a wildcard name that takes in a host that is excluded',
    /its name "\*\..+" is excluded by name constraints$/,
    'whoever holds the certificate can speak for the excluded host. OpenSSL compares the text of the wildcard.',
    () =>
      underRoot({ ca: [nameConstraints([], ['secret.example.com'])], leaf: [alternativeNames(dns('*.example.com'))] }),
  ),
  stricter(
    'a name that is no host name, below constraints on host names',
    /its name "[^"]*[^"A-Za-z0-9.*_-][^"]*" cannot be checked against name constraints$/,
    'a name that others could read differently is not compared: it counts as outside of what is permitted and inside of what is excluded.',
    () => underRoot({ ca: [nameConstraints([], ['example.org'])], leaf: [alternativeNames(dns('two words'))] }),
  ),
  stricter(
    'a mail address in UTF-8, below constraints on mail addresses',
    /its name of the form other cannot be checked against name constraints$/,
    "the rules for comparing them (RFC 9598) are nobody's concern who speaks to web servers.",
    () =>
      underRoot({
        ca: [constraints([], [email('example.org')])],
        leaf: [
          alternativeNames(dns('api.example.com'), other('1.3.6.1.5.5.7.8.9', der(0x0c, Buffer.from('a@example.com')))),
        ],
      }),
  ),
  stricter(
    'an RSA key with something behind its numbers',
    /has a key that cannot be read$/,
    'a key has one encoding (DER), or one key has many pins. OpenSSL does not look behind the numbers.',
    () => {
      const root = issue({ subject: 'CN=Root', ca: true });
      return [issue({ subject: 'CN=api.example.com', issuer: root, key: withTrailingByte(makeKey('RSA')) }), root];
    },
  ),
  stricter(
    'an RSA key that is slow to use',
    /has a key that is too weak$/,
    'a peer that makes up such keys could make each signature cost a second. No CA has one: Go draws the same line for the modulus, BoringSSL for the exponent.',
    () => {
      const root = issue({ subject: 'CN=Root', ca: true });
      return [issue({ subject: 'CN=api.example.com', issuer: root, key: withLargeExponent(makeKey('RSA')) }), root];
    },
  ),
  {
    says: 'two namesakes of different keys on one path, and nothing in the certificate below says which one issued it',
    way: 'more lenient',
    why: 'the path is valid: RFC 5280 §6.1 judges a path that is given, and each signature on it is good. OpenSSL looks for a path itself, takes the first namesake, finds the signature wrong, and tries no other. It would do so in the handshake too, which comes first, unless it knows another way.',
    is: ({ path, isFound, openSsl }) =>
      isFound &&
      openSsl === 'CERT_SIGNATURE_FAILURE' &&
      path.some((one, at) => hasNamesakeAbove(path, one.issuer, at + 2)),
    smallest: () => {
      const root = issue({ subject: 'CN=Root', ca: true, keyIds: false });
      const between = issue({ subject: 'CN=Between', ca: true, issuer: root, keyIds: false });
      const namesake = issue({ subject: 'CN=Root', ca: true, issuer: between, keyIds: false });
      return [issue({ subject: 'CN=api.example.com', issuer: namesake, keyIds: false }), namesake, between, root];
    },
  },
];

function hasNamesakeAbove(path: Disagreement['path'], issuer: string, from: number): boolean {
  return path.slice(from).some(({ subject }) => plain(subject) === plain(issuer));
}

/** Names in different spellings are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/ +/g, ' ');
}

/** A leaf, a CA and a root, with some extensions more. */
function underRoot(more: { ca?: CertificateSketch['extensions']; leaf?: CertificateSketch['extensions'] }): Issued[] {
  const root = issue({ subject: 'CN=Root', ca: true });
  const ca = issue({ subject: 'CN=CA', ca: true, issuer: root, extensions: more.ca ?? [] });
  return [issue({ subject: 'CN=api.example.com', issuer: ca, extensions: more.leaf ?? [] }), ca, root];
}

/** The same modulus with an exponent of 41 bits: nobody has the private key, and a leaf needs none here. */
function withLargeExponent(key: KeyPair): KeyPair {
  const { n } = createPublicKey(key.privateKey).export({ format: 'jwk' });
  const jwk: JsonWebKey = { kty: 'RSA', n: n!, e: Buffer.from('010000000001', 'hex').toString('base64url') };
  return { ...key, spki: createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }) };
}

function withTrailingByte(key: KeyPair): KeyPair {
  const [algorithm, numbers] = childrenOf(readDer(key.spki));
  return { ...key, spki: sequence(wholeOf(algorithm!), der(0x03, contentOf(numbers!), Buffer.from([0]))) };
}
