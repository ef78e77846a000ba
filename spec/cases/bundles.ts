// Long because it is a table: an entry for each vector about bundles.

import { formatDocument, signDocument, signPayload } from '@livepin/core/sign';
import { chainOf, day0, domain, makeBundle, makeRoot, oneDay, pinKeys, testKey, testPin } from '@livepin/testkit';
import type { ClientVector } from '../vector.ts';
import { bundle, type Cases, chain, documentOf, restart, root, root1, seed, story } from './story.ts';

// Which bundles come into force, over deliveries, restarts, thefts and wrong clocks.

const [p1, p2] = pinKeys as [(typeof pinKeys)[0], (typeof pinKeys)[0]];
const thief = testKey('thief');
const otherRoot = await makeRoot({ payload: { iat: day0 + 1 } });
const at = (days: number) => day0 + days * oneDay;
const make = (payload: Record<string, unknown>, signers = [p1]) => makeBundle(chain, payload, signers);

const two = await make({ version: 2, iat: at(1) });
const five = await make({ version: 5, iat: at(1) });
const newest = 9_007_199_254_740_991;
const refreshed = await make({ iat: at(7) });
const pretty = new TextEncoder().encode(JSON.stringify(JSON.parse(Buffer.from(seed).toString()), null, 2));
const raised = await makeRoot({ version: 2, epoch: 2, pinKeys: [p2], payload: { chain, iat: at(3) } });
const recovered = await make({ epoch: 2, version: 1, root: 2, iat: at(3) }, [p2]);

const plainRoot2 = await makeRoot({ version: 2, payload: { chain } });
const plainRoot3 = await makeRoot({ version: 3, payload: { chain } });
const secondEpoch = await makeRoot({ epoch: 2 });
const lateRoot = await makeRoot({ payload: { iat: at(9) } });

export const bundles: Cases<ClientVector> = {
  newer: story('a newer version', [
    bundle(two, 'accepted', { clock: at(1), after: { inForce: '1.2', memory: '1.2', floor: at(1) } }),
  ]),
  'versions-may-skip': story('versions may be left out', [
    bundle(five, 'accepted', { clock: at(1), after: { inForce: '1.5' } }),
  ]),
  identical: story('the bytes in force', [bundle(seed, 'unchanged')]),
  'identical-expired': story('also when they have expired', [
    bundle(seed, 'unchanged', { clock: at(20), after: { freshness: 'stale' } }),
  ]),
  'identical-under-a-raised-threshold': story('also when a raised threshold would not let them in any more', [
    root(await makeRoot({ version: 2, pinKeys: [p1, p2], pinThreshold: 2, payload: { chain } }), 'accepted'),
    bundle(seed, 'unchanged', { after: { inForce: '1.1' } }),
  ]),
  'identical-under-a-raised-epoch': story('or a raised epoch', [
    root(await makeRoot({ version: 2, epoch: 2, payload: { chain } }), 'accepted'),
    bundle(seed, 'unchanged', { after: { inForce: '1.1' } }),
    bundle(pretty, 'LP_BUNDLE_EPOCH', { after: { inForce: '1.1' } }),
  ]),
  'signed-anew-a-second-later': story('a copy that is newer by a second', [
    bundle(await make({ iat: day0 + 1 }), 'accepted', {
      clock: day0 + 1,
      after: { iat: day0 + 1, clockIsBehind: false },
    }),
  ]),
  'a-second-from-the-future': story('a second ahead of the clock is told', [
    bundle(await make({ iat: day0 + 1 }), 'accepted', { after: { iat: day0 + 1, clockIsBehind: true } }),
  ]),
  'same-in-other-bytes': story('the same document, written with other white space', [bundle(pretty, 'unchanged')]),
  'signed-anew': story('the same version signed anew', [
    bundle(refreshed, 'accepted', { clock: at(7), after: { inForce: '1.1', iat: at(7), floor: at(7) } }),
  ]),
  'older-copy': story('an older copy of the same version', [
    bundle(refreshed, 'accepted', { clock: at(7) }),
    bundle(seed, 'unchanged', { clock: at(7), after: { iat: at(7) } }),
  ]),
  'same-version-other-pins': story('the same version with something else in it', [
    bundle(await make({ iat: at(1), refresh: 7_200 }), 'LP_BUNDLE_CONFLICT', { clock: at(1), after: { iat: day0 } }),
  ]),
  'older-same-version-other-pins': story('an older one too', [
    bundle(await make({ iat: day0 - 1, refresh: 7_200 }), 'LP_BUNDLE_CONFLICT'),
  ]),
  'same-version-other-unknown-member': story('an unknown member is part of what a version says', [
    bundle(await make({ iat: at(1), future: 1 }), 'LP_BUNDLE_CONFLICT', { clock: at(1) }),
  ]),
  'same-version-other-order': story('the order of its members is not', [
    bundle(await reordered(), 'accepted', { clock: at(1) }),
  ]),
  'older-version': story('an older version', [
    bundle(five, 'accepted', { clock: at(1) }),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(1), after: { inForce: '1.5' } }),
  ]),
  'older-version-after-restart': story('after a restart too', [
    bundle(five, 'accepted', { clock: at(1) }),
    restart({ clock: at(1), after: { inForce: '1.5', memory: '1.5', floor: at(1) } }),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(1), after: { inForce: '1.5' } }),
  ]),
  'store-lost': story('a lost store: memory is never below what is embedded', [
    bundle(five, 'accepted', { clock: at(1) }),
    restart({ restart: 'lost', clock: at(1), after: { inForce: '1.1', memory: '1.1' } }),
    bundle(two, 'accepted', { clock: at(1), after: { inForce: '1.2' } }),
  ]),
  'newer-seed': story('an app update embeds a newer bundle than is stored', [
    bundle(two, 'accepted', { clock: at(1) }),
    restart({ seed: documentOf(five), clock: at(1), after: { inForce: '1.5', memory: '1.5' } }),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(1) }),
  ]),
  'older-seed': story('or an older one', [
    bundle(five, 'accepted', { clock: at(1) }),
    restart({ seed: documentOf(two), clock: at(1), after: { inForce: '1.5' } }),
  ]),
  'other-app': story('the bundle of another app', [
    bundle(await make({ version: 2, app: 'com.example.shop' }), 'LP_BUNDLE_APP'),
  ]),
  'other-chain': story('the bundle of another environment', [
    bundle(await makeBundle(chainOf(otherRoot), { version: 2 }), 'LP_BUNDLE_CHAIN'),
  ]),
  unsigned: story('a bundle that nobody signed', [bundle(await make({ version: 2 }, []), 'LP_BUNDLE_SIGNATURES')]),
  'signed-by-stranger': story('signed by a key that is not listed', [
    bundle(await make({ version: 2 }, [thief]), 'LP_BUNDLE_SIGNATURES'),
  ]),
  'signed-by-root-key': story('signed by a root key, which has not that role', [
    bundle(await make({ version: 2 }, [testKey('root 1')]), 'LP_BUNDLE_SIGNATURES'),
  ]),
  'altered-payload': story('altered after signing', [bundle(await altered(), 'LP_BUNDLE_SIGNATURES')]),
  'too-few-of-two': await thresholdStory(),
  'root-not-known': story('a bundle that needs a trust root which is not known yet', [
    bundle(recovered, 'LP_BUNDLE_ROOT_UNKNOWN', { clock: at(3) }),
    root(raised, 'accepted', { clock: at(3) }),
    bundle(recovered, 'accepted', { clock: at(3), after: { inForce: '2.1', memory: '2.1' } }),
  ]),
  'older-root-named': story('an older root than the newest is no reason to refuse', [
    root(await makeRoot({ version: 2, payload: { chain } }), 'accepted'),
    bundle(two, 'accepted', { clock: at(1), after: { inForce: '1.2' } }),
  ]),
  'seed-delivered-again': story('the seed delivered again, once a newer one is in force', [
    bundle(five, 'accepted', { clock: at(1) }),
    bundle(seed, 'LP_BUNDLE_ROLLBACK', { clock: at(1), after: { inForce: '1.5' } }),
  ]),
  'dropped-delivered-again': story('the very bytes that a trust root has voided', [
    bundle(two, 'accepted', { clock: at(1) }),
    root(raised, 'accepted', { clock: at(3), after: { inForce: null } }),
    bundle(two, 'LP_BUNDLE_SIGNATURES', { clock: at(3), after: { inForce: null, memory: '1.2' } }),
  ]),
  'chain-told-first': story('of several faults the chain is told first', [
    bundle(
      await makeBundle(chainOf(otherRoot), { app: 'com.example.shop', root: 9, epoch: 9 }, [thief]),
      'LP_BUNDLE_CHAIN',
      { clock: at(500) },
    ),
  ]),
  'app-told-second': story('then the app', [
    bundle(await make({ app: 'com.example.shop', root: 9, epoch: 9 }, [thief]), 'LP_BUNDLE_APP', { clock: at(500) }),
  ]),
  'root-told-third': story('then a trust root that is not known', [
    bundle(await make({ root: 9, epoch: 9 }, [thief]), 'LP_BUNDLE_ROOT_UNKNOWN', { clock: at(500) }),
  ]),
  'signatures-told-fourth': story('then the signatures', [
    bundle(await make({ epoch: 9 }, [thief]), 'LP_BUNDLE_SIGNATURES', { clock: at(500) }),
  ]),
  'epoch-told-fifth': story('then the epoch', [
    bundle(await make({ epoch: 9 }), 'LP_BUNDLE_EPOCH', { clock: at(500) }),
  ]),
  'order-before-age': story('an older version that has expired too is a rollback', [
    bundle(five, 'accepted', { clock: at(1) }),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(500) }),
  ]),
  'conflict-before-age': story('the same version with other pins that has expired too is a conflict', [
    bundle(await make({ refresh: 7_200 }), 'LP_BUNDLE_CONFLICT', { clock: at(500) }),
  ]),
  'bundle-of-next-major': story('a bundle of another major version leaves the one in force', [
    bundle(await make({ version: 2, spec: '2.0' }), 'LP_SPEC_UNSUPPORTED', { after: { inForce: '1.1' } }),
    bundle(two, 'accepted', { clock: at(1) }),
  ]),
  'root-as-bundle-type': story('a bundle payload under the type of trust roots', [
    bundle(await typed('livepin-root+json'), 'LP_JWS_TYPE', { after: { inForce: '1.1' } }),
  ]),
  'same-copy-other-end': story('a copy of the same moment with another end is no newer one', [
    bundle(await make({ exp: at(400) }), 'unchanged', { after: { iat: day0 } }),
    restart({ clock: at(15), after: { freshness: 'stale' } }),
  ]),
  'signed-anew-with-shorter-life': story('a newer copy may have an earlier end', [
    bundle(await make({ iat: at(1), exp: at(8) }), 'accepted', { clock: at(1), after: { iat: at(1) } }),
    restart({ clock: at(9), after: { freshness: 'stale' } }),
  ]),
  'signed-anew-number-spelled-otherwise': story('a number of an unknown member is compared by its spelling', [
    bundle(await respelled('1.0'), 'accepted', { clock: at(1) }),
    bundle(await respelled('1.00', at(2)), 'LP_BUNDLE_CONFLICT', { clock: at(2), after: { iat: at(1) } }),
  ]),
  'signed-anew-same-odd-number': story('and is the same where its spelling is', [
    bundle(await respelled('1.0'), 'accepted', { clock: at(1) }),
    bundle(await respelled('1.0', at(2)), 'accepted', { clock: at(2), after: { iat: at(2) } }),
  ]),
  'same-version-a-pin-less': story('the same version with a pin less', [
    bundle(await make({ iat: at(1), domains: [domain('api.example.com', [testPin('leaf')])] }), 'LP_BUNDLE_CONFLICT', {
      clock: at(1),
      after: { iat: day0 },
    }),
  ]),
  'same-version-a-pin-more': story('or more', [
    bundle(
      await make({
        iat: at(1),
        domains: [domain('api.example.com', [testPin('leaf'), testPin('backup'), testPin('rogue')])],
      }),
      'LP_BUNDLE_CONFLICT',
      { clock: at(1), after: { iat: day0 } },
    ),
  ]),
  'same-version-other-order-of-pins': story('or with its pins in another order', [
    bundle(
      await make({ iat: at(1), domains: [domain('api.example.com', [testPin('backup'), testPin('leaf')])] }),
      'LP_BUNDLE_CONFLICT',
      { clock: at(1) },
    ),
  ]),
  'same-version-a-member-less': story('or without an unknown member that it had', [
    bundle(await make({ version: 2, iat: at(1), future: 1 }), 'accepted', { clock: at(1) }),
    bundle(await make({ version: 2, iat: at(2) }), 'LP_BUNDLE_CONFLICT', { clock: at(2), after: { iat: at(1) } }),
  ]),
  'same-version-list-for-object': story('or with a list in place of an object', [
    bundle(await make({ version: 2, iat: at(1), future: {} }), 'accepted', { clock: at(1) }),
    bundle(await make({ version: 2, iat: at(2), future: [] }), 'LP_BUNDLE_CONFLICT', { clock: at(2) }),
    bundle(await make({ version: 2, iat: at(2), future: null }), 'LP_BUNDLE_CONFLICT', { clock: at(2) }),
    bundle(await make({ version: 2, iat: at(2), future: {} }), 'accepted', { clock: at(2) }),
  ]),
  'clock-ahead-for-a-while': story('a clock that was far ahead for a while does no lasting harm', [
    bundle(two, 'LP_BUNDLE_EXPIRED', { clock: at(9_000), after: { inForce: '1.1', floor: day0, freshness: 'stale' } }),
    bundle(two, 'accepted', { clock: at(1), after: { inForce: '1.2', freshness: 'fresh' } }),
  ]),
  'refused-lifts-no-floor': story('what is refused does not move the floor', [
    bundle(await make({ version: 2, iat: at(5) }, [thief]), 'LP_BUNDLE_SIGNATURES', {
      clock: at(5),
      after: { floor: day0 },
    }),
  ]),
  'older-copy-lifts-no-floor': story('nor does what is unchanged', [
    bundle(await make({ exp: at(30) }), 'unchanged', { clock: at(20), after: { floor: day0, memory: '1.1' } }),
  ]),
  'stale-then-refreshed': story('a stale bundle is followed by a fresh one', [
    restart({ clock: at(20), after: { freshness: 'stale' } }),
    bundle(await make({ iat: at(20) }), 'accepted', { clock: at(20), after: { inForce: '1.1', freshness: 'fresh' } }),
  ]),
  'judged-by-the-floor': story('bundles are judged by the floor where the clock was set back', [
    bundle(await make({ version: 2, iat: at(1), exp: at(8) }), 'accepted', { clock: at(1) }),
    bundle(await make({ version: 3, iat: at(20), exp: at(27) }), 'accepted', { clock: at(20) }),
    restart({ clock: at(1), after: { inForce: '1.3', freshness: 'fresh', floor: at(20) } }),
    bundle(await make({ version: 4, iat: at(1), exp: at(20) }), 'LP_BUNDLE_EXPIRED', { clock: at(1) }),
    bundle(await make({ version: 4, iat: at(1), exp: at(20) + 1 }), 'accepted', { clock: at(1) }),
  ]),
  'floor-after-lost-store': story('with the store the floor is lost, down to the seed', [
    bundle(await make({ version: 2, iat: at(30) }), 'accepted', { clock: at(30), after: { floor: at(30) } }),
    restart({ restart: 'lost', clock: at(30), after: { floor: day0, memory: '1.1' } }),
  ]),
  'floor-of-embedded-root': story('an embedded trust root that is newer than the seed lifts the floor', [], {
    root: documentOf(lateRoot),
    seed: documentOf(await makeBundle(chainOf(lateRoot))),
    clock: at(10),
    after: { floor: at(9) },
  }),
  'floor-of-the-seed': story('a seed that is newer than the embedded trust root lifts the floor', [], {
    seed: documentOf(await make({ iat: at(3) })),
    clock: at(10),
    after: { floor: at(3) },
  }),
  'floor-of-a-seed-of-an-older-epoch': story('but not one of an older epoch: who dated it may have been a thief', [], {
    root: documentOf(secondEpoch),
    seed: documentOf(await makeBundle(chainOf(secondEpoch), { iat: at(3) })),
    clock: at(10),
    after: { floor: day0, inForce: '1.1' },
  }),
  'epoch-ahead': story('a pin key cannot raise the epoch', [
    bundle(await make({ epoch: 2, version: 1 }), 'LP_BUNDLE_EPOCH'),
  ]),
  'epoch-behind': story('nor may a bundle stay behind it', [
    root(await makeRoot({ version: 2, epoch: 2, payload: { chain } }), 'accepted'),
    bundle(two, 'LP_BUNDLE_EPOCH', { clock: at(1), after: { inForce: '1.1' } }),
  ]),
  expired: story('an expired bundle', [bundle(two, 'LP_BUNDLE_EXPIRED', { clock: at(15), after: { inForce: '1.1' } })]),
  'expires-now': story('at its very end it has expired', [
    bundle(await make({ version: 2 }), 'LP_BUNDLE_EXPIRED', { clock: at(14) }),
  ]),
  'expires-in-a-second': story('a second before it has not', [
    bundle(await make({ version: 2 }), 'accepted', { clock: at(14) - 1, after: { freshness: 'fresh' } }),
  ]),
  stale: story('a bundle grows stale, and stays in force', [
    restart({ clock: at(14), after: { inForce: '1.1', freshness: 'stale' } }),
  ]),
  'from-the-future': story(
    'a phone whose clock is slow',
    [
      bundle(two, 'accepted', {
        clock: at(-300),
        after: { inForce: '1.2', clockIsBehind: true, floor: at(-299), freshness: 'fresh' },
      }),
    ],
    { clock: at(-300), after: { floor: at(-299) } },
  ),
  'clock-set-back': story('a clock that was set back revives nothing: the floor remembers', [
    bundle(await make({ version: 2, iat: at(30) }), 'accepted', { clock: at(30), after: { floor: at(30) } }),
    bundle(await make({ version: 3, iat: at(1) }), 'LP_BUNDLE_EXPIRED', { clock: at(1), after: { inForce: '1.2' } }),
    restart({ clock: at(1), after: { floor: at(30), inForce: '1.2' } }),
    bundle(await make({ version: 3, iat: at(1) }), 'LP_BUNDLE_EXPIRED', { clock: at(1) }),
  ]),
  'floor-is-capped': story('a document far ahead lifts the floor by a day at most', [
    bundle(await make({ version: 2, iat: at(3_000) }), 'accepted', { clock: at(1), after: { floor: at(2) } }),
    bundle(await make({ version: 3, iat: at(1) }), 'accepted', {
      clock: at(1),
      after: { inForce: '1.3', floor: at(2) },
    }),
  ]),
  'fast-forward': story(
    'a thief of the pin key publishes the highest version; a new root with a higher epoch ends it',
    [
      bundle(await make({ version: newest, iat: at(300) }), 'accepted', {
        clock: at(2),
        after: { inForce: `1.${newest}`, floor: at(3) },
      }),
      bundle(await make({ version: 6, iat: at(3) }), 'LP_BUNDLE_ROLLBACK', { clock: at(3) }),
      root(raised, 'accepted', { clock: at(3), after: { inForce: null, floor: at(3) } }),
      bundle(recovered, 'accepted', { clock: at(3), after: { inForce: '2.1', memory: '2.1' } }),
      bundle(await make({ version: newest, iat: at(4) }), 'LP_BUNDLE_SIGNATURES', {
        clock: at(4),
        after: { inForce: '2.1' },
      }),
      restart({ clock: at(4), after: { inForce: '2.1', memory: '2.1', root: 2 } }),
    ],
  ),
  'floor-reset-by-epoch': story('a higher epoch takes the floor back to its own iat', [
    bundle(await make({ version: 2, iat: at(100) }), 'accepted', { clock: at(100), after: { floor: at(100) } }),
    root(raised, 'accepted', { clock: at(3), after: { floor: at(3) } }),
    bundle(recovered, 'accepted', { clock: at(3), after: { inForce: '2.1' } }),
  ]),
  'pin-key-rotation-with-overlap': await overlapStory(),
  'store-damaged': story('a damaged store: the app goes on with its seed', [
    bundle(two, 'accepted', { clock: at(1) }),
    restart({
      restart: { store: '{"livepin":1,"app":"com.exam' },
      clock: at(1),
      dropped: ['LP_STORE_MALFORMED'],
      after: { inForce: '1.1' },
    }),
  ]),
  'store-of-the-future': story('a store that a later version wrote', [
    restart({ restart: { store: '{"livepin":2}' }, dropped: ['LP_STORE_MALFORMED'], after: { inForce: '1.1' } }),
  ]),
  'store-foreign': story('the store of another app', [
    restart({
      restart: { store: storeText({ app: 'com.example.shop' }) },
      dropped: ['LP_STORE_FOREIGN'],
      after: { inForce: '1.1' },
    }),
  ]),
  'store-of-other-chain': story('the store of another environment', [
    restart({
      restart: { store: storeText({ chain: chainOf(otherRoot) }) },
      dropped: ['LP_STORE_FOREIGN'],
      after: { inForce: '1.1' },
    }),
  ]),
  'store-empty': story('an empty store', [
    restart({ restart: { store: '' }, dropped: ['LP_STORE_MALFORMED'], after: { inForce: '1.1' } }),
  ]),
  'store-record-missing': story('a store without its record', [
    restart({
      restart: { store: storeText({ memory: undefined }) },
      dropped: ['LP_STORE_MALFORMED'],
      after: { inForce: '1.1' },
    }),
  ]),
  'store-record-ahead': story('a record of a higher epoch than any trust root says counts as it stands', [
    restart({
      restart: { store: storeText({ memory: { epoch: 2, version: 7, floor: at(50), floorEpoch: 2 } }) },
      dropped: ['LP_BUNDLE_ROLLBACK'],
      after: { inForce: '1.1', memory: '2.7', floor: day0 },
    }),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(1) }),
    root(raised, 'accepted', { clock: at(3) }),
    bundle(recovered, 'LP_BUNDLE_ROLLBACK', { clock: at(3) }),
  ]),
  'store-bundle-of-other-app': story('a store with the bundle of another app', [
    restart({
      restart: { store: storeText({ bundle: text(await make({ version: 2, app: 'com.example.shop' })) }) },
      dropped: ['LP_BUNDLE_APP'],
      after: { inForce: '1.1' },
    }),
  ]),
  'store-root-torn': story('of the stored trust roots those before a torn one are kept', [
    restart({
      restart: { store: storeText({ roots: [text(root1), text(plainRoot2), '{"payload'] }) },
      dropped: ['LP_JSON_MALFORMED'],
      after: { root: 2, inForce: '1.1' },
    }),
  ]),
  'store-root-missing': story('a gap in the stored trust roots', [
    restart({
      restart: { store: storeText({ roots: [text(root1), text(plainRoot3)] }) },
      dropped: ['LP_ROOT_VERSION'],
      after: { root: 1 },
    }),
    root(plainRoot2, 'accepted', { after: { root: 2 } }),
  ]),
  'store-root-unknown': story('a stored bundle whose trust root is not there is judged under the newest', [
    restart({ restart: { store: storeText({ bundleRoot: 9 }) }, after: { inForce: '1.1' } }),
    restart({
      restart: {
        store: storeText({
          roots: [text(root1), text(await makeRoot({ version: 2, pinKeys: [p2], payload: { chain } }))],
          bundle: text(two),
          bundleRoot: 9,
        }),
      },
      dropped: ['LP_BUNDLE_SIGNATURES'],
      after: { root: 2, inForce: null },
    }),
  ]),
  'store-root-behind-the-embedded': await behindStory(),
  'store-bundle-expired': story('a stored bundle that has expired is in force, and stale', [
    bundle(two, 'accepted', { clock: at(1) }),
    restart({ clock: at(100), after: { inForce: '1.2', freshness: 'stale' } }),
  ]),
  'store-forged-bundle': story('a stored bundle that nobody signed', [
    restart({
      restart: { store: storeText({ bundle: text(await make({ version: 2 }, [thief])), memory: memoryOf(2) }) },
      dropped: ['LP_BUNDLE_SIGNATURES'],
      after: { inForce: '1.1', memory: '1.2' },
    }),
  ]),
  'store-older-bundle': story('a stored bundle that was put back beside a newer record', [
    restart({
      restart: { store: storeText({ bundle: text(two), memory: memoryOf(5) }) },
      dropped: ['LP_BUNDLE_ROLLBACK'],
      after: { inForce: '1.1', memory: '1.5' },
    }),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(1) }),
    bundle(await make({ version: 6, iat: at(1) }), 'accepted', { clock: at(1), after: { inForce: '1.6' } }),
  ]),
  'store-forged-root': story('a stored trust root that nobody signed', [
    restart({
      restart: {
        store: storeText({
          roots: [text(root1), text(await makeRoot({ version: 2, payload: { chain }, signers: [thief] }))],
        }),
      },
      dropped: ['LP_ROOT_OLD_SIGNATURES'],
      after: { inForce: '1.1', root: 1 },
    }),
  ]),
  'seed-unsigned': {
    ...story('an app whose seed nobody signed', []),
    seed: documentOf(await make({}, [])),
    expect: 'LP_BUNDLE_SIGNATURES',
  },
  'seed-of-other-app': {
    ...story('the seed of another app', []),
    seed: documentOf(await make({ app: 'com.example.shop' })),
    expect: 'LP_BUNDLE_APP',
  },
  'seed-of-other-chain': {
    ...story('the seed of another environment', []),
    seed: documentOf(await makeBundle(chainOf(otherRoot))),
    expect: 'LP_BUNDLE_CHAIN',
  },
  'seed-epoch-ahead': {
    ...story('a seed with a higher epoch than its trust root', []),
    seed: documentOf(await make({ epoch: 2 })),
    expect: 'LP_BUNDLE_EPOCH',
  },
  'seed-expired': {
    ...story('an expired seed still pins', []),
    clock: at(500),
    after: { inForce: '1.1', freshness: 'stale' },
  },
};

async function altered(): Promise<Uint8Array> {
  const document = JSON.parse(Buffer.from(two).toString());
  const payload = Buffer.from(document.payload, 'base64url').toString().replace('"allow"', '"refuse"');
  return new TextEncoder().encode(JSON.stringify({ ...document, payload: Buffer.from(payload).toString('base64url') }));
}

async function reordered(): Promise<Uint8Array> {
  const { payload } = JSON.parse(text(await make({ iat: at(1) })));
  const members = Object.entries(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return signDocument('livepin-bundle+json', Object.fromEntries(members.reverse()), [p1]);
}

async function thresholdStory(): Promise<ClientVector> {
  const first = await makeRoot({ pinKeys: [p1, p2], pinThreshold: 2 });
  const name = chainOf(first);
  const renamed = { ...p1, kid: p2.kid, alg: p2.alg };
  const steps = [
    bundle(await makeBundle(name, { version: 2 }, [p1]), 'LP_BUNDLE_SIGNATURES', { after: { inForce: '1.1' } }),
    bundle(await makeBundle(name, { version: 2 }, [p1, renamed]), 'LP_BUNDLE_SIGNATURES', {
      after: { inForce: '1.1' },
    }),
    bundle(await makeBundle(name, { version: 2 }, [p1, p1]), 'LP_JWS_KID_REPEATED', { after: { inForce: '1.1' } }),
    bundle(await makeBundle(name, { version: 2 }, [p1, thief]), 'LP_BUNDLE_SIGNATURES', { after: { inForce: '1.1' } }),
    bundle(await makeBundle(name, { version: 2 }, [p2, p1]), 'accepted', { after: { inForce: '1.2' } }),
  ];
  const documents = { root: documentOf(first), seed: documentOf(await makeBundle(name, {}, [p1, p2])) };
  return story('one of two needed signatures is not enough', steps, documents);
}

/** Genuine pins under the type of the other document. */
async function typed(type: 'livepin-root+json'): Promise<Uint8Array> {
  const { payload } = JSON.parse(text(await make({ version: 2 }, [])));
  return formatDocument(payload, [await signPayload(type, payload, p1)]);
}

/** A copy of the seed with an unknown member, whose number `JSON.stringify` would not write so. */
async function respelled(number: string, iat = at(1)): Promise<Uint8Array> {
  const honest = JSON.parse(text(await make({ version: 2, iat }, [])));
  const said = Buffer.from(honest.payload, 'base64url').toString().replace('"refresh"', `"future":${number},"refresh"`);
  const payload = Buffer.from(said).toString('base64url');
  return formatDocument(payload, [await signPayload('livepin-bundle+json', payload, p1)]);
}

// The planned way: the new key is listed beside the old one before the old one goes, so nothing is ever void.
async function overlapStory(): Promise<ClientVector> {
  const steps = [
    root(await makeRoot({ version: 2, pinKeys: [p1, p2], payload: { chain } }), 'accepted', {
      after: { inForce: '1.1' },
    }),
    bundle(await make({ version: 2 }, [p2]), 'accepted', { after: { inForce: '1.2' } }),
    root(await makeRoot({ version: 3, pinKeys: [p2], payload: { chain } }), 'accepted', {
      after: { inForce: '1.2', freshness: 'fresh' },
    }),
    bundle(await make({ version: 3 }, [p1]), 'LP_BUNDLE_SIGNATURES', { after: { inForce: '1.2' } }),
  ];
  return story('a planned change of the pin key: nothing is ever void', steps);
}

// An app update embeds root 2, which lists both keys; the store goes on to root 3, which has dropped the one that signed
// what was accepted under root 1. That bundle still proves itself under root 2, and does not count any more.
async function behindStory(): Promise<ClientVector> {
  const both = await makeRoot({ version: 2, pinKeys: [p1, p2], payload: { chain } });
  const without = await makeRoot({ version: 3, pinKeys: [p2], payload: { chain } });
  const steps = [
    bundle(five, 'accepted', { clock: at(1) }),
    root(both, 'accepted', { clock: at(1) }),
    root(without, 'accepted', { clock: at(1), after: { inForce: null } }),
    restart({
      root: documentOf(both),
      seed: documentOf(await make({ version: 3 }, [p2])),
      clock: at(1),
      after: { root: 3, inForce: '1.3', memory: '1.5' },
    }),
  ];
  return story('a bundle accepted under an older root than the embedded one is judged under the embedded one', steps);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function memoryOf(version: number) {
  return { epoch: 1, version, floor: day0, floorEpoch: 1 };
}

function storeText(more: object): string {
  const stored = {
    livepin: 1,
    app: 'com.example.bank',
    chain,
    roots: [text(root1)],
    bundle: text(seed),
    bundleRoot: 1,
    memory: memoryOf(1),
  };
  return JSON.stringify({ ...stored, ...more });
}
