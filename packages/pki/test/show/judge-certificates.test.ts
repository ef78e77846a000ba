import { X509Certificate } from 'node:crypto';
import { judgeCertificates } from '@livepin/pki/show';
import {
  type CertificateSketch,
  emailProtection,
  extendedKeyUsage,
  type Issued,
  issue,
  makeKey,
  nameConstraints,
  oids,
} from '@livepin/testkit';
import { Certificate, trustAnchorsOf } from '@livepin/tls';
import { bits } from '@livepin/tls/der';
import { describe, expect, test, vi } from 'vitest';

const day = 86_400;
const now = Date.UTC(2026, 10, 1) / 1000;
const dates = { notBefore: now - 10 * day, notAfter: now + 80 * day };
const caDates = { notBefore: now - 400 * day, notAfter: now + 4000 * day };

const root = issue({ subject: 'CN=Root', ca: true, ...caDates });
const intermediate = issue({ subject: 'CN=Intermediate', ca: true, issuer: root, ...caDates });
const leafOf = (more: Partial<CertificateSketch> = {}) =>
  issue({ subject: 'CN=api.example.com', issuer: intermediate, ...dates, ...more });
const leaf = leafOf();
const stranger = issue({
  subject: 'CN=Stranger',
  ca: true,
  issuer: issue({ subject: 'CN=Else', ca: true }),
  ...caDates,
});

function judge(chain: readonly Issued[], { isServed = false, trusted = [root] } = {}) {
  const certificates = chain.map(({ der }) => new Certificate(der));
  return judgeCertificates(certificates, { now, anchors: trustAnchorsOf(trusted.map(({ der }) => der)), isServed });
}

const told = (chain: readonly Issued[], how = {}) =>
  judge(chain, how).findings.map(({ code, weight }) => `${weight} ${code.replace('LP_SHOW_', '')}`);

test('a chain that is as it should be has no findings', () => {
  expect(told([leaf, intermediate])).toEqual([]);
  expect(told([leaf, intermediate], { isServed: true })).toEqual([]);
});

test.each<{ says: string; more: Partial<CertificateSketch>; finds: string[] }>([
  { says: 'expired', more: { notAfter: now - 1 }, finds: ['fault EXPIRED'] },
  { says: 'valid to its last second', more: { notAfter: now }, finds: ['warning EXPIRES_SOON'] },
  { says: 'not yet valid', more: { notBefore: now + 1 }, finds: ['fault NOT_YET_VALID'] },
  {
    says: 'in the last third of a short time',
    more: { notBefore: now - 5 * day, notAfter: now + 2 * day },
    finds: ['warning EXPIRES_SOON'],
  },
  { says: 'short-lived, and fresh', more: { notBefore: now - day, notAfter: now + 6 * day }, finds: [] },
  {
    says: 'in its last month',
    more: { notBefore: now - 160 * day, notAfter: now + 29 * day },
    finds: ['warning EXPIRES_SOON'],
  },
  { says: 'of 200 days', more: { notBefore: now - day, notAfter: now + 199 * day - 1 }, finds: [] },
  {
    says: 'of 200 days and a second',
    more: { notBefore: now - day, notAfter: now + 199 * day },
    finds: ['remark LIFETIME'],
  },
  { says: 'of nine years', more: { notBefore: now - day, notAfter: now + 3285 * day }, finds: ['warning LIFETIME'] },
  {
    says: 'of 398 days from before the rule of 200',
    more: { notBefore: now - 300 * day, notAfter: now + 97 * day },
    finds: [],
  },
  {
    says: 'without names',
    more: { subject: 'CN=Some server', extensions: [{ oid: oids.subjectAltName, value: null }] },
    finds: ['fault NO_NAMES'],
  },
  {
    says: 'with its name in the common name only',
    more: { extensions: [{ oid: oids.subjectAltName, value: null }] },
    finds: ['fault NAME_IN_CN'],
  },
  { says: 'a wildcard', more: { names: ['*.example.com', 'example.com'] }, finds: ['remark WILDCARD'] },
  { says: 'over SHA-1', more: { hash: 'sha1' }, finds: ['fault SIGNATURE_WEAK'] },
  { says: 'of RSA with 1,024 bits', more: { key: makeKey('RSA-1024') }, finds: ['fault KEY_WEAK'] },
  { says: 'of RSA with 2,048 bits', more: { key: makeKey('RSA') }, finds: [] },
  { says: 'of P-384', more: { key: makeKey('P-384') }, finds: [] },
  { says: 'of P-521', more: { key: makeKey('P-521') }, finds: ['remark KEY_RARE'] },
  { says: 'of Ed25519', more: { key: makeKey('Ed25519') }, finds: ['remark KEY_RARE'] },
  { says: 'of an RSA-PSS key', more: { key: makeKey('RSA-PSS') }, finds: ['remark KEY_RARE'] },
  { says: 'for mail', more: { extensions: [extendedKeyUsage(emailProtection)] }, finds: ['fault NOT_FOR_SERVERS'] },
  {
    says: 'with the key usage of a CA',
    more: { extensions: [{ oid: oids.keyUsage, critical: true, value: bits(Buffer.from([0x06]), 1) }] },
    finds: ['fault NOT_FOR_SERVERS'],
  },
  {
    says: 'with a critical extension that nobody knows',
    more: { extensions: [{ oid: '1.3.6.1.4.1.99999.1', critical: true, value: bits(Buffer.from([0]), 0) }] },
    finds: ['fault PATH'],
  },
])('a leaf $says: $finds', ({ more, finds }) => {
  expect(told([leafOf(more), intermediate])).toEqual(finds);
});

describe('a leaf that is a CA', () => {
  test('with names, is more than it should be', () => {
    const both = leafOf({ ca: true, extensions: [{ oid: oids.subjectAltName, value: nameList('api.example.com') }] });
    expect(told([both, intermediate])).toContain('warning CA_NEEDLESS');
  });
});

function nameList(name: string): Uint8Array {
  return Buffer.concat([Buffer.from([0x30, name.length + 2, 0x82, name.length]), Buffer.from(name)]);
}

const noCa = issue({
  subject: 'CN=No CA',
  issuer: root,
  ...caDates,
  extensions: [{ oid: oids.extendedKeyUsage, value: null }],
});
const noCertSign = issue({
  ...{ subject: 'CN=No CA', ca: true, issuer: root, ...caDates },
  extensions: [{ oid: oids.keyUsage, critical: true, value: bits(Buffer.from([0x80]), 7) }],
});
const mailCa = issue({
  subject: 'CN=Mail',
  ca: true,
  issuer: root,
  ...caDates,
  extensions: [extendedKeyUsage(emailProtection)],
});
const narrow = issue({
  subject: 'CN=Narrow',
  ca: true,
  issuer: root,
  ...caDates,
  extensions: [nameConstraints(['example.org'])],
});
const short = issue({ subject: 'CN=Short', ca: true, pathLength: 0, issuer: root, ...caDates });
const belowShort = issue({ subject: 'CN=Below', ca: true, issuer: short, ...caDates });
const oldRoot = issue({ subject: 'CN=Old', ca: true, hash: 'sha1', ...caDates });
const sameKey = issue({ subject: 'CN=Same key', ca: true, key: leaf.key, issuer: root, ...caDates });

const unknown = leafOf({ extensions: [{ oid: '1.2.3.4', critical: true, value: Buffer.from('0500', 'hex') }] });

test.each<{ says: string; chain: Issued[]; finds: string[]; how?: object }>([
  { says: 'the wrong order', chain: [intermediate, leaf], finds: ['warning ORDER'] },
  { says: 'root first', chain: [root, intermediate, leaf], finds: ['warning ORDER', 'remark ROOT_SENT'] },
  { says: 'two in the wrong order', chain: [leaf, root, intermediate], finds: ['warning ORDER', 'remark ROOT_SENT'] },
  { says: 'the root along', chain: [leaf, intermediate, root], finds: ['remark ROOT_SENT'] },
  { says: 'a copy', chain: [leaf, intermediate, intermediate], finds: ['warning DUPLICATE'] },
  { says: 'the leaf twice', chain: [leaf, leaf, intermediate], finds: ['warning DUPLICATE'] },
  { says: 'a stranger', chain: [leaf, intermediate, stranger], finds: ['warning STRANGER'] },
  {
    says: 'a stranger before all',
    chain: [stranger, leaf, intermediate],
    finds: ['warning ORDER', 'warning STRANGER'],
  },
  { says: 'no intermediate', chain: [leaf], finds: ['warning INCOMPLETE'] },
  { says: 'no intermediate, from a server', chain: [leaf], how: { isServed: true }, finds: ['fault INCOMPLETE'] },
  { says: 'a CA that nobody trusts', chain: [leaf, intermediate], how: { trusted: [] }, finds: ['warning INCOMPLETE'] },
  { says: 'a root of its own', chain: [leaf, intermediate, root], how: { trusted: [] }, finds: ['remark ROOT_SENT'] },
  { says: 'an issuer that is no CA', chain: [leafOf({ issuer: noCa }), noCa], finds: ['fault CA_MISSING'] },
  {
    says: 'an issuer that may not sign',
    chain: [leafOf({ issuer: noCertSign }), noCertSign],
    finds: ['fault CA_MISSING'],
  },
  { says: 'a CA for mail', chain: [leafOf({ issuer: mailCa }), mailCa], finds: ['fault NOT_FOR_SERVERS'] },
  { says: 'a name that its CA may not sign', chain: [leafOf({ issuer: narrow }), narrow], finds: ['fault PATH'] },
  { says: 'too long a path', chain: [leafOf({ issuer: belowShort }), belowShort, short], finds: ['fault PATH'] },
  { says: 'an extension that nobody understands', chain: [unknown, intermediate], finds: ['fault PATH'] },
  {
    says: 'an extension that nobody understands, below a CA that is not here',
    chain: [unknown],
    how: { trusted: [] },
    finds: ['warning INCOMPLETE', 'fault PATH'],
  },
  { says: 'a root over SHA-1', chain: [leafOf({ issuer: oldRoot }), oldRoot], finds: ['remark ROOT_SENT'] },
  {
    says: 'one key in leaf and CA',
    chain: [leafOf({ key: leaf.key, issuer: sameKey }), sameKey],
    finds: ['warning KEY_REUSED'],
  },
])('a chain with $says: $finds', ({ chain, finds, how }) => {
  expect(told(chain, how)).toEqual(finds);
});

test('a root that is not trusted here is called so', () => {
  const sentenceOf = (how: object) => judge([leaf, intermediate, root], how).findings[0]!.sentence;
  expect(sentenceOf({ trusted: [root] })).toBe('Certificate 3 is the root of this chain.');
  expect(sentenceOf({ trusted: [] })).toBe(
    'Certificate 3 is the root of this chain, and no CA that is trusted on this machine.',
  );
});

test('an expired intermediate is told by its number', () => {
  const old = issue({
    subject: 'CN=Intermediate',
    key: intermediate.key,
    ca: true,
    issuer: root,
    notBefore: now - 90 * day,
    notAfter: now - day,
  });
  const { findings } = judge([leaf, old]);
  expect(findings).toMatchObject([{ code: 'LP_SHOW_EXPIRED', sentence: expect.stringContaining('certificate 2') }]);
});

test('two cross-signs of one CA are no strangers, and no reuse of a key', () => {
  const other = issue({ subject: 'CN=Other root', ca: true, ...caDates });
  const cross = issue({ subject: 'CN=Intermediate', key: intermediate.key, ca: true, issuer: other, ...caDates });
  expect(told([leaf, intermediate, cross])).toEqual([]);
  expect(told([leaf, cross, intermediate], { trusted: [root, other] })).toEqual([]);
});

test("a cross-sign that is past its time stands in nobody's way where there is another path", () => {
  const other = issue({ subject: 'CN=Other root', ca: true, ...caDates });
  const cross = { subject: 'CN=Intermediate', key: intermediate.key, ca: true, issuer: other };
  const old = issue({ ...cross, notBefore: now - 90 * day, notAfter: now - day });
  expect(told([leaf, intermediate, old])).toEqual(['warning EXPIRED']);
  expect(told([leaf, old], { trusted: [other] })).toEqual(['fault EXPIRED']);
});

test('CAs alone are no chain of a server', () => {
  expect(told([intermediate, root])).toEqual([]);
  expect(told([root, stranger, intermediate])).toEqual([]);
  expect(told([root, issue({ subject: 'CN=Of version 1', version: 1, ...caDates })])).toEqual([]);
  const mail = Buffer.from('3003810161', 'hex');
  const withMail = {
    subject: 'CN=With mail',
    ca: true,
    ...caDates,
    extensions: [{ oid: oids.subjectAltName, value: mail }],
  };
  expect(told([issue(withMail), root])).toEqual([]);
});

describe('what is no chain', () => {
  test('one that is self-signed for a server', () => {
    const own = issue({ subject: 'CN=api.example.com', ...dates });
    expect(told([own])).toEqual(['warning SELF_SIGNED']);
  });

  test('a root by itself, and a collection of them', () => {
    const other = issue({ subject: 'CN=Other root', ca: true, ...caDates });
    expect(told([root])).toEqual([]);
    expect(judge([root, other]).findings).toEqual([]);
    expect(judge([root, other]).views.map(({ role }) => role)).toEqual(['root', 'root']);
  });

  test('an intermediate by itself', () => {
    expect(told([intermediate])).toEqual([]);
    expect(judge([intermediate]).views[0]!.role).toBe('issuer');
  });

  test('nothing', () => {
    expect(judge([])).toEqual({ views: [], findings: [] });
  });
});

test('of many strangers the first are named and the others counted', () => {
  const strangers = Array.from({ length: 9 }, (_, index) => issue({ subject: `CN=${index}`, ca: true, ...caDates }));
  const sentenceOf = (count: number) => judge([leaf, intermediate, ...strangers.slice(0, count)]).findings[0]!.sentence;
  expect(sentenceOf(2)).toMatch(/^Certificate 3 and certificate 4 issued/);
  expect(sentenceOf(9)).toMatch(/^Certificate 3, certificate 4, certificate 5, certificate 6 and 5 others issued/);
});

test('roles and numbers are those of the list as it came', () => {
  const { views } = judge([leaf, intermediate, root]);
  expect(views.map(({ role, number }) => [role, number])).toEqual([
    ['leaf', 1],
    ['issuer', 2],
    ['root', 3],
  ]);
});

test('a crowd of namesakes costs a bounded number of signature checks', () => {
  const twin = { subject: 'CN=Crowd', key: makeKey(), ca: true, ...caDates };
  const crowd = Array.from({ length: 60 }, () => issue(twin));
  const verify = vi.spyOn(X509Certificate.prototype, 'verify');
  judge([leafOf({ issuer: crowd[0]! }), ...crowd]);
  expect(verify.mock.calls.length).toBe(1000);
  verify.mockRestore();
});

test('each sentence ends, and names what it is about', () => {
  const all = [
    ...judge([root, leafOf({ notAfter: now - 1, names: ['*.example.com'], hash: 'sha1' }), intermediate, stranger])
      .findings,
    ...judge([leafOf({ issuer: narrow }), narrow]).findings,
    ...judge([leaf]).findings,
  ];
  expect(all.length).toBeGreaterThan(6);
  for (const { sentence } of all) {
    expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
    expect(sentence).toMatch(/certificate|chain|order/i);
  }
});
