import { formatDocument, signPayload } from '@livepin/core/sign';
import { chainOf, day0, makeBundle, makeRoot, oneDay, pinKeys, rootKeys, testKey } from '@livepin/testkit';
import type { ClientVector } from '../vector.ts';
import { bundle, type Cases, chain, documentOf, restart, root, root1, story } from './story.ts';

// Which trust roots follow each other, and what becomes of the bundle in force.

const [r1, r2, r3] = rootKeys as [(typeof rootKeys)[0], (typeof rootKeys)[0], (typeof rootKeys)[0]];
const [p1, p2] = pinKeys as [(typeof pinKeys)[0], (typeof pinKeys)[0]];
const [n1, n2] = [testKey('new root 1'), testKey('new root 2', 'Ed25519')];
const type = 'livepin-root+json';
const payload = { chain };
const stranger = await makeRoot({ rootKeys: [n1, n2], rootThreshold: 1, payload: { iat: day0 + 1 } });

const root2 = await makeRoot({ version: 2, payload });
const root3 = await makeRoot({ version: 3, payload });
const raised = await makeRoot({
  version: 2,
  epoch: 2,
  pinKeys: [p2],
  payload: { ...payload, iat: day0 + 20 * oneDay },
});
const both = [p1, p2];
const atThreshold2 = await makeRoot({ version: 2, pinKeys: both, pinThreshold: 2, payload });

export const roots: Cases<ClientVector> = {
  next: story('the next version, signed by old and own keys', [
    root(root2, 'accepted', { after: { root: 2, inForce: '1.1' } }),
  ]),
  'two-in-line': story('two in line', [root(root2, 'accepted'), root(root3, 'accepted', { after: { root: 3 } })]),
  gap: story('a version left out', [root(root3, 'LP_ROOT_VERSION', { after: { root: 1 } })]),
  same: story('the one already known', [root(root1, 'LP_ROOT_VERSION')]),
  older: story('an older one', [root(root2, 'accepted'), root(root1, 'LP_ROOT_VERSION', { after: { root: 2 } })]),
  'other-chain': story('one of another chain', [
    root(await makeRoot({ version: 2, payload: { chain: Buffer.alloc(32).toString('base64url') } }), 'LP_ROOT_CHAIN'),
  ]),
  'first-of-other-chain': story('a first one of another chain', [root(stranger, 'LP_ROOT_VERSION')]),
  'one-old-signature': story('signed by one of two needed old keys', [
    root(await makeRoot({ version: 2, payload, signers: [r1] }), 'LP_ROOT_OLD_SIGNATURES'),
  ]),
  unsigned: story('signed by nobody', [
    root(await makeRoot({ version: 2, payload, signers: [] }), 'LP_ROOT_OLD_SIGNATURES'),
  ]),
  'signed-by-pin-key': story('signed by a root key and a pin key', [
    root(await makeRoot({ version: 2, payload, signers: [r1, p1] }), 'LP_ROOT_OLD_SIGNATURES'),
  ]),
  'own-signatures-only': story('new root keys that nobody old has signed', [
    root(await makeRoot({ version: 2, rootKeys: [n1, n2], payload, signers: [n1, n2] }), 'LP_ROOT_OLD_SIGNATURES'),
  ]),
  'old-signatures-only': story('new root keys that have not signed themselves', [
    root(await makeRoot({ version: 2, rootKeys: [n1, n2], payload, signers: [r1, r2] }), 'LP_ROOT_OWN_SIGNATURES'),
  ]),
  'new-root-keys': story('new root keys, signed by old and new', [
    root(await makeRoot({ version: 2, rootKeys: [n1, n2], payload, signers: [r1, r3, n1, n2] }), 'accepted', {
      after: { root: 2 },
    }),
    root(await makeRoot({ version: 3, payload, signers: [r1, r2, r3] }), 'LP_ROOT_OLD_SIGNATURES', {
      after: { root: 2 },
    }),
  ]),
  'raised-own-threshold': story('its own threshold counts, not only the old one', [
    root(await makeRoot({ version: 2, rootThreshold: 3, payload, signers: [r1, r2] }), 'LP_ROOT_OWN_SIGNATURES'),
  ]),
  'future-key-counts-for-nothing': story('a key of an unknown type cannot fill a threshold', [
    root(
      await makeRoot({
        version: 2,
        payload,
        signers: [r1, { kid: 'ml-dsa-key' as typeof r1.kid, alg: 'ES256', sign: () => new Uint8Array(64) }],
      }),
      'LP_ROOT_OLD_SIGNATURES',
    ),
  ]),
  'own-threshold-of-unknown-keys': story('keys of an unknown type cannot fill its own threshold either', [
    root(
      await makeRoot({
        version: 2,
        payload: {
          ...payload,
          keys: [
            ...[r1, r2, r3, p1].map(({ jwk }) => jwk),
            { kty: 'AKP', alg: 'ML-DSA-65', kid: 'ml-dsa-key', pub: 'AA' },
          ],
          roles: { root: { kids: [r1.kid, 'ml-dsa-key'], threshold: 2 }, pins: { kids: [p1.kid], threshold: 1 } },
        },
        signers: [r1, r2, { kid: 'ml-dsa-key' as typeof r1.kid, alg: 'ES256', sign: () => new Uint8Array(64) }],
      }),
      'LP_ROOT_OWN_SIGNATURES',
    ),
  ]),
  'one-key-for-two': story('one root key signs under the names of two', [
    root(await makeRoot({ version: 2, payload, signers: [r1, { ...r1, kid: r3.kid }] }), 'LP_ROOT_OLD_SIGNATURES', {
      after: { root: 1 },
    }),
  ]),
  'old-key-odd-header': story('a signature of a listed root key under a header with crit', [
    root(await withHeader({ crit: ['exp'], exp: 1 }), 'LP_JWS_HEADER', { after: { root: 1 } }),
  ]),
  'as-bundle-type': story('a trust root under the type of bundles', [
    root(await makeRootAsBundle(), 'LP_JWS_TYPE', { after: { root: 1 } }),
  ]),
  'fork-after-the-fact': story('another root of a version already known', [
    root(root2, 'accepted'),
    root(raised, 'LP_ROOT_VERSION', { clock: day0 + 20 * oneDay, after: { root: 2 } }),
  ]),
  'dropped-root-key': story('a root key that was dropped signs no further ones', [
    root(await makeRoot({ version: 2, rootKeys: [r1, n1], payload, signers: [r1, r2, n1] }), 'accepted'),
    root(await makeRoot({ version: 3, payload, signers: [r1, r2] }), 'LP_ROOT_OLD_SIGNATURES', { after: { root: 2 } }),
  ]),
  'lowered-threshold': story('a lowered threshold needs the old one once more', [
    root(await makeRoot({ version: 2, rootThreshold: 1, payload, signers: [r1] }), 'LP_ROOT_OLD_SIGNATURES'),
    root(await makeRoot({ version: 2, rootThreshold: 1, payload, signers: [r1, r3] }), 'accepted'),
    root(await makeRoot({ version: 3, payload, signers: [r2, r3] }), 'accepted', { after: { root: 3 } }),
  ]),
  'version-told-first': story('of several faults the version is told first', [
    root(
      await makeRoot({ version: 3, payload: { chain: Buffer.alloc(32).toString('base64url') }, signers: [] }),
      'LP_ROOT_VERSION',
    ),
  ]),
  'chain-told-second': story('then the chain', [
    root(
      await makeRoot({ version: 2, payload: { chain: Buffer.alloc(32).toString('base64url') }, signers: [] }),
      'LP_ROOT_CHAIN',
    ),
  ]),
  'signatures-before-epoch': story('then the signatures, then the epoch', [
    root(raised, 'accepted', { clock: day0 + 20 * oneDay }),
    root(await makeRoot({ version: 3, epoch: 1, payload, signers: [] }), 'LP_ROOT_OLD_SIGNATURES'),
  ]),
  'raised-by-leaps': story('an epoch may leap', [
    root(await makeRoot({ version: 2, epoch: 9_007_199_254_740_991, payload }), 'accepted', { after: { root: 2 } }),
  ]),
  'floor-of-a-root-ahead': story('the iat of a root with a higher epoch lifts the floor by a day at most', [
    root(raised, 'accepted', { clock: day0, after: { floor: day0 + oneDay } }),
  ]),
  'same-epoch-lifts-no-floor': story('that of one with the same epoch does not', [
    root(await makeRoot({ version: 2, payload: { ...payload, iat: day0 + 5 * oneDay } }), 'accepted', {
      clock: day0 + 5 * oneDay,
      after: { root: 2, floor: day0 },
    }),
  ]),
  'expired-by-the-clock': story('a trust root has expired once the device clock reaches its end', [
    root(
      await makeRoot({ version: 2, payload: { ...payload, iat: day0 + oneDay, exp: day0 + oneDay + 1 } }),
      'accepted',
      { after: { rootExpired: false } },
    ),
    restart({ clock: day0 + oneDay, after: { rootExpired: false } }),
    restart({ clock: day0 + oneDay + 1, after: { rootExpired: true } }),
  ]),
  'bundle-as-root': story('a bundle delivered as a trust root', [
    root(await makeBundle(chain, { version: 2 }), 'LP_MEMBER_MISSING', { after: { root: 1 } }),
  ]),
  'key-that-comes-back': story('a pin key that is listed again makes what it signed count again', [
    root(await makeRoot({ version: 2, pinKeys: [p2], payload }), 'accepted', { after: { inForce: null } }),
    root(await makeRoot({ version: 3, pinKeys: [p1], payload }), 'accepted', { after: { inForce: '1.1' } }),
  ]),
  'moved-to-root-role': story('a pin key that became a root key counts for no bundle', [
    root(
      await makeRoot({ version: 2, rootKeys: [r1, r2, p1], pinKeys: [p2], payload, signers: [r1, r2] }),
      'accepted',
      { after: { inForce: null } },
    ),
  ]),
  'epoch-raised': story('a higher epoch', [
    root(raised, 'accepted', { clock: day0 + 20 * oneDay, after: { root: 2, floor: day0 + 20 * oneDay } }),
  ]),
  'epoch-lower': story('a lower epoch', [
    root(raised, 'accepted', { clock: day0 + 20 * oneDay }),
    root(await makeRoot({ version: 3, epoch: 1, payload }), 'LP_ROOT_EPOCH_LOWER', { after: { root: 2 } }),
  ]),
  'expired-still-accepted': story('one that has expired long ago still leads on', [
    root(await makeRoot({ version: 2, payload: { ...payload, exp: day0 + oneDay } }), 'accepted', {
      clock: day0 + 40 * oneDay,
      after: { root: 2, rootExpired: true },
    }),
    root(root3, 'accepted', { clock: day0 + 40 * oneDay, after: { root: 3, rootExpired: false } }),
  ]),
  'as-bundle': story('a trust root delivered as a bundle', [bundle(root2, 'LP_MEMBER_MISSING')]),
  'drops-key': story('a root that drops the pin key voids what it signed, and the seed', [
    root(raised, 'accepted', { clock: day0 + oneDay, after: { inForce: null, freshness: 'none', memory: '1.1' } }),
  ]),
  'drops-key-same-epoch': story('without a new epoch too', [
    root(await makeRoot({ version: 2, pinKeys: [p2], payload }), 'accepted', {
      after: { inForce: null, memory: '1.1' },
    }),
    bundle(await makeBundle(chain, { version: 1 }, [p2]), 'accepted', { after: { inForce: '1.1' } }),
  ]),
  'keeps-key': story('a root that keeps the pin key voids nothing, whatever its epoch', [
    root(await makeRoot({ version: 2, epoch: 2, payload }), 'accepted', { after: { inForce: '1.1' } }),
  ]),
  'raised-threshold-voids-nothing': story('a raised threshold alone voids nothing', [
    root(atThreshold2, 'accepted', { after: { inForce: '1.1' } }),
    bundle(await makeBundle(chain, { version: 2 }, [p1]), 'LP_BUNDLE_SIGNATURES', { after: { inForce: '1.1' } }),
    restart({ after: { root: 2, inForce: '1.1' } }),
    bundle(await makeBundle(chain, { version: 2 }, both), 'accepted', { after: { inForce: '1.2' } }),
  ]),
  'seed-by-the-same-rule': await seedStory(),
  'kept-at-once': story('a proven root is kept though no bundle came with it', [
    root(root2, 'accepted'),
    restart({ after: { root: 2, inForce: '1.1' } }),
  ]),
  'app-embeds-later-root': story('an app update embeds a later root', [
    root(root2, 'accepted'),
    restart({ root: documentOf(root2), after: { root: 2, inForce: '1.1' } }),
    root(root3, 'accepted', { after: { root: 3 } }),
    restart({ root: documentOf(root2), after: { root: 3 } }),
  ]),
  'embedded-unsigned': {
    ...story('an app with a trust root that nobody signed', []),
    root: documentOf(await makeRoot({ signers: [] })),
    expect: 'LP_ROOT_OWN_SIGNATURES',
  },
};

/** Genuinely signed by two root keys, one of them under more members than the header has. */
async function withHeader(more: object): Promise<Uint8Array> {
  const { payload: encoded } = JSON.parse(Buffer.from(root2).toString());
  const header = Buffer.from(JSON.stringify({ alg: r1.alg, kid: r1.kid, typ: type, ...more })).toString('base64url');
  const signature = await r1.sign(Buffer.from(`${header}.${encoded}`));
  const odd = { protected: header, signature: Buffer.from(signature).toString('base64url') };
  return formatDocument(encoded, [odd, await signPayload(type, encoded, r2)]);
}

async function makeRootAsBundle(): Promise<Uint8Array> {
  const { payload: encoded } = JSON.parse(Buffer.from(root2).toString());
  return formatDocument(encoded, [
    await signPayload('livepin-bundle+json', encoded, r1),
    await signPayload('livepin-bundle+json', encoded, r2),
  ]);
}

// The bundle in force was signed by a key that a new root drops, the seed by one that it keeps.
async function seedStory(): Promise<ClientVector> {
  const first = await makeRoot({ pinKeys: both });
  const name = chainOf(first);
  const says = 'where only the seed was signed by a key that is left, the seed counts; memory stays';
  const later = await makeRoot({ version: 2, pinKeys: [p2], payload: { chain: name } });
  const steps = [
    bundle(await makeBundle(name, { version: 5 }, [p1]), 'accepted', { after: { inForce: '1.5' } }),
    root(later, 'accepted', { after: { inForce: '1.1', memory: '1.5' } }),
    bundle(await makeBundle(name, { version: 4 }, [p2]), 'LP_BUNDLE_ROLLBACK', { after: { inForce: '1.1' } }),
    restart({ after: { inForce: '1.1', memory: '1.5' } }),
    bundle(await makeBundle(name, { version: 6 }, [p2]), 'accepted', { after: { inForce: '1.6' } }),
  ];
  return story(says, steps, { root: documentOf(first), seed: documentOf(await makeBundle(name, {}, [p2])) });
}
