import { createHash } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';
import { type Freshness, type Host, normalizeHost, type Pin, type PinSet, policyOf } from '@livepin/core';
import { type Issued, issue, oneDay, testPin } from '@livepin/testkit';
import { trustAnchorsOf, walkFrom } from '@livepin/tls';
import { describe, expect, test } from 'vitest';
import { assess, type Finding } from '../src/engine/assess.ts';
import { type Evidence, lookAt } from '../src/node/evidence.ts';

// A judgement that let a connection through is remembered. It must hold for nothing but what it was found on.

const host = normalizeHost('api.example.com');
const otherHost = normalizeHost('www.example.com');
const now = Math.floor(Date.now() / 1_000);
const root = issue({ subject: 'CN=Root', ca: true, notAfter: now + 900 * oneDay });
const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root, notBefore: now - oneDay / 2 });
const leaf = issue({
  subject: `CN=${host}`,
  names: [host, otherHost],
  issuer: intermediate,
  notAfter: now + 10 * oneDay,
});
const otherRoot = issue({ subject: 'CN=Other root', ca: true });
/** The intermediate's name and key, below another root. */
const crossSigned = issue({ subject: 'CN=CA', ca: true, key: intermediate.key, issuer: otherRoot });
const anchors = trustAnchorsOf([root.der, otherRoot.der]);

const pinSet = (name: Host, pins: readonly Pin[], more: Partial<PinSet> = {}): PinSet => ({
  ...{ host: name, subdomains: false, mode: 'enforce', stale: 'hold', pins: new Set(pins) },
  ...more,
});
const policyWith = (domains: readonly PinSet[], revoked: readonly Pin[] = []) =>
  policyOf({ domains, revoked: new Set(revoked), unlisted: 'allow' });
const policy = (pins: readonly Pin[], revoked: readonly Pin[] = []) => policyWith([pinSet(host, pins)], revoked);

/** As Node hands them out: each with its issuer, the last its own. */
function shown([certificate, ...issuers]: readonly Issued[]): PeerCertificate | undefined {
  if (!certificate) return undefined;
  const fingerprint256 = createHash('sha256').update(certificate.der).digest('hex');
  return { raw: certificate.der, fingerprint256, issuerCertificate: shown(issuers) } as unknown as PeerCertificate;
}

function evidence(walk: readonly Issued[], more: Partial<Evidence> = {}): Evidence {
  return {
    walk: walkFrom(shown(walk)!),
    list: () => walk.map(({ der }) => der),
    names: new Set([host, otherHost]),
    anchors,
    isAuthorized: true,
    ...more,
  };
}

const genuine = () => evidence([leaf, intermediate, root]);
const verdict = (finding: Finding) => finding.judgement.verdict;

test('what is asked for again is answered with what was found', () => {
  const pins = policy([intermediate.pin]);
  const first = lookAt(genuine(), now)(pins, host);
  expect(first.judgement).toEqual({ verdict: 'match', pin: intermediate.pin, depth: 1 });
  expect(lookAt(genuine(), now + 60)(pins, host)).toBe(first);
});

describe('a clock that moves', () => {
  test.each([
    { says: 'beyond the end of the leaf', at: now + 10 * oneDay + 1, verdict: 'mismatch', fault: 'has expired' },
    { says: 'to the last second of the leaf', at: now + 10 * oneDay, verdict: 'match', fault: null },
    { says: 'before the intermediate', at: now - oneDay / 2 - 1, verdict: 'mismatch', fault: 'is not valid yet' },
    { says: 'to the first second of the intermediate', at: now - oneDay / 2, verdict: 'match', fault: null },
  ])('$says', ({ at, verdict: expected, fault }) => {
    const pins = policy([intermediate.pin]);
    const found = [now, at, now].map((time) => lookAt(genuine(), time)(pins, host));
    expect(found.map(verdict)).toEqual(['match', expected, 'match']);
    expect(found[1]!.fault ?? null).toEqual(fault && expect.stringContaining(fault));
  });

  test('a root that ends before all else', () => {
    const early = issue({ subject: 'CN=Root', ca: true, key: root.key, notAfter: now + oneDay });
    const pins = policy([leaf.pin]);
    const shortLived = evidence([leaf, intermediate, early], { anchors: trustAnchorsOf([early.der]) });
    const at = (time: number) => verdict(lookAt(shortLived, time)(pins, host));
    expect([at(now), at(now + oneDay), at(now + oneDay + 1)]).toEqual(['match', 'match', 'mismatch']);
  });
});

describe('other certificates', () => {
  test('the same leaf with another intermediate is looked at anew', () => {
    const pins = policy([root.pin]);
    expect(verdict(lookAt(genuine(), now)(pins, host))).toBe('match');
    const elsewhere = evidence([leaf, crossSigned, otherRoot], { anchors: trustAnchorsOf([otherRoot.der]) });
    expect(verdict(lookAt(elsewhere, now)(pins, host))).toBe('mismatch');
    const sameAnchors = evidence([leaf, crossSigned, otherRoot]);
    expect(verdict(lookAt(sameAnchors, now)(pins, host))).toBe('mismatch');
  });

  test('a revoked intermediate in place of the genuine one', () => {
    const revoked = issue({ subject: 'CN=CA', ca: true, key: intermediate.key, issuer: otherRoot });
    const pins = policy([leaf.pin], [otherRoot.pin]);
    expect(verdict(lookAt(genuine(), now)(pins, host))).toBe('match');
    expect(verdict(lookAt(evidence([leaf, revoked, otherRoot]), now)(pins, host))).toBe('revoked');
  });

  test('what was found with the list as it was sent does not hold for the walk without it', () => {
    const pins = policy([intermediate.pin]);
    const withList = evidence([leaf], { list: () => [leaf.der, intermediate.der] });
    expect(verdict(lookAt(withList, now)(pins, host))).toBe('match');
    expect(verdict(lookAt(evidence([leaf]), now)(pins, host))).toBe('mismatch');
  });

  test('one byte of the intermediate that is another', () => {
    const bytes = Buffer.from(intermediate.der);
    bytes[bytes.length - 1]! ^= 1;
    const pins = policy([intermediate.pin]);
    expect(verdict(lookAt(genuine(), now)(pins, host))).toBe('match');
    expect(verdict(lookAt(evidence([leaf, { ...intermediate, der: bytes }, root]), now)(pins, host))).toBe('mismatch');
  });
});

describe('other pins', () => {
  test.each([
    { says: 'without the pin', next: policy([testPin('elsewhere')]), expected: 'mismatch' },
    {
      says: 'that revoke a key of the path',
      next: policy([intermediate.pin], [intermediate.pin]),
      expected: 'revoked',
    },
    {
      says: 'that revoke the root',
      next: policy([intermediate.pin], [root.pin]),
      expected: 'revoked',
    },
  ])('$says', ({ next, expected }) => {
    expect(verdict(lookAt(genuine(), now)(policy([intermediate.pin]), host))).toBe('match');
    expect(verdict(lookAt(genuine(), now)(next, host))).toBe(expected);
  });

  test('a host without pins is let through by a bundle that revokes nothing of its path, and by no other', () => {
    const before = policy([intermediate.pin], [testPin('stolen')]);
    expect(verdict(lookAt(genuine(), now)(before, otherHost))).toBe('unpinned');
    const after = policy([intermediate.pin], [testPin('stolen'), leaf.pin]);
    expect(verdict(lookAt(genuine(), now)(after, otherHost))).toBe('revoked');
  });

  test('another host with the same certificate has pins of its own', () => {
    const pins = policyWith([pinSet(host, [leaf.pin]), pinSet(otherHost, [testPin('own')])]);
    const look = lookAt(genuine(), now);
    expect([host, otherHost, host].map((each: Host) => verdict(look(pins, each)))).toEqual([
      'match',
      'mismatch',
      'match',
    ]);
  });

  test('what was refused is asked for anew', () => {
    const later = issue({ subject: `CN=${host}`, issuer: intermediate, notBefore: now + 60 });
    const pins = policy([intermediate.pin]);
    const early = evidence([later, intermediate, root]);
    const at = (time: number) => verdict(lookAt(early, time)(pins, host));
    expect([at(now), at(now + 60)]).toEqual(['mismatch', 'match']);
  });
});

test('other anchors', () => {
  const pins = policy([leaf.pin]);
  expect(verdict(lookAt(genuine(), now)(pins, host))).toBe('match');
  const untrusted = evidence([leaf, intermediate, root], { anchors: trustAnchorsOf([otherRoot.der]) });
  expect(verdict(lookAt(untrusted, now)(pins, host))).toBe('mismatch');
});

describe('what each connection must show for itself', () => {
  const pins = policy([leaf.pin]);
  test.each([
    { says: 'that the platform accepted it', more: { isAuthorized: false }, fault: 'told not to verify' },
    { says: 'that its certificate is for the host', more: { names: new Set([otherHost]) }, fault: 'another name' },
  ])('$says', ({ more, fault }) => {
    expect(verdict(lookAt(genuine(), now)(pins, host))).toBe('match');
    const finding = lookAt(evidence([leaf, intermediate, root], more), now)(pins, host);
    expect(finding).toMatchObject({ judgement: { verdict: 'mismatch' }, fault: expect.stringContaining(fault) });
  });
});

test.each<{ says: string; freshness: Freshness; isTls: boolean; code: string }>([
  { says: 'stale pins', freshness: 'stale', isTls: true, code: 'LP_BUNDLE_STALE' },
  { says: 'no pins at all', freshness: 'none', isTls: true, code: 'LP_NO_BUNDLE' },
  { says: 'a connection in clear', freshness: 'fresh', isTls: false, code: 'LP_CLEARTEXT' },
])('what was remembered says nothing about $says', ({ freshness, isTls, code }) => {
  const pins = policyWith([pinSet(host, [leaf.pin], { stale: 'refuse' })]);
  const look = lookAt(genuine(), now);
  const action = (fresh: Freshness, tls: boolean) => assess(pins, fresh, { hosts: [host], isTls: tls }, look);
  expect(action('fresh', true).enforcement).toEqual({ action: 'proceed' });
  expect(action(freshness, isTls).enforcement).toEqual({ action: 'refuse', code });
});

test('bytes that the app writes over those it was shown change nothing of what is remembered', () => {
  const fresh = issue({ subject: 'CN=Fresh CA', ca: true, issuer: root });
  const freshLeaf = issue({ subject: `CN=${host}`, issuer: fresh });
  const shownBytes = Buffer.from(fresh.der);
  const first = evidence([freshLeaf, { ...fresh, der: shownBytes }, root]);
  expect(verdict(lookAt(first, now)(policy([fresh.pin]), host))).toBe('match');
  shownBytes.fill(0, 4);
  const again = lookAt(evidence([freshLeaf, fresh, root]), now);
  expect(verdict(again(policy([fresh.pin]), host))).toBe('match');
  expect(again(policy([testPin('elsewhere')]), host).seen[1]).toMatchObject({ pin: fresh.pin, subject: 'CN=Fresh CA' });
});
