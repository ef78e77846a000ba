import { signDocument } from '@livepin/core/sign';
import { chainOf, day0, makeBundle, makeRoot, oneDay, pinKeys, testKey } from '@livepin/testkit';
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
  const steps = [
    bundle(await makeBundle(name, { version: 2 }, [p1]), 'LP_BUNDLE_SIGNATURES', { after: { inForce: '1.1' } }),
    bundle(await makeBundle(name, { version: 2 }, [p1, thief]), 'LP_BUNDLE_SIGNATURES', { after: { inForce: '1.1' } }),
    bundle(await makeBundle(name, { version: 2 }, [p2, p1]), 'accepted', { after: { inForce: '1.2' } }),
  ];
  const documents = { root: documentOf(first), seed: documentOf(await makeBundle(name, {}, [p1, p2])) };
  return story('one of two needed signatures is not enough', steps, documents);
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
