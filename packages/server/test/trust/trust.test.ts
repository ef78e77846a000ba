import { type Kid, parseTrustRoot, type TrustRoot } from '@livepin/core';
import { chainOf, makeRoot, type TestKey, testKey } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import { expect, test } from 'vitest';
import { oldestSufficientRoot } from '../../src/trust/trust.ts';

const [a, b, c] = ['a', 'b', 'c'].map((name) => testKey(`pin ${name}`)) as [TestKey, TestKey, TestKey];
const first = await makeRoot({ pinKeys: [a] });

async function rootsOf(...sketches: { epoch?: number; pinKeys: TestKey[]; pinThreshold?: number }[]) {
  const documents = sketches.map((sketch, index) =>
    makeRoot({ ...sketch, version: index + 1, payload: index === 0 ? {} : { chain: chainOf(first) } }),
  );
  return Promise.all(
    documents.map(async (document): Promise<TrustRoot> => parseTrustRoot(await document, nodeCrypto())),
  );
}

test.each([
  { says: 'one root', roots: [{ pinKeys: [a] }], signers: [a], oldest: 1 },
  {
    says: 'a new root that changed nothing for bundles',
    roots: [{ pinKeys: [a] }, { pinKeys: [a] }],
    signers: [a],
    oldest: 1,
  },
  { says: 'a key that only the newest lists', roots: [{ pinKeys: [a] }, { pinKeys: [b] }], signers: [b], oldest: 2 },
  {
    says: 'both keys sign while both are in force',
    roots: [{ pinKeys: [a] }, { pinKeys: [a, b] }],
    signers: [a, b],
    oldest: 1,
  },
  {
    says: 'a root in between does not do, so those before it do not help',
    roots: [{ pinKeys: [a] }, { pinKeys: [b] }, { pinKeys: [a, c] }],
    signers: [a],
    oldest: 3,
  },
  {
    says: 'a raised threshold is met from where it is met',
    roots: [
      { pinKeys: [a, b], pinThreshold: 1 },
      { pinKeys: [a, b], pinThreshold: 2 },
    ],
    signers: [a, b],
    oldest: 1,
  },
  { says: 'another epoch is a border', roots: [{ pinKeys: [a] }, { pinKeys: [a], epoch: 2 }], signers: [a], oldest: 2 },
])('$says', async ({ roots, signers, oldest }) => {
  const kids = new Set<Kid>(signers.map(({ kid }) => kid));
  expect(oldestSufficientRoot(await rootsOf(...roots), kids)).toBe(oldest);
});
