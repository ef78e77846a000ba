import {
  acceptBundle,
  acceptRoot,
  bundleInForce,
  type ClientState,
  compareVersions,
  encodeBase64Url,
  formatStored,
  LivepinError,
  newestRoot,
  openState,
  parseBundle,
  parseJws,
  parseStored,
  parseTrustRoot,
  storedOf,
} from '@livepin/core';
import { formatDocument, type SignatureEntry, signPayload } from '@livepin/core/sign';
import { webCrypto } from '@livepin/core/web';
import { app, chainOf, day0, domain, makeBundle, makeRoot, oneDay, rootKeys, testKey, testPin } from '@livepin/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

// Laws that hold whatever an attacker delivers. He holds one root key of the two needed and one pin key of the two
// needed, has every genuine document, and controls the order of everything, restarts included.

const crypto = webCrypto(globalThis.crypto.subtle);
const pins = [testKey('law pin 1'), testKey('law pin 2'), testKey('law pin 3')];
const [stolenRootKey, stolenPinKey] = [rootKeys[0]!, pins[0]!];
const root1 = await makeRoot({ pinKeys: pins, pinThreshold: 2 });
const chain = chainOf(root1);
const seed = await makeBundle(chain, {}, pins.slice(0, 2));
const embedded = { app, root: root1, seed };

const at = (days: number) => day0 + days * oneDay;
const later = (version: number, epoch: number) =>
  makeRoot({ version, epoch, pinKeys: pins, pinThreshold: 2, payload: { chain, iat: at(version) } });
const genuineRoots = [await later(2, 1), await later(3, 2), await later(4, 2)];
const genuineBundle = (epoch: number, version: number, iat: number) =>
  makeBundle(
    chain,
    { epoch, version, root: epoch, iat, domains: [domain('api.example.com', [testPin(`genuine ${version}`)])] },
    pins.slice(0, 2),
  );
const genuineBundles = [
  seed,
  await genuineBundle(1, 2, at(1)),
  await genuineBundle(1, 3, at(2)),
  await genuineBundle(1, 3, at(9)),
  await genuineBundle(2, 1, at(4)),
  await genuineBundle(2, 2, at(5)),
];
const genuine = [root1, ...genuineRoots, ...genuineBundles];
const genuinePayloads = new Set(genuineBundles.map(payloadOf));
const genuineRootPayloads = new Set([root1, ...genuineRoots].map(payloadOf));
const loot: readonly SignatureEntry[] = genuine.flatMap(
  (bytes) => JSON.parse(Buffer.from(bytes).toString()).signatures,
);

function payloadOf(bytes: Uint8Array): string {
  return encodeBase64Url(parseJws(bytes).payloadBytes);
}

type Delivery = { readonly as: 'bundle' | 'root'; readonly bytes: Uint8Array; readonly clock: number };
type Move =
  | { readonly kind: 'deliver'; readonly make: () => Promise<Delivery> }
  | { readonly kind: 'restart'; readonly clock: number };

const clock = fc.integer({ min: at(0), max: at(12) });
const kind = fc.constantFrom('bundle' as const, 'root' as const);
const version = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(Number.MAX_SAFE_INTEGER));
const picked = fc.shuffledSubarray([...loot], { maxLength: 4 });

const replay = fc
  .tuple(kind, fc.constantFrom(...genuine), clock)
  .map(([as, bytes, when]): Move => ({ kind: 'deliver', make: async () => ({ as, bytes, clock: when }) }));

const inOrder = fc
  .tuple(fc.constantFrom(...genuineRoots), clock)
  .map(([bytes, when]): Move => ({ kind: 'deliver', make: async () => ({ as: 'root', bytes, clock: when }) }));

const mutated = fc.tuple(kind, fc.constantFrom(...genuine), fc.nat(), fc.nat(255), clock).map(
  ([as, bytes, place, byte, when]): Move => ({
    kind: 'deliver',
    make: async () => ({ as, bytes: bytes.with(place % bytes.length, byte), clock: when }),
  }),
);

const forged = fc
  .record({
    as: kind,
    version,
    epoch: version,
    root: fc.integer({ min: 1, max: 4 }),
    iat: clock,
    copied: picked,
    when: clock,
    ownKeys: fc.boolean(),
  })
  .map((sketch): Move => ({ kind: 'deliver', make: () => forge(sketch) }));

interface Forgery {
  as: 'bundle' | 'root';
  version: number;
  epoch: number;
  root: number;
  iat: number;
  copied: SignatureEntry[];
  when: number;
  /** Whether a forged root names the thief's own keys for everything. */
  ownKeys: boolean;
}

async function forge({ as, version: v, epoch, root, iat, copied, when, ownKeys }: Forgery): Promise<Delivery> {
  const thief = testKey('thief');
  const roles = { rootKeys: [stolenRootKey, thief], rootThreshold: 1, pinKeys: [thief], pinThreshold: 1 };
  const honest =
    as === 'bundle'
      ? await makeBundle(chain, { version: v, epoch, root, iat, domains: [] }, [])
      : await makeRoot({
          version: v,
          epoch,
          ...(ownKeys ? roles : {}),
          signers: [],
          payload: { chain, iat, exp: iat + oneDay },
        });
  const { payload } = JSON.parse(Buffer.from(honest).toString());
  const type = as === 'bundle' ? 'livepin-bundle+json' : 'livepin-root+json';
  const own = await Promise.all([stolenRootKey, stolenPinKey, thief].map((key) => signPayload(type, payload, key)));
  const kidOf = (entry: SignatureEntry) => JSON.parse(Buffer.from(entry.protected, 'base64url').toString()).kid;
  const byKid = new Map([...copied, ...own].map((entry) => [kidOf(entry), entry]));
  return { as, bytes: formatDocument(payload, [...byKid.values()]), clock: when };
}

const restart = clock.map((when): Move => ({ kind: 'restart', clock: when }));
const story = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: replay },
    { weight: 3, arbitrary: inOrder },
    mutated,
    { weight: 3, arbitrary: forged },
    restart,
  ),
  {
    maxLength: 14,
  },
);

/** Plays a story and shows every state to `watch`, with what was accepted to reach it. */
async function play(
  moves: readonly Move[],
  watch: (state: ClientState, before: ClientState | null) => void,
): Promise<void> {
  let { state } = await openState(embedded, null, day0, crypto);
  watch(state, null);
  for (const move of moves) {
    const before = state;
    if (move.kind === 'restart') {
      const stored = parseStored(formatStored(storedOf(state)), 'the store');
      ({ state } = await openState(embedded, stored, move.clock, crypto));
    } else {
      const { as, bytes, clock: when } = await move.make();
      const outcome = await (as === 'bundle' ? acceptBundle : acceptRoot)(state, bytes, when, crypto);
      if (outcome.kind === 'accepted') state = outcome.state;
    }
    watch(state, before);
  }
}

describe('against an attacker without enough keys', () => {
  test('only pins that a threshold signed come into force, and only roots that their predecessors signed', async () => {
    let beyondSeed = 0;
    const law = fc.asyncProperty(story, (moves) =>
      play(moves, (state) => {
        const inForce = bundleInForce(state);
        if (inForce && inForce.bundle.version > 1) beyondSeed++;
        if (inForce) expect(genuinePayloads).toContain(encodeBase64Url(inForce.bundle.jws.payloadBytes));
        expect(genuineRootPayloads).toContain(encodeBase64Url(newestRoot(state).jws.payloadBytes));
      }),
    );
    await fc.assert(law, { numRuns: 150 });
    expect(beyondSeed).toBeGreaterThan(0);
  });

  test('(epoch, version), the trust root and the floor within an epoch never go back', async () => {
    const law = fc.asyncProperty(story, (moves) =>
      play(moves, (state, before) => {
        if (!before) return;
        expect(compareVersions(state.memory, before.memory)).toBeGreaterThanOrEqual(0);
        expect(newestRoot(state).version).toBeGreaterThanOrEqual(newestRoot(before).version);
        if (state.memory.floorEpoch === before.memory.floorEpoch) {
          expect(state.memory.floor).toBeGreaterThanOrEqual(before.memory.floor);
        }
        const [now, then] = [bundleInForce(state)?.bundle, bundleInForce(before)?.bundle];
        if (now && then && now !== then) expect(compareVersions(now, then)).toBeGreaterThanOrEqual(0);
      }),
    );
    await fc.assert(law, { numRuns: 150 });
  });

  test('what is stored verifies again to the same state', async () => {
    const law = fc.asyncProperty(story, clock, async (moves, when) => {
      let last: ClientState | null = null;
      await play(moves, (state) => {
        last = state;
      });
      const text = formatStored(storedOf(last!));
      const again = await openState(embedded, parseStored(text, 'the store'), when, crypto);
      expect(again.dropped).toEqual([]);
      expect(formatStored(storedOf(again.state))).toBe(text);
      expect(bundleInForce(again.state)?.bundle.jws.bytes).toEqual(bundleInForce(last!)?.bundle.jws.bytes);
      expect(bundleInForce(again.state)?.signers).toEqual(bundleInForce(last!)?.signers);
    });
    await fc.assert(law, { numRuns: 80 });
  });
});

describe('a thief of the one pin key that is needed', () => {
  const [only, fresh] = [testKey('the only pin key'), testKey('the next pin key')];

  test("cannot keep a genuine operator's next bundle out, once a new root has dropped that key", async () => {
    const first = await makeRoot({ pinKeys: [only] });
    const name = chainOf(first);
    const theft = fc.record({
      version,
      iat: fc.integer({ min: at(0), max: at(4_000) }),
      days: fc.integer({ min: 7, max: 400 }),
      when: clock,
    });
    const law = fc.asyncProperty(
      fc.array(theft, { maxLength: 6 }),
      fc.array(fc.boolean(), { maxLength: 6 }),
      async (thefts, restarts) => {
        const app1 = { app, root: first, seed: await makeBundle(name, {}, [only]) };
        let { state } = await openState(app1, null, day0, crypto);
        for (const [index, { version: v, iat, days, when }] of thefts.entries()) {
          const forgedBundle = await makeBundle(name, { version: v, iat, exp: iat + days * oneDay, domains: [] }, [
            only,
          ]);
          const outcome = await acceptBundle(state, forgedBundle, when, crypto);
          if (outcome.kind === 'accepted') state = outcome.state;
          if (restarts[index])
            ({ state } = await openState(app1, parseStored(formatStored(storedOf(state)), 'store'), when, crypto));
        }
        const now = at(13);
        const root = await makeRoot({ version: 2, epoch: 2, pinKeys: [fresh], payload: { chain: name, iat: now } });
        const dropped = await acceptRoot(state, root, now, crypto);
        expect(dropped.kind).toBe('accepted');
        state = (dropped as { state: ClientState }).state;
        expect(bundleInForce(state)).toBeNull();
        const genuineNext = await makeBundle(name, { epoch: 2, version: 1, root: 2, iat: now }, [fresh]);
        expect((await acceptBundle(state, genuineNext, now, crypto)).kind).toBe('accepted');
      },
    );
    await fc.assert(law, { numRuns: 60 });
  });
});

describe('parsing', () => {
  const somewhere = fc.tuple(fc.constantFrom(...genuine), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }));
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .json()
      .map((text) => Buffer.from(JSON.stringify({ payload: Buffer.from(text).toString('base64url'), signatures: [] }))),
    somewhere.map(([bytes, changes]) => {
      const copy = bytes.slice();
      for (const [place, byte] of changes) copy[place % copy.length] = byte;
      return copy;
    }),
  );

  test('throws nothing but its own errors, whatever the bytes', async () => {
    const law = fc.asyncProperty(hostile, async (bytes) => {
      for (const parse of [
        () => parseBundle(bytes),
        () => parseTrustRoot(bytes, crypto),
        () => parseStored(Buffer.from(bytes).toString('latin1'), 'x'),
      ]) {
        try {
          await parse();
        } catch (error) {
          expect(error).toBeInstanceOf(LivepinError);
        }
      }
    });
    await fc.assert(law, { numRuns: 2_000 });
  });
});
