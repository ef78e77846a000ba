import { LivepinError } from '@livepin/core';
import type { Issued, KeyKind, KeyPair } from '@livepin/testkit';
import { Certificate, findPaths, trustAnchorsOf } from '@livepin/tls';
import { expect, test } from 'vitest';
import { withWrongBytes, withWrongElements } from './mutants.ts';
import { openSslVerdict } from './openssl-in-process.ts';
import { type Random, randomFrom } from './random.ts';
import { richPath } from './rich-path.ts';
import { firstSeed, mutantCount } from './scale.ts';

// Certificates of a genuine path with something wrong in them. Reading one ends well or with an error of ours, and no path
// leads over one that OpenSSL refuses.

const now = Math.floor(Date.now() / 1000);
const kinds: readonly KeyKind[] = ['P-256', 'P-384', 'RSA', 'RSA-PSS', 'Ed25519'];

test.each(kinds)('mutated certificates of a path of %s keys', { timeout: 600_000 }, async (kind) => {
  const genuine = richPath(kind);
  const ders = genuine.map(({ der }) => der) as [Buffer, Buffer, Buffer];
  expect(isFound(ders)).toBe(true);
  expect(await openSslVerdict(ders)).toBe('OK');
  const counts = { readable: 0, accepted: 0 };
  const laxer: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + mutantCount / kinds.length; seed++) {
    const random = randomFrom(seed);
    const { path, mutant } = withMutant(random, genuine);
    if (isReadable(mutant)) counts.readable++;
    // Sent along with the genuine ones it hides nothing.
    expect(isFound([ders[0], mutant, ...ders.slice(1)])).toBe(true);
    if (!isFound(path)) continue;
    counts.accepted++;
    const verdict = await openSslVerdict(path);
    if (verdict !== 'OK') laxer.push(`seed ${seed}: ${verdict}: ${mutant.toString('hex')}`);
  }
  expect(laxer.slice(0, 5)).toEqual([]);
  // Some changes are harmless: were nothing accepted, nothing would have been tried.
  expect(counts.accepted).toBeGreaterThan(mutantCount / kinds.length / 50);
  expect(counts.readable).toBeGreaterThan(counts.accepted);
});

function withMutant(random: Random, genuine: readonly Issued[]): { path: Buffer[]; mutant: Buffer } {
  const at = random.below(genuine.length);
  const { der } = genuine[at]!;
  const signer: KeyPair = (genuine[at + 1] ?? genuine[at]!).key;
  const mutant = random.chance(0.3) ? withWrongBytes(random, der) : withWrongElements(random, der, signer);
  return { path: genuine.map((one, place) => (place === at ? mutant : one.der)), mutant };
}

function isReadable(der: Uint8Array): boolean {
  try {
    new Certificate(der);
    return true;
  } catch (error) {
    if (error instanceof LivepinError && error.code === 'LP_CERTIFICATE_MALFORMED') return false;
    throw error;
  }
}

function isFound(path: readonly Uint8Array[]): boolean {
  return !findPaths({ certificates: path, anchors: trustAnchorsOf(path.slice(-1)), now }).next().done;
}
