import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import tls from 'node:tls';
import { findPaths, trustAnchorsOf } from '@livepin/tls';
import { expect, test } from 'vitest';
import { findProgram } from '../../../e2e/system.ts';
import { notAsOpenSsl, notAsOpenSslAtTheirTime, wronglyAccepted, wronglyRefused } from './limbo-deviations.ts';
import { verdictOf } from './oracle/openssl-in-process.ts';
import { openSslVerifyAt } from './oracle/openssl-verify.ts';

// The public suite lies beside the checkout, where it does.
const suite = new URL('../../../../shared/data/x509-limbo.json', import.meta.url);

const openssl = findProgram('openssl');

interface LimboCase {
  readonly id: string;
  readonly validation_kind: 'SERVER' | 'CLIENT';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_peer_name: { readonly value: string } | null;
}

const isThere = existsSync(suite);
const whyNot = 'the public test data is not beside this checkout';
const cases = (isThere ? (JSON.parse(readFileSync(suite, 'utf8')) as LimboCase[]) : []).filter(
  ({ validation_kind }) => validation_kind === 'SERVER',
);

test('the server cases of x509-limbo, but for the deviations that are listed and argued', ({ skip }) => {
  if (!isThere) return skip(whyNot);
  expect(cases.length).toBeGreaterThan(150);
  const accepted = new Set(cases.filter((limbo) => hasPath(limbo) && isNamed(limbo)));
  const named = (list: LimboCase[]) => list.map(({ id }) => id).sort();
  expect(named(cases.filter((limbo) => accepted.has(limbo) && limbo.expected_result === 'FAILURE'))).toEqual(
    Object.keys(wronglyAccepted).sort(),
  );
  expect(named(cases.filter((limbo) => !accepted.has(limbo) && limbo.expected_result === 'SUCCESS'))).toEqual(
    Object.keys(wronglyRefused).sort(),
  );
});

test('what OpenSSL says of the same cases, whatever the suite expects, but for those listed', async ({ skip }) => {
  if (!isThere) return skip(whyNot);
  const others: string[] = [];
  for (const limbo of cases.filter(({ validation_time }) => validation_time === null)) {
    const verdict = await verdictOf(sentIn(limbo), limbo.trusted_certs.map(derOf));
    if ((verdict === 'OK') !== hasPath(limbo)) others.push(limbo.id);
  }
  expect(others.sort()).toEqual(Object.keys(notAsOpenSsl).sort());
});

test('what the command `openssl verify` says of the cases with a clock of their own', async ({ skip }) => {
  if (!isThere) return skip(whyNot);
  if ('missing' in openssl) return skip(openssl.missing);
  const others: string[] = [];
  for (const limbo of cases.filter(({ validation_time }) => validation_time !== null)) {
    const { peer_certificate, untrusted_intermediates, trusted_certs } = limbo;
    const isAccepted = await openSslVerifyAt(
      [peer_certificate, ...untrusted_intermediates],
      trusted_certs,
      nowIn(limbo),
    );
    if (isAccepted !== hasPath(limbo)) others.push(limbo.id);
  }
  expect(others.sort()).toEqual(Object.keys(notAsOpenSslAtTheirTime).sort());
});

function hasPath(limbo: LimboCase): boolean {
  const anchors = trustAnchorsOf(limbo.trusted_certs.map(derOf));
  return !findPaths({ certificates: sentIn(limbo), anchors, now: nowIn(limbo) }).next().done;
}

function sentIn({ peer_certificate, untrusted_intermediates }: LimboCase): Buffer[] {
  return [peer_certificate, ...untrusted_intermediates].map(derOf);
}

function nowIn({ validation_time }: LimboCase): number {
  return Math.floor((validation_time ? Date.parse(validation_time) : Date.now()) / 1000);
}

function isNamed({ peer_certificate, expected_peer_name }: LimboCase): boolean {
  if (!expected_peer_name) return true;
  const leaf = new X509Certificate(peer_certificate).toLegacyObject();
  return tls.checkServerIdentity(expected_peer_name.value, leaf) === undefined;
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}
