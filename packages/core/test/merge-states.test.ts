import {
  acceptBundle,
  acceptRoot,
  bundleInForce,
  type ClientState,
  type Crypto,
  compareVersions,
  formatStored,
  mergeStates,
  newestRoot,
  openState,
  parseStored,
  storedOf,
} from '@livepin/core';
import { webCrypto } from '@livepin/core/web';
import { app, chainOf, day0, makeBundle, makeRoot, oneDay, pinKeys } from '@livepin/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// Processes of one app begin with the same embedded documents and are delivered whatever of the operator's documents, in
// whatever order, with whatever clock. What they know together must not depend on who merges whom.

const crypto = remembering(webCrypto(globalThis.crypto.subtle));
const [p1, p2] = pinKeys as [(typeof pinKeys)[0], (typeof pinKeys)[0]];
const at = (days: number) => day0 + days * oneDay;
const root1 = await makeRoot({ pinKeys: [p1, p2] });
const chain = chainOf(root1);
const seed = await makeBundle(chain, {}, [p1]);
const { state: begun } = await openState({ app, root: root1, seed }, null, day0, crypto);

const later = (version: number, epoch: number, keys: typeof pinKeys, pinThreshold = 1) =>
  makeRoot({ version, epoch, pinKeys: keys, pinThreshold, payload: { chain, iat: at(version) } });
const published = (epoch: number, version: number, iat: number, signers = [p1, p2]) =>
  makeBundle(chain, { epoch, version, root: epoch === 1 ? 1 : 3, iat }, signers);
const documents = [
  { as: 'root', bytes: await later(2, 1, [p1, p2], 2) },
  { as: 'root', bytes: await later(3, 2, [p2]) },
  { as: 'root', bytes: await later(4, 2, [p2, p1]) },
  { as: 'bundle', bytes: await published(1, 2, at(1)) },
  { as: 'bundle', bytes: await published(1, 2, at(5)) },
  { as: 'bundle', bytes: await published(1, 3, at(2), [p1]) },
  { as: 'bundle', bytes: await published(1, 4, at(200), [p1]) },
  { as: 'bundle', bytes: await published(2, 1, at(4), [p2]) },
  { as: 'bundle', bytes: await published(2, 2, at(30), [p2]) },
] as const;

const delivery = fc.record({ document: fc.constantFrom(...documents), clock: fc.integer({ min: at(0), max: at(14) }) });
const history = fc.array(delivery, { maxLength: 7 });
type History = readonly { document: (typeof documents)[number]; clock: number }[];

async function live(deliveries: History): Promise<ClientState> {
  let state = begun;
  for (const { document, clock } of deliveries) {
    const accept = document.as === 'root' ? acceptRoot : acceptBundle;
    const outcome = await accept(state, document.bytes, clock, crypto);
    if (outcome.kind === 'accepted') state = outcome.state;
  }
  return state;
}

/** The few documents are verified thousands of times over; what was found is the same each time. */
function remembering({ sha256, verify }: Crypto): Crypto {
  const found = new Map<string, boolean>();
  return {
    sha256,
    async verify(key, message, signature) {
      const asked = [
        key.kid,
        Buffer.from(message).toString('latin1'),
        Buffer.from(signature).toString('latin1'),
      ].join();
      const known = found.get(asked) ?? (await verify(key, message, signature));
      found.set(asked, known);
      return known;
    },
  };
}

/** All that a state says, as text: two that say the same are equal. */
function told(state: ClientState): string {
  return formatStored(storedOf(state));
}

function law(says: string, holds: (a: ClientState, b: ClientState, c: ClientState) => void | Promise<void>): void {
  test(says, async () => {
    let merged = 0;
    const property = fc.asyncProperty(history, history, history, async (...histories) => {
      const [a, b, c] = (await Promise.all(histories.map(live))) as [ClientState, ClientState, ClientState];
      if (told(a) !== told(b)) merged++;
      await holds(a, b, c);
    });
    await fc.assert(property, { numRuns: 50 });
    expect(merged).toBeGreaterThan(10);
  });
}

law('it makes no difference who merges whom', (a, b) => {
  expect(told(mergeStates(a, b))).toBe(told(mergeStates(b, a)));
});

law('nor which two of three are merged first', (a, b, c) => {
  expect(told(mergeStates(mergeStates(a, b), c))).toBe(told(mergeStates(a, mergeStates(b, c))));
});

law('what is known already adds nothing', (a, b) => {
  expect(told(mergeStates(a, a))).toBe(told(a));
  expect(told(mergeStates(a, begun))).toBe(told(a));
  expect(told(mergeStates(mergeStates(a, b), b))).toBe(told(mergeStates(a, b)));
});

law('(epoch, version) is the highest that either has accepted', (a, b) => {
  const { memory } = mergeStates(a, b);
  const comparisons = [a, b].map((state) => compareVersions(memory, state.memory));
  expect(Math.min(...comparisons)).toBe(0);
});

law('no trust root that either has proven is lost', (a, b) => {
  const kept = mergeStates(a, b).roots.map((root) => Buffer.from(root.jws.bytes).toString());
  for (const root of [...a.roots, ...b.roots]) expect(kept).toContain(Buffer.from(root.jws.bytes).toString());
});

law("the floor is the higher one of those that count in the newest root's epoch", (a, b) => {
  const merged = mergeStates(a, b);
  const { epoch } = newestRoot(merged);
  const floors = [a, b].filter(({ memory }) => memory.floorEpoch === epoch).map(({ memory }) => memory.floor);
  expect(merged.memory.floorEpoch).toBe(epoch);
  expect(merged.memory.floor).toBe(Math.max(...floors));
});

law('what is in force was held by one of them, or is the seed', (a, b) => {
  const inForce = bundleInForce(mergeStates(a, b));
  expect([a.held.bundle, b.held.bundle, begun.seed.bundle, undefined]).toContain(inForce?.bundle);
});

law('what is merged verifies again to the same state', async (a, b) => {
  const merged = mergeStates(a, b);
  const stored = parseStored(told(merged), 'the store');
  const again = await openState({ app, root: root1, seed }, stored, at(14), crypto);
  expect(again.dropped).toEqual([]);
  expect(told(again.state)).toBe(told(merged));
});

test('of one bundle that both hold, the acceptance under the older root counts', async () => {
  const [toTwo, , , two] = documents;
  const early = await live([{ document: two, clock: at(1) }]);
  const late = await live([
    { document: toTwo, clock: at(1) },
    { document: two, clock: at(1) },
  ]);
  expect([early.held.threshold, late.held.threshold]).toEqual([1, 2]);
  expect(mergeStates(early, late).held.threshold).toBe(1);
  expect(mergeStates(late, early).held.threshold).toBe(1);
});
