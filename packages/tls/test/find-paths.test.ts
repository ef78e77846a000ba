import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  type CertificateSketch,
  der,
  emailProtection,
  extendedKeyUsage,
  type Issued,
  integer,
  issue,
  keyPairOf,
  makeKey,
  nameConstraints,
  octets,
  oid,
  oids,
  sequence,
} from '@livepin/testkit';
import { Certificate, findPaths, newReport, trustAnchorsOf } from '@livepin/tls';
import { expect, test } from 'vitest';
import { childrenOf, readDer, wholeOf } from '../src/certificate/der.ts';

// What makes a path, and what an attacker tries in its place. The genuine PKI: root → intermediate → leaf.

const now = Math.floor(Date.now() / 1000);
const root = issue({ subject: 'CN=Genuine Root', ca: true });
const intermediate = issue({ subject: 'CN=Genuine CA', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=api.example.com', issuer: intermediate });
const genuine = [leaf, intermediate];
const sha256 = '2.16.840.1.101.3.4.2.1';
const rogueRoot = issue({ subject: 'CN=Rogue Root', ca: true });

function pathsOf(sent: readonly Issued[], trusted: readonly Issued[] = [root], when = now) {
  const report = newReport();
  const search = {
    certificates: sent.map(({ der }) => der),
    anchors: trustAnchorsOf(trusted.map(({ der }) => der)),
    now: when,
  };
  return { paths: [...findPaths(search, report)].map(({ path }) => path.map(({ pin }) => pin)), report };
}

/** The pins of all certificates on all paths: what a pin is looked for in. */
const pinsSeen = (sent: readonly Issued[], trusted: readonly Issued[]) => new Set(pathsOf(sent, trusted).paths.flat());

test('the genuine path, leaf first, up to the anchor', () => {
  expect(pathsOf(genuine).paths).toEqual([[leaf.pin, intermediate.pin, root.pin]]);
});

test.each([
  { says: 'in another order, with copies', sent: [leaf, root, intermediate, intermediate] },
  { says: 'with strangers between', sent: [leaf, rogueRoot, intermediate, issue({ subject: 'CN=x' })] },
])('what is sent along $says changes nothing', ({ sent }) => {
  expect(pathsOf(sent).paths).toEqual([[leaf.pin, intermediate.pin, root.pin]]);
});

test('two paths where a CA is cross-signed', () => {
  const other = issue({ subject: 'CN=Other Root', ca: true });
  const cross = issue({ subject: 'CN=Genuine CA', key: intermediate.key, ca: true, issuer: other });
  expect(pathsOf([leaf, intermediate, cross], [root, other]).paths).toHaveLength(2);
});

test('an intermediate that is given as an anchor does not end a path, but may stand on one', () => {
  expect(pathsOf([leaf], [intermediate]).paths).toEqual([]);
  expect(pathsOf([leaf], [intermediate, root]).paths).toHaveLength(1);
});

test('a leaf with the key of its CA, as debugging proxies issue it, has its path', () => {
  const proxied = issue({ subject: 'CN=api.example.com', issuer: root, key: root.key });
  expect(pathsOf([proxied]).paths).toEqual([[root.pin, root.pin]]);
});

test('a trusted leaf is a path of one', () => {
  const alone = issue({ subject: 'CN=alone.example.com' });
  expect(pathsOf([alone], [alone]).paths).toEqual([[alone.pin]]);
});

const caSketch = { subject: 'CN=Genuine CA', ca: true, issuer: root } as const;

// One thing wrong with the intermediate or the leaf, everything else in order.
test.each<{ says: string; ca?: Partial<CertificateSketch>; leaf?: Partial<CertificateSketch> }>([
  { says: 'an expired intermediate', ca: { notAfter: now - 1 } },
  { says: 'an intermediate that is not valid yet', ca: { notBefore: now + 60 } },
  { says: 'an intermediate without the CA bit', ca: { ca: false } },
  {
    says: 'an intermediate without basic constraints',
    ca: { extensions: [{ oid: oids.basicConstraints, value: null }] },
  },
  {
    says: 'an intermediate that may not sign certificates',
    ca: { extensions: [{ oid: oids.keyUsage, value: Buffer.from('03020780', 'hex') }] },
  },
  { says: 'an intermediate for mail only', ca: { extensions: [extendedKeyUsage(emailProtection)] } },
  {
    says: 'an intermediate for any use, which OpenSSL does not take for TLS',
    ca: { extensions: [extendedKeyUsage('2.5.29.37.0')] },
  },
  {
    says: 'an unknown critical extension',
    ca: { extensions: [{ oid: '1.2.3.4', critical: true, value: Buffer.from('0500', 'hex') }] },
  },
  {
    says: 'critical policy constraints',
    ca: { extensions: [{ oid: '2.5.29.36', critical: true, value: Buffer.from('3003800100', 'hex') }] },
  },
  { says: 'name constraints that permit another domain', ca: { extensions: [nameConstraints(['example.org'])] } },
  { says: 'name constraints that exclude the host', ca: { extensions: [nameConstraints([], ['api.example.com'])] } },
  { says: 'a signature by another key', ca: { issuer: { subject: root.subject, key: makeKey() }, keyIds: false } },
  { says: 'a forged signature', ca: { signature: Buffer.alloc(70, 1) } },
  {
    says: 'another key identifier',
    ca: { extensions: [{ oid: oids.authorityKeyId, value: Buffer.from('30068004deadbeef', 'hex') }] },
  },
  { says: 'a weak key', ca: {}, leaf: { key: weakKey() } },
  { says: 'an expired leaf', leaf: { notAfter: now - 1 } },
  { says: 'a leaf for mail only', leaf: { extensions: [extendedKeyUsage(emailProtection)] } },
  {
    says: 'a leaf whose key may only sign certificates',
    leaf: { extensions: [{ oid: oids.keyUsage, value: Buffer.from('03020204', 'hex') }] },
  },
  {
    says: 'an extension of the leaf that cannot be read',
    leaf: { extensions: [{ oid: oids.subjectAltName, value: Buffer.from('3001', 'hex') }] },
  },
])('no path leads over $says', ({ ca, leaf: leafSketch }) => {
  const issuer = issue({ ...caSketch, ...ca });
  const sent = [issue({ subject: 'CN=api.example.com', issuer, ...leafSketch }), issuer];
  const { paths, report } = pathsOf(sent);
  expect(paths).toEqual([]);
  expect(report.lastFault).toMatch(/^(".+" (has|is)|The certificate|no chain)/);
});

test('path lengths count the CAs below that are not self-issued', () => {
  const tight = issue({ subject: 'CN=Tight Root', ca: true, pathLength: 0 });
  const below = issue({ subject: 'CN=Below', ca: true, issuer: tight });
  expect(pathsOf([issue({ subject: 'CN=a.example', issuer: tight })], [tight]).paths).toHaveLength(1);
  expect(pathsOf([issue({ subject: 'CN=a.example', issuer: below }), below], [tight]).paths).toEqual([]);
  const rolled = issue({ subject: 'CN=Tight Root', ca: true, issuer: tight });
  expect(pathsOf([issue({ subject: 'CN=a.example', issuer: rolled }), rolled], [tight]).paths).toHaveLength(1);
});

test.each([
  { permitted: ['example.com'], name: 'api.example.com', passes: true },
  { permitted: ['example.com'], name: 'example.com', passes: true },
  { permitted: ['example.com'], name: 'badexample.com', passes: false },
  { permitted: ['.example.com'], name: 'api.example.com', passes: true },
  { permitted: ['.example.com'], name: 'example.com', passes: false },
  { permitted: ['example.com'], name: '*.example.com', passes: true },
  { permitted: ['api.example.com'], name: '*.example.com', passes: false },
  { permitted: ['x.example.com'], name: '*.example.com', passes: false },
  { excluded: ['secret.example.com'], name: '*.example.com', passes: false },
  { excluded: ['secret.example.com'], name: '*.other.com', passes: true },
  { permitted: ['EXAMPLE.com'], name: 'api.example.COM', passes: true },
  { permitted: [''], name: 'api.example.com', passes: true },
])(
  'a name $name below a CA with permitted $permitted, excluded $excluded',
  ({ permitted = [], excluded = [], name, passes }) => {
    const constrained = issue({ ...caSketch, extensions: [nameConstraints(permitted, excluded)] });
    const sent = [issue({ subject: 'CN=x', names: [name], issuer: constrained }), constrained];
    expect(pathsOf(sent).paths).toHaveLength(passes ? 1 : 0);
  },
);

// OpenSSL takes neither for a host name, so it lets both pass; Node takes both, in a leaf without alternative names.
test.each(['api.example.com.', '*.example.com.', 'intranet', 'intranet.'])(
  'the common name %j is checked against name constraints',
  (name) => {
    const constrained = issue({ ...caSketch, extensions: [nameConstraints(['customer.example'])] });
    const extensions = [{ oid: oids.subjectAltName, value: null }];
    const sent = [issue({ subject: `CN=${name}`, issuer: constrained, extensions }), constrained];
    expect(pathsOf(sent).paths).toEqual([]);
  },
);

test('a common name is the same in four bytes for each character', () => {
  const letters = [...'Api.example.com'].map((letter) => `\0\0\0${letter}`);
  const wide = issue({ subject: `CN=${letters.join('')}`, names: ['x.example'] }).der;
  const at = wide.lastIndexOf('\0\0\0A');
  const inUniversalString = Buffer.from(wide).fill(0x1c, at - 2, at - 1);
  const certificate = new Certificate(inUniversalString);
  expect(certificate.commonNames).toEqual(['Api.example.com']);
  expect(certificate.subject).toBe(new Certificate(issue({ subject: 'CN=api.example.com' }).der).subject);
});

// In each of these the device trusts the attacker's root, and what is sent holds the pinned, genuine certificates.
test.each([
  { says: 'the genuine certificates appended', make: () => [mimic({ issuer: rogueRoot }), intermediate, root] },
  {
    says: 'the genuine ones first among those sent along',
    make: () => [mimic({ issuer: rogueRoot }), intermediate, rogueRoot],
  },
  { says: 'a rogue CA of the genuine name', make: () => rogueNamesake(true) },
  { says: 'a rogue CA of the genuine name, without key identifiers', make: () => rogueNamesake(false) },
  {
    says: 'a leaf that says it was issued by the genuine CA',
    make: () => [mimic({ issuer: { subject: intermediate.subject, key: rogueRoot.key } }), intermediate],
  },
  { says: 'a forged copy of the pinned CA below the rogue root', make: () => forgedCopy() },
  { says: 'the pinned key in a certificate that holds another one as PEM', make: () => pemInside() },
])('no path of an attacker holds a pinned key: $says', ({ make }) => {
  const seen = pinsSeen(make(), [root, rogueRoot]);
  for (const pinned of [leaf.pin, intermediate.pin, root.pin]) expect(seen).not.toContain(pinned);
});

// One key, used twice: as a root that the device trusts, and in a certificate that the pinned CA really issued.
test.each<{ says: string; sketch: Partial<CertificateSketch> }>([
  { says: 'an ordinary server certificate', sketch: { ca: false } },
  { says: 'an expired sub-CA', sketch: { notAfter: now - 1 } },
  { says: 'a name-constrained sub-CA', sketch: { extensions: [nameConstraints(['attacker.example'])] } },
  { says: 'a sub-CA for mail', sketch: { extensions: [extendedKeyUsage(emailProtection)] } },
  {
    says: 'a sub-CA with a critical extension of its own',
    sketch: { extensions: [{ oid: '1.2.3.4', critical: true, value: Buffer.from('0500', 'hex') }] },
  },
])('a chain of good signatures is not a path: $says', ({ sketch }) => {
  const key = makeKey();
  const trusted = issue({ subject: 'CN=Attacker', key, ca: true });
  const bought = issue({
    subject: 'CN=Attacker',
    key,
    ca: true,
    issuer: intermediate,
    names: ['attacker.example'],
    ...sketch,
  });
  const seen = pinsSeen([mimic({ issuer: trusted }), bought, intermediate], [root, trusted]);
  expect(seen).toContain(trusted.pin);
  expect(seen).not.toContain(intermediate.pin);
  expect(seen).not.toContain(root.pin);
});

test.each([
  { says: 'parameters that are no parameters', parameters: integer(5) },
  { says: 'a hash without a name', parameters: pssParameters(integer(5), integer(32)) },
  { says: 'a salt that is no number', parameters: pssParameters(oid(sha256), octets(Buffer.alloc(9))) },
  { says: 'a hash that the key of its issuer is not for', parameters: pssParameters(oid(sha256), integer(32)) },
])('a copy of the genuine CA with $says in its signature hides no path', ({ parameters }) => {
  const bound = { modulusLength: 2048, hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha512' };
  const key = keyPairOf(generateKeyPairSync('rsa-pss', bound).privateKey);
  const namesake = issue({ subject: root.subject, ca: true, key, issuer: root, keyIds: false });
  const copy = issue({ ...caSketch, key: intermediate.key, keyIds: false });
  const odd = { ...copy, der: withAlgorithm(copy.der, sequence(oid('1.2.840.113549.1.1.10'), parameters)) };
  expect(new X509Certificate(odd.der).subject).toBe('CN=Genuine CA'); // OpenSSL takes it, so a server can send it
  expect(pathsOf([leaf, odd, namesake, intermediate]).paths).toEqual([[leaf.pin, intermediate.pin, root.pin]]);
});

function mimic(sketch: Partial<CertificateSketch>): Issued {
  return issue({ subject: 'CN=api.example.com', ...sketch });
}

function rogueNamesake(keyIds: boolean): Issued[] {
  const namesake = issue({ subject: intermediate.subject, ca: true, issuer: rogueRoot, keyIds });
  return [mimic({ issuer: namesake, keyIds }), namesake, intermediate];
}

function forgedCopy(): Issued[] {
  const copy = issue({
    subject: intermediate.subject,
    key: intermediate.key,
    ca: true,
    issuer: rogueRoot,
    signature: Buffer.alloc(70, 7),
  });
  const below = issue({ subject: 'CN=Below', ca: true, issuer: rogueRoot });
  return [mimic({ issuer: below }), below, copy];
}

/** Node finds the inner certificate first, and so the attacker's key where the pinned one stands. */
function pemInside(): Issued[] {
  const attacker = makeKey();
  const inner = issue({ subject: 'CN=Inner', key: attacker });
  const outer = issue({
    subject: intermediate.subject,
    key: intermediate.key,
    ca: true,
    issuer: rogueRoot,
    keyIds: false,
    extensions: [{ oid: '1.2.3.4', value: octets(Buffer.from(`\n${inner.pem}`)) }],
  });
  expect(new X509Certificate(outer.der).subject).toBe('CN=Inner');
  return [mimic({ issuer: { subject: intermediate.subject, key: attacker }, keyIds: false }), outer];
}

function weakKey() {
  return keyPairOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
}

/** RSASSA-PSS-params (RFC 4055 §3.1) with one hash for both uses. */
function pssParameters(hash: Buffer, salt: Buffer): Buffer {
  const mask = sequence(oid('1.2.840.113549.1.1.8'), sequence(hash));
  return sequence(der(0xa0, sequence(hash)), der(0xa1, mask), der(0xa2, salt));
}

/** The certificate with another signature algorithm, inside and outside. */
function withAlgorithm(certificate: Uint8Array, algorithm: Buffer): Buffer {
  const [signed, , signature] = childrenOf(readDer(certificate));
  const fields = childrenOf(signed!).map((field, at) => (at === 2 ? algorithm : wholeOf(field)));
  return sequence(sequence(...fields), algorithm, wholeOf(signature!));
}
