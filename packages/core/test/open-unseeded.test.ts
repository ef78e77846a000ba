import { acceptBundle, bundleInForce, openUnseeded, parseBundle, type StoredState, storedOf } from '@livepin/core';
import { portableCrypto } from '@livepin/core/portable';
import { app, chainOf, day0, domain, makeBundle, makeRoot, oneDay, pinKeys, rootKeys, testPin } from '@livepin/testkit';
import { expect, test } from 'vitest';

const first = await makeRoot();
const chain = chainOf(first);
const second = await makeRoot({ version: 2, pinKeys: pinKeys.slice(1), payload: { chain } });
const now = day0 + oneDay;

async function judge(bytes: Uint8Array, roots = [first], stored: StoredState | null = null, clock = now) {
  const { state } = await openUnseeded({ app, roots, candidate: parseBundle(bytes) }, stored, clock, portableCrypto);
  return { state, outcome: await acceptBundle(state, bytes, clock, portableCrypto) };
}

async function storedAfter(bytes: Uint8Array, roots = [first]): Promise<StoredState> {
  const { outcome } = await judge(bytes, roots);
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  return storedOf(outcome.state);
}

test('nothing is in force before a bundle has proved itself, least of all the one that is asked about', async () => {
  const { state, outcome } = await judge(await makeBundle(chain));
  expect(bundleInForce(state)).toBeNull();
  expect(outcome).toMatchObject({ kind: 'accepted', bundle: { version: 1 } });
});

test.each([
  {
    says: 'signed by a stranger',
    make: () => makeBundle(chain, {}, rootKeys.slice(0, 1)),
    code: 'LP_BUNDLE_SIGNATURES',
  },
  { says: 'expired', make: () => makeBundle(chain, { iat: day0 - 30 * oneDay }), code: 'LP_BUNDLE_EXPIRED' },
  { says: 'of another app', make: () => makeBundle(chain, { app: 'com.example.shop' }), code: 'LP_BUNDLE_APP' },
  { says: 'of another epoch', make: () => makeBundle(chain, { epoch: 2 }), code: 'LP_BUNDLE_EPOCH' },
  { says: 'naming an unknown root', make: () => makeBundle(chain, { root: 2 }), code: 'LP_BUNDLE_ROOT_UNKNOWN' },
])('a bundle $says is refused though nothing came before it', async ({ make, code }) => {
  expect((await judge(await make())).outcome).toMatchObject({ kind: 'refused', code });
});

test('the newest of several trust roots decides', async () => {
  const old = await makeBundle(chain);
  const renewed = await makeBundle(chain, { root: 2 }, pinKeys.slice(1));
  expect((await judge(old, [first, second])).outcome).toMatchObject({ code: 'LP_BUNDLE_SIGNATURES' });
  expect((await judge(renewed, [first, second])).outcome).toMatchObject({ kind: 'accepted' });
});

test('a later trust root can be the first', async () => {
  const renewed = await makeBundle(chain, { root: 2 }, pinKeys.slice(1));
  expect((await judge(renewed, [second])).outcome).toMatchObject({ kind: 'accepted' });
});

test('what was accepted before is remembered: no rollback, no second meaning of one version', async () => {
  const stored = await storedAfter(await makeBundle(chain, { version: 2 }));
  const older = await makeBundle(chain);
  const other = await makeBundle(chain, { version: 2, domains: [domain('api.example.com', [testPin('stranger')])] });
  expect((await judge(older, [first], stored)).outcome).toMatchObject({ code: 'LP_BUNDLE_ROLLBACK' });
  expect((await judge(other, [first], stored)).outcome).toMatchObject({ code: 'LP_BUNDLE_CONFLICT' });
  const newer = await makeBundle(chain, { version: 3 });
  expect((await judge(newer, [first], stored)).outcome).toMatchObject({ kind: 'accepted' });
});

test('a refused newer bundle does not raise what is remembered', async () => {
  const stored = await storedAfter(await makeBundle(chain, { version: 2 }));
  const forged = await makeBundle(chain, { version: 9 }, rootKeys.slice(0, 1));
  const { state, outcome } = await judge(forged, [first], stored);
  expect(outcome).toMatchObject({ code: 'LP_BUNDLE_SIGNATURES' });
  expect(state.memory).toMatchObject({ epoch: 1, version: 2 });
  expect(bundleInForce(state)?.bundle.version).toBe(2);
});

test('trust roots that were proven before are known again', async () => {
  const renewed = await makeBundle(chain, { version: 2, root: 2 }, pinKeys.slice(1));
  const stored = await storedAfter(renewed, [first, second]);
  const next = await makeBundle(chain, { version: 3, root: 2 }, pinKeys.slice(1));
  expect((await judge(next, [first], stored)).outcome).toMatchObject({ kind: 'accepted' });
});

test('a state of another app is not written over, and a root without its signatures is no root', async () => {
  const bundle = await makeBundle(chain);
  const stored = await storedAfter(bundle);
  const foreign = judge(bundle, [first], { ...stored, app: 'com.example.shop' });
  await expect(foreign).rejects.toMatchObject({ code: 'LP_STORE_FOREIGN' });
  const unsigned = judge(bundle, [await makeRoot({ signers: rootKeys.slice(0, 1) })]);
  await expect(unsigned).rejects.toMatchObject({ code: 'LP_ROOT_OWN_SIGNATURES' });
  const gap = judge(bundle, [first, await makeRoot({ version: 3, payload: { chain } })]);
  await expect(gap).rejects.toMatchObject({ code: 'LP_ROOT_VERSION' });
  await expect(judge(bundle, [])).rejects.toMatchObject({ code: 'LP_BUNDLE_ROOT_UNKNOWN' });
});
