import { parseTrustRoot } from '@livepin/core';
import { chainOf, day0, makeRoot, rootKeys } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import { expect, test } from 'vitest';
import { judgeNewRoot } from '../../src/rotation/judge-new-root.ts';
import { makeSigningKey } from '../../src/signing/index.ts';

const crypto = nodeCrypto();
const held = makeSigningKey().key;
const lost = makeSigningKey().key;
const signed = { rootKeys, signers: rootKeys };
const first = await makeRoot({ ...signed, pinKeys: [held] });
const firstOfLostKey = await makeRoot({ ...signed, pinKeys: [lost] });
const next = (sketch: object = {}, document = first) =>
  makeRoot({ ...signed, pinKeys: [held], version: 2, payload: { chain: chainOf(document) }, ...sketch });
const judge = async (document: Uint8Array, published: Uint8Array[] = [first]) => {
  const roots = await Promise.all(published.map((one) => parseTrustRoot(one, crypto)));
  return judgeNewRoot(document, roots, [held], day0, crypto);
};

test('the first of an empty service, and the exact successor, are accepted', async () => {
  expect(await judge(first, [])).toMatchObject({ kind: 'accepted', root: { version: 1 } });
  expect(await judge(await next())).toMatchObject({ kind: 'accepted', root: { version: 2 } });
});

test('the newest sent again is known: its sender missed the answer', async () => {
  expect(await judge(first)).toMatchObject({ kind: 'known', root: { version: 1 } });
});

test('a service that lost its pin key is helped by a root that lists another', async () => {
  expect(await judge(await next({}, firstOfLostKey), [firstOfLostKey])).toMatchObject({ kind: 'accepted' });
});

test.each([
  { says: 'version 2 of an empty service', document: () => next(), published: [], code: 'LP_ROOT_VERSION' },
  { says: 'a gap', document: () => next({ version: 3 }), code: 'LP_ROOT_VERSION' },
  {
    says: 'another version 1',
    document: () => makeRoot({ ...signed, epoch: 2, pinKeys: [held] }),
    code: 'LP_ROOT_VERSION',
  },
  { says: 'another chain', document: () => next({}, firstOfLostKey), code: 'LP_ROOT_CHAIN' },
  {
    says: 'too few signatures',
    document: () => next({ signers: rootKeys.slice(0, 1) }),
    code: 'LP_ROOT_OLD_SIGNATURES',
  },
  {
    says: 'a first one that its own keys did not sign',
    document: () => makeRoot({ pinKeys: [held], signers: [] }),
    published: [],
    code: 'LP_ROOT_OWN_SIGNATURES',
  },
  {
    says: 'a pin key that the service does not hold',
    document: () => next({ pinKeys: [lost] }),
    code: 'LP_ROOT_WITHOUT_SERVICE_KEY',
  },
  {
    says: 'a threshold that the service cannot meet alone',
    document: () => next({ pinKeys: [held, lost], pinThreshold: 2 }),
    code: 'LP_ROOT_WITHOUT_SERVICE_KEY',
  },
])('$says is refused', async ({ document, published = [first], code }) => {
  expect(await judge(await document(), published)).toMatchObject({ kind: 'refused', code });
});
