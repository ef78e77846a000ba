import { sign } from 'node:crypto';
import {
  bits,
  boolean,
  type CertificateSketch,
  der,
  type Extension,
  type Issued,
  issue,
  type KeyPair,
  makeKey,
  octets,
  oid,
  oids,
  sequence,
} from '@livepin/testkit';
import { findPaths, trustAnchorsOf } from '@livepin/tls';
import { childrenOf, readDer, wholeOf } from '@livepin/tls/der';
import { expect, test } from 'vitest';
import { alternativeNames, constraints, dns, email, ip, other } from './general-names.ts';
import { openSslVerdict } from './openssl-in-process.ts';

// Single cases in which the search was once laxer or stricter than OpenSSL, or easily could be: both must say what stands
// here.

type Sketch = Partial<CertificateSketch>;
interface Case {
  readonly says: string;
  readonly ca?: Sketch;
  readonly leaf?: Sketch;
  readonly isValid: boolean;
}

const now = Math.floor(Date.now() / 1000);
const root = issue({ subject: 'CN=Root', ca: true });
const only = (...extensions: NonNullable<CertificateSketch['extensions']>): Sketch => ({ extensions });
const extension = (type: string, value: Uint8Array, critical = false): Extension => ({ oid: type, value, critical });
const keyUsage = (...content: number[]) => only(extension(oids.keyUsage, der(0x03, Buffer.from(content)), true));
const smtpUtf8Mailbox = other('1.3.6.1.5.5.7.8.9', der(0x0c, Buffer.from('a@example.com')));
const commonName = (text: string): Sketch => ({
  subject: `CN=${text}`,
  ...only({ oid: oids.subjectAltName, value: null }),
});

test.each<Case>([
  { says: 'nothing special', isValid: true },
  {
    says: 'a wildcard below a CA for one host that could be a label of it',
    ca: only(constraints([dns('x.example.com')])),
    leaf: only(alternativeNames(dns('*.example.com'))),
    isValid: false,
  },
  {
    says: 'a wildcard below a CA for the domain',
    ca: only(constraints([dns('example.com')])),
    leaf: only(alternativeNames(dns('*.example.com'))),
    isValid: true,
  },
  { says: 'a CA whose key is for signing certificates', ca: keyUsage(2, 0x04), isValid: true },
  {
    says: 'a CA whose bit for signing certificates is beyond the end of its key usage',
    ca: keyUsage(3, 0x04),
    isValid: false,
  },
  { says: 'a leaf with a key usage of no bits', leaf: keyUsage(0), isValid: false },
  {
    says: 'a proxy certificate, critical or not',
    leaf: only(extension('1.3.6.1.5.5.7.1.14', sequence(sequence(oid('1.3.6.1.5.5.7.21.1'))))),
    isValid: false,
  },
  {
    says: 'a critical SCT list',
    leaf: only(extension('1.3.6.1.4.1.11129.2.4.2', octets(Buffer.alloc(4)), true)),
    isValid: false,
  },
  { says: 'an SCT list', leaf: only(extension('1.3.6.1.4.1.11129.2.4.2', octets(Buffer.alloc(4)))), isValid: true },
  {
    says: 'a mail address in UTF-8 below a CA for other mail addresses',
    ca: only(constraints([email('example.org')])),
    leaf: only(alternativeNames(dns('api.example.com'), smtpUtf8Mailbox)),
    isValid: false,
  },
  {
    says: 'a mail address in the subject below a CA for other mail addresses',
    ca: only(constraints([email('example.org')])),
    leaf: { subject: 'CN=api.example.com, emailAddress=who@example.com' },
    isValid: false,
  },
  {
    says: 'a common name that could be a host, of a leaf without alternative names',
    ca: only(constraints([dns('example.org')])),
    leaf: commonName('api.example.com'),
    isValid: false,
  },
  {
    says: 'a common name that could be an address, of a leaf without alternative names',
    ca: only(constraints([dns('example.org')])),
    leaf: commonName('10.1.2.3'),
    isValid: false,
  },
  {
    says: 'an IPv6 address below a CA for IPv4 addresses',
    ca: only(constraints([ip('10.0.0.0/255.0.0.0')])),
    leaf: only(alternativeNames(dns('api.example.com'), der(0x87, Buffer.alloc(16, 10)))),
    isValid: false,
  },
  {
    says: 'a distribution point that holds nothing',
    leaf: only(extension('2.5.29.31', sequence(sequence()))),
    isValid: false,
  },
  {
    says: 'an authority key identifier with its parts out of order',
    leaf: only(extension(oids.authorityKeyId, sequence(der(0x82, Buffer.from([1])), der(0xa1, der(0xa4, sequence()))))),
    isValid: false,
  },
  { says: 'an intermediate of version 1', ca: { version: 1 }, isValid: false },
  {
    says: 'a Netscape type for mail, of a CA with basic constraints',
    ca: only(extension('2.16.840.1.113730.1.1', bits(Buffer.from([0x20]), 5))),
    isValid: true,
  },
  {
    says: 'basic constraints with the CA bit, of a leaf',
    leaf: only(extension(oids.basicConstraints, sequence(boolean(true)))),
    isValid: true,
  },
  {
    says: 'a path length that is padded',
    ca: only(extension(oids.basicConstraints, sequence(boolean(true), der(0x02, Buffer.from([0, 0]))), true)),
    isValid: false,
  },
  {
    says: 'a common name that could be a host, of a CA',
    ca: { subject: 'CN=ca.example.net', ...only(constraints([dns('example.com')])) },
    isValid: true,
  },
])('$says', async ({ ca: caSketch, leaf: leafSketch, isValid }) => {
  const ca = issue({ subject: 'CN=CA', ca: true, issuer: root, ...caSketch });
  await expectVerdict([issue({ subject: 'CN=api.example.com', issuer: ca, ...leafSketch }), ca, root], isValid);
});

test('a CA with a host for a name may stand below constraints on hosts', async () => {
  const top = issue({ subject: 'CN=Top', ca: true, extensions: [constraints([dns('example.com')])] });
  const ca = issue({ subject: 'CN=ca.example.net', ca: true, issuer: top });
  await expectVerdict([issue({ subject: 'CN=api.example.com', issuer: ca }), ca, top], true);
});

test('what looks self-signed ends a path as an anchor, or not at all', async () => {
  const old = issue({ subject: 'CN=Rolling', ca: true, keyIds: false });
  const renewed = issue({ subject: 'CN=Rolling', ca: true, issuer: old, keyIds: false });
  const leaf = issue({ subject: 'CN=api.example.com', issuer: renewed, keyIds: false });
  await expectVerdict([leaf, renewed, old], false);
  await expectVerdict([leaf, renewed], true);
});

test('with key identifiers a roll-over of keys is followed', async () => {
  const old = issue({ subject: 'CN=Rolling', ca: true });
  const renewed = issue({ subject: 'CN=Rolling', ca: true, issuer: old });
  await expectVerdict([issue({ subject: 'CN=api.example.com', issuer: renewed }), renewed, old], true);
});

test('a root whose key is of another kind than its signature is no anchor', async () => {
  const signer = { subject: 'CN=Odd', key: makeKey('RSA') };
  const odd = issue({ subject: 'CN=Odd', ca: true, issuer: signer, keyIds: false });
  await expectVerdict([issue({ subject: 'CN=api.example.com', issuer: odd, keyIds: false }), odd], false);
});

test('names of wrong UTF-8 are no names, and not all the same one', async () => {
  const subject = 'CN=Broken ÿ';
  const ca = withBytes(issue({ subject, ca: true, issuer: root }), root.key, 'c3bf', 'c3c3');
  const leaf = withBytes(
    issue({ subject: 'CN=api.example.com', issuer: { subject, key: ca.key } }),
    ca.key,
    'c3bf',
    'bfc3',
  );
  await expectVerdict([leaf, ca, root], false);
});

async function expectVerdict(path: readonly Pick<Issued, 'der'>[], isValid: boolean): Promise<void> {
  const certificates = path.map((certificate) => certificate.der);
  const anchors = trustAnchorsOf(certificates.slice(-1));
  const paths = [...findPaths({ certificates, anchors, now })];
  const isOpenSslPath = (await openSslVerdict(certificates)) === 'OK';
  expect({ search: paths.length > 0, openSsl: isOpenSslPath }).toEqual({ search: isValid, openSsl: isValid });
}

/** The certificate with other bytes in its signed part, signed again. Hexadecimal, of one length. */
function withBytes(certificate: Issued, signer: KeyPair, from: string, to: string): Issued {
  const [tbs, algorithm] = childrenOf(readDer(certificate.der));
  const changed = Buffer.from(Buffer.from(wholeOf(tbs!)).toString('hex').replaceAll(from, to), 'hex');
  const signature = sign('sha256', changed, signer.privateKey);
  return { ...certificate, der: sequence(changed, wholeOf(algorithm!), bits(signature)) };
}
