import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import tls from 'node:tls';
import { findPaths, trustAnchorsOf } from '@livepin/tls';
import { expect, test } from 'vitest';
import { wronglyAccepted, wronglyRefused } from './limbo-deviations.ts';

// The public suite lies beside the checkout, where it does.
const suite = new URL('../../../../shared/data/x509-limbo.json', import.meta.url);

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

test('the server cases of x509-limbo, but for the deviations that are listed and argued', ({ skip }) => {
  if (!existsSync(suite)) return skip('the public test data is not beside this checkout');
  const cases = (JSON.parse(readFileSync(suite, 'utf8')) as LimboCase[]).filter(
    ({ validation_kind }) => validation_kind === 'SERVER',
  );
  expect(cases.length).toBeGreaterThan(150);
  const accepted = new Set(cases.filter(isAccepted).map(({ id }) => id));
  const named = (list: LimboCase[]) => list.map(({ id }) => id).sort();
  expect(named(cases.filter(({ id, expected_result }) => accepted.has(id) && expected_result === 'FAILURE'))).toEqual(
    Object.keys(wronglyAccepted).sort(),
  );
  expect(named(cases.filter(({ id, expected_result }) => !accepted.has(id) && expected_result === 'SUCCESS'))).toEqual(
    Object.keys(wronglyRefused).sort(),
  );
});

function isAccepted(limbo: LimboCase): boolean {
  const certificates = [limbo.peer_certificate, ...limbo.untrusted_intermediates].map(derOf);
  const now = Math.floor(limbo.validation_time ? Date.parse(limbo.validation_time) / 1000 : Date.now() / 1000);
  const { done } = findPaths({ certificates, anchors: trustAnchorsOf(limbo.trusted_certs.map(derOf)), now }).next();
  return !done && isNamed(limbo);
}

function isNamed({ peer_certificate, expected_peer_name }: LimboCase): boolean {
  if (!expected_peer_name) return true;
  const leaf = new X509Certificate(peer_certificate).toLegacyObject();
  return tls.checkServerIdentity(expected_peer_name.value, leaf) === undefined;
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}
