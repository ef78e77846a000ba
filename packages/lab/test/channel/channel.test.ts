import {
  acceptBundle,
  decodeUtf8,
  formatPin,
  LivepinError,
  maxDocumentBytes,
  openState,
  parseBundle,
  parseJson,
} from '@livepin/core';
import { app, chainOf, day0, domain, makeBundle, makeRoot, oneDay, pinKeys, testPin } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import { describe, expect, test } from 'vitest';
import { isDeliveryRequest } from '../../src/channel/delivery-path.ts';
import { foreignDocument } from '../../src/channel/foreign-document.ts';
import { garbage } from '../../src/channel/garbage.ts';

const root = await makeRoot();
const chain = chainOf(root);
const labPin = formatPin(new Uint8Array(32).fill(7));
const now = day0 + oneDay;

test.each([
  ['GET', '/v1/apps/com.example.bank/bundle', true],
  ['GET', '/mirror/bundle?after=1.2.1767225600', true],
  ['GET', '/v1/apps/com.example.bank/events', true],
  ['GET', '/v1/apps/com.example.bank/roots/2', true],
  ['GET', '/v1/apps/com.example.bank/roots/0', false],
  ['GET', '/bundle.js', false],
  ['GET', '/api?next=/bundle', false],
  ['POST', '/bundle', false],
])('%s %s asks for pins: %s', (method, target, asks) => {
  expect(isDeliveryRequest({ method, target })).toBe(asks);
});

describe("somebody else's document", () => {
  const seen = makeBundle(chain, { version: 4, domains: [domain('api.example.com', [testPin('leaf')])] }, pinKeys);

  test('says what the owner would, but for its pins, under a higher version', async () => {
    const before = parseBundle(await seen);
    const after = parseBundle((await foreignDocument({ seen: await seen, pins: [labPin], now }))!);
    expect(after).toMatchObject({ chain, app: before.app, epoch: 1, version: 5, iat: now, unlisted: before.unlisted });
    expect(after.exp - after.iat).toBe(before.exp - before.iat);
    expect(after.domains).toEqual([{ ...before.domains[0]!, pins: new Set([labPin]) }]);
    const kids = (bundle: typeof before) => bundle.jws.signatures.map(({ kid }) => kid);
    expect(kids(after)).toEqual(kids(before));
    expect(after.jws.signatures.every(({ signature }) => signature.length === 64)).toBe(true);
  });

  test('is refused for its signatures, by who knows the owner, and for nothing else', async () => {
    const bundle = await seen;
    const { state } = await openState({ app, root, seed: bundle }, null, now, nodeCrypto());
    const forged = (await foreignDocument({ seen: bundle, pins: [labPin], now }))!;
    const outcome = await acceptBundle(state, forged, now, nodeCrypto());
    expect(outcome).toMatchObject({ kind: 'refused', code: 'LP_BUNDLE_SIGNATURES' });
  });

  test.each([
    ['nothing', ''],
    ['a page', '<html>'],
    ['a config of another kind', '{"pins":["x"]}'],
  ])('is not made of %s', async (_says, text) => {
    expect(await foreignDocument({ seen: Buffer.from(text), pins: [labPin], now })).toBeNull();
  });
});

describe('garbage', () => {
  const attempts = Array.from({ length: 6 }, (_, at) => at);

  test.each(attempts)('of attempt %i is a document to nobody, and the same each time', async (attempt) => {
    const document = await makeBundle(chain);
    const { body, status } = garbage(attempt, document);
    expect(status).toBe(200);
    expect(() => parseBundle(body)).toThrow(LivepinError);
    expect(garbage(attempt, document)).toEqual(garbage(attempt, document));
  });

  test('is of another kind each time', () => {
    const bodies = attempts.map((attempt) =>
      Buffer.from(garbage(attempt, null).body).toString('latin1').slice(0, 4096),
    );
    expect(new Set(bodies).size).toBe(attempts.length);
  });

  test('begins as a genuine document does, where one is known', async () => {
    const document = await makeBundle(chain);
    expect(Buffer.from(document).subarray(0, document.length >> 1)).toEqual(Buffer.from(garbage(1, document).body));
  });

  test('has an endless one that is JSON, so that only a bound stops its reader', () => {
    const { body } = garbage(2, null);
    expect(body.length).toBeGreaterThan(100 * maxDocumentBytes);
    expect(() => parseJson(decodeUtf8(body)!, 'It', 8)).not.toThrow();
  });
});
