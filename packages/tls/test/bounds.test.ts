import {
  type CertificateSketch,
  der,
  type Extension,
  type Issued,
  integer,
  issue,
  keyIdentifiers,
  makeKey,
  nameConstraints,
  oids,
  sequence,
} from '@livepin/testkit';
import { findPaths, newReport, trustAnchorsOf } from '@livepin/tls';
import { distinguishedName } from '@livepin/tls/der';
import { expect, test } from 'vitest';

// What a peer can make a search cost: counts of work, whatever is sent. Some of these lists took other validators seconds,
// or for ever.

const now = Math.floor(Date.now() / 1000);
const maxSteps = 400;
const maxSignatures = 40;
const maxNameWork = 1_000_000;

const root = issue({ subject: 'CN=Root', ca: true });
const ca = issue({ subject: 'CN=CA', ca: true, issuer: root, serial: 4_242 });
const leaf = issue({ subject: 'CN=api.example.com', issuer: ca });

function search(sent: readonly Issued[], trusted: readonly Issued[] = [root]) {
  const report = newReport();
  const anchors = trustAnchorsOf(trusted.map(({ der }) => der));
  const paths = [...findPaths({ certificates: sent.map(({ der }) => der), anchors, now }, report)].length;
  expect(report.steps).toBeLessThanOrEqual(maxSteps);
  expect(report.signatures).toBeLessThanOrEqual(maxSignatures);
  expect(report.nameWork).toBeLessThanOrEqual(maxNameWork);
  return { paths, ...report };
}

test('a genuine chain costs a signature for each certificate but the root, and none when it comes again', () => {
  const fresh = chainOf(3);
  expect(search(fresh.sent, [fresh.root])).toMatchObject({ paths: 1, steps: 4, signatures: 3, nameWork: 0 });
  expect(search(fresh.sent, [fresh.root])).toMatchObject({ paths: 1, steps: 4, signatures: 0 });
});

test('strangers that are sent along cost nothing', () => {
  const strangers = Array.from({ length: 100 }, (_, at) => issue({ subject: `CN=Stranger ${at}`, ca: true }));
  expect(search([leaf, ...strangers, ca])).toMatchObject({ paths: 1, steps: 3 });
});

test('157 namesakes, all of which signed one another, look self-signed: nothing is beyond them', () => {
  const keys = Array.from({ length: 157 }, () => makeKey());
  const crowd = keys.map((key, at) =>
    issue({
      subject: 'CN=Crowd',
      ca: true,
      key,
      issuer: { subject: 'CN=Crowd', key: keys[(at + 1) % 157]! },
      keyIds: false,
    }),
  );
  const victim = issue({ subject: 'CN=x.example', issuer: { subject: 'CN=Crowd', key: keys[3]! }, keyIds: false });
  expect(search([victim, ...crowd])).toMatchObject({ paths: 0, steps: 2, signatures: maxSignatures });
});

test.each([
  { says: 'by names alone, where most keys are the wrong ones', keyIds: false, steps: 2 },
  { says: 'by key identifiers', keyIds: true, steps: maxSteps },
])('a mesh of cross-signs, every signature of which is good, ends by the bounds: $says', ({ keyIds, steps }) => {
  const [keysOfA, keysOfB] = [Array.from({ length: 12 }, () => makeKey()), Array.from({ length: 12 }, () => makeKey())];
  const mesh = keysOfA.flatMap((a) =>
    keysOfB.flatMap((b) => [
      issue({ subject: 'CN=A', key: a, ca: true, issuer: { subject: 'CN=B', key: b }, keyIds }),
      issue({ subject: 'CN=B', key: b, ca: true, issuer: { subject: 'CN=A', key: a }, keyIds }),
    ]),
  );
  const victim = issue({ subject: 'CN=x.example', issuer: { subject: 'CN=A', key: keysOfA[0]! }, keyIds });
  for (let round = 0; round < 30; round++) {
    // Good links are remembered from search to search, so that in the end nothing but the steps is bounded.
    const { paths, isCutOff } = search([victim, ...mesh]);
    expect({ paths, isCutOff }).toEqual({ paths: 0, isCutOff: true });
  }
  expect(search([victim, ...mesh]).steps).toBeGreaterThanOrEqual(steps);
});

test('a ring of CAs ends where it began', () => {
  const keys = Array.from({ length: 5 }, () => makeKey());
  const ring = keys.map((key, at) =>
    issue({
      subject: `CN=Ring ${at}`,
      key,
      ca: true,
      issuer: { subject: `CN=Ring ${(at + 1) % 5}`, key: keys[(at + 1) % 5]! },
    }),
  );
  const victim = issue({ subject: 'CN=x.example', issuer: ring[0]! });
  expect(search([victim, ...ring])).toMatchObject({ paths: 0, steps: 6, isCutOff: false });
});

test('a path may have 8 certificates, and no more is looked at', () => {
  const [eight, nine, deep] = [chainOf(7), chainOf(8), chainOf(100)];
  expect(search(eight.sent, [eight.root])).toMatchObject({ paths: 1, steps: 8 });
  expect(search(nine.sent, [nine.root])).toMatchObject({ paths: 0, steps: 8 });
  expect(search(deep.sent, [deep.root])).toMatchObject({ paths: 0, steps: 8, signatures: 7 });
});

test('of 300 CAs that could have issued a certificate no more than 40 are tried', () => {
  const candidates = Array.from({ length: 300 }, () => issue({ subject: 'CN=CA', ca: true, issuer: root }));
  const nameless = issue({ subject: 'CN=api.example.com', issuer: ca, keyIds: false });
  expect(search([nameless, ...candidates, ca])).toMatchObject({ paths: 0, signatures: maxSignatures, isCutOff: true });
  // Where it says which one, none but that is tried.
  expect(search([leaf, ...candidates, ca])).toMatchObject({ paths: 1, signatures: 0 });
});

test.each([
  { names: 60, bases: 500, paths: 1 },
  { names: 4_000, bases: 3_000, paths: 0 },
  { names: 1, bases: 12_000, paths: 1 },
  { names: 12_000, bases: 1, paths: 1 },
  { names: 0, bases: 12_000, paths: 1 },
])('$names names below $bases name constraints', ({ names, bases, paths }) => {
  const permitted = Array.from({ length: bases - 1 }, (_, at) => `a${at}.example.org`);
  const constrained = issue({
    subject: 'CN=C',
    ca: true,
    issuer: root,
    extensions: [nameConstraints([...permitted, 'example.com'])],
  });
  const own = Array.from({ length: names }, (_, at) => `n${at}.example.com`);
  const victim =
    names > 0
      ? issue({ subject: 'CN=x', names: own, issuer: constrained })
      : issue({ subject: 'O=x', issuer: constrained, extensions: [{ oid: oids.subjectAltName, value: null }] });
  const found = search([victim, constrained]);
  expect(found.paths).toBe(paths);
  if (paths === 0) expect(found.lastFault).toContain('too many names');
});

test('constraints in several variants on many paths are checked once each, and bounded together', () => {
  const bases = [...Array.from({ length: 500 }, (_, at) => `a${at}.example.org`), 'example.com'];
  const names = Array.from({ length: 60 }, (_, at) => `n${at}.example.com`);
  let issuer: Pick<Issued, 'subject' | 'key'> = root;
  const variants: Issued[] = [];
  for (const subject of ['CN=One', 'CN=Two', 'CN=Three', 'CN=Four', 'CN=Five']) {
    const sketch: CertificateSketch = {
      subject,
      ca: true,
      key: makeKey(),
      issuer,
      keyIds: false,
      extensions: [nameConstraints(bases)],
    };
    variants.push(issue(sketch), issue(sketch), issue(sketch));
    issuer = { subject, key: sketch.key! };
  }
  const victim = issue({ subject: 'CN=x', names, issuer, keyIds: false });
  for (let round = 0; round < 10; round++) search([victim, ...variants]);
  expect(search([victim, ...variants])).toMatchObject({
    paths: 0,
    lastFault: expect.stringContaining('too many names'),
  });
});

test.each<{ says: string; sketch: Partial<CertificateSketch> }>([
  {
    says: 'a subject of 3,000 parts',
    sketch: { subject: Array.from({ length: 3_000 }, (_, at) => `OU=${at}`).join(', ') },
  },
  {
    says: '3,000 names of the issuer of the issuer',
    sketch: { extensions: [...keyIdentifiers(leaf.key, ca.key), manyIssuers()] },
  },
  {
    says: '3,000 extensions that nobody knows',
    sketch: {
      extensions: Array.from({ length: 3_000 }, (_, at) => ({ oid: `1.2.3.${at}`, value: Buffer.from('0500', 'hex') })),
    },
  },
  { says: 'a name of 60,000 letters', sketch: { subject: `CN=${'a'.repeat(60_000)}`, names: ['api.example.com'] } },
])('a certificate with $says takes no more steps than others', ({ sketch }) => {
  const large = issue({ subject: 'CN=api.example.com', names: ['api.example.com'], issuer: ca, ...sketch });
  expect(large.der.length).toBeGreaterThan(25_000);
  expect(search([large, ca])).toMatchObject({ paths: 1, steps: 3 });
});

/** The first one fits. */
function manyIssuers(): Extension {
  const names = ['CN=Root', ...Array.from({ length: 3_000 }, (_, at) => `CN=${at}`)];
  const list = names.map((name) => der(0xa4, distinguishedName(name)));
  return { oid: oids.authorityKeyId, value: sequence(der(0xa1, ...list), der(0x82, integer(4_242).subarray(2))) };
}

/** So many certificates below a root, leaf first. */
function chainOf(length: number): { root: Issued; sent: Issued[] } {
  const top = issue({ subject: 'CN=Top', ca: true });
  const sent: Issued[] = [];
  for (let at = 1; at <= length; at++)
    sent.unshift(issue({ subject: `CN=${at}.example`, ca: at < length, issuer: sent[0] ?? top }));
  return { root: top, sent };
}
