import type { Host } from '@livepin/core';
import { makeBundle, makeRoot, oneDay, testKey, testPin } from '@livepin/testkit';
import { describe, expect, test } from 'vitest';
import type { DocumentRequest, Fetched, PinError } from '../src/engine/index.ts';
import { bundle, chain, host, leaf, pinned, now as realNow } from './fixture.ts';
import { openIn, places, Shelf, settle, World } from './world.ts';

const nothingNew = ({ url }: DocumentRequest): Fetched =>
  url.includes('/roots/') ? { kind: 'missing' } : { kind: 'not-modified' };
const document = (bytes: Uint8Array): Fetched => ({ kind: 'document', bytes });
const target = { hosts: [host as Host], isTls: true } as const;
const mismatch = () => ({
  judgement: { verdict: 'mismatch', expected: [], seen: [] } as const,
  seen: [],
  fault: null,
});
/** Finds a pin on the path when the policy's pin set holds it. */
const shows = (pin: string) => (policy: { byHost: ReadonlyMap<string, { pins: ReadonlySet<string> }> }) => ({
  judgement: policy.byHost.get(host)?.pins.has(pin)
    ? ({ verdict: 'match', pin: leaf.pin, depth: 0 } as const)
    : mismatch().judgement,
  seen: [],
  fault: null,
});

describe('refreshing', () => {
  test('begins at once, and goes on somewhat more often than the bundle says', async () => {
    const world = new World();
    world.answer = nothingNew;
    const { engine } = await openIn(world);
    engine.start();
    await settle();
    const first = world.asked.length;
    await world.pass(3_600 * 0.9 - 1);
    expect(world.asked).toHaveLength(first);
    await world.pass(2);
    expect(world.asked.length).toBeGreaterThan(first);
  });

  test('backs off while no place answers, and is itself again when one does', async () => {
    const world = new World();
    world.answer = () => ({ kind: 'failed', why: 'no route' });
    const { engine } = await openIn(world);
    engine.start();
    await world.pass(60);
    const early = world.asked.length;
    await world.pass(60);
    expect(world.asked.length - early).toBeLessThan(early);
    world.answer = nothingNew;
    await engine.refresh();
    world.asked.length = 0;
    await world.pass(3_000);
    expect(world.asked).toEqual([]);
  });

  test('sends the version that is held, and asks for trust roots once a day', async () => {
    const world = new World();
    const etags: (string | null)[] = [];
    world.answer = ({ url, etag }) => {
      if (url.endsWith('/bundle')) etags.push(etag);
      return url.includes('/roots/') ? { kind: 'missing' } : { kind: 'not-modified' };
    };
    const { engine } = await openIn(world);
    await engine.refresh();
    await engine.refresh();
    expect(etags[0]).toMatch(/^"1\.1\.\d+"$/);
    expect(world.asked.filter((url) => url.endsWith('roots/2'))).toHaveLength(1);
    world.time += oneDay;
    await engine.refresh();
    expect(world.asked.filter((url) => url.endsWith('roots/2'))).toHaveLength(2);
  });

  test('a clock that was ahead once does not put off asking for trust roots until then', async () => {
    const world = new World();
    const store = new Shelf();
    const { engine } = await openIn(world, { store });
    world.time += 4_000 * oneDay;
    await engine.refresh();
    await engine.close();
    world.time -= 4_000 * oneDay;
    world.asked.length = 0;
    const again = await openIn(world, { store });
    await again.engine.refresh();
    expect(world.asked.some((url) => url.endsWith('roots/2'))).toBe(true);
  });

  test('comes once a day, with a question for trust roots, however seldom a bundle asks for it', async () => {
    const world = new World();
    world.answer = nothingNew;
    const { engine } = await openIn(world, { seed: await bundle(1, { ...pinned([leaf.pin]), refresh: 604_800 }) });
    engine.start();
    await settle();
    world.asked.length = 0;
    await world.pass(oneDay);
    expect(world.asked.map((url) => url.replace(`${places[0]}/`, ''))).toEqual(['roots/2', 'bundle']);
  });

  test('asks the places that the bundle in force names, beside those built in', async () => {
    const world = new World();
    world.answer = nothingNew;
    world.luck = 0.99;
    const sources = ['https://mirror.example/bank/'];
    const { engine } = await openIn(world, { seed: await bundle(1, { ...pinned([leaf.pin]), sources }) });
    await engine.refresh();
    expect(world.asked).toEqual(['https://mirror.example/bank/roots/2', 'https://mirror.example/bank/bundle']);
  });

  test('stops when it is closed', async () => {
    const world = new World();
    const { engine } = await openIn(world);
    engine.start();
    await settle();
    await engine.close();
    world.asked.length = 0;
    await world.pass(oneDay);
    expect(world.asked).toEqual([]);
  });

  test('a lying place changes nothing and is told; the truth of another one counts', async () => {
    const world = new World();
    const second = await bundle(2, pinned([testPin('new')]));
    world.answer = ({ url }) => {
      if (url.includes('/roots/')) return { kind: 'missing' };
      return url.startsWith(places[0]!) ? document(Buffer.from('<html>')) : document(second);
    };
    const { engine, told } = await openIn(world, { sources: places });
    await expect(engine.settle(target, shows(testPin('new')))).resolves.toBeUndefined();
    expect(told).toContainEqual([
      'refused',
      { place: places[0], code: 'LP_JSON_MALFORMED', sentence: expect.any(String) },
    ]);
    expect(engine.knowledge.view.held?.bundle.version).toBe(2);
  });

  test('a bundle that names an unknown trust root leads to the roots, one by one', async () => {
    const world = new World();
    const fresh = testKey('fresh');
    const iat = realNow() - 10;
    const roots = [
      await makeRoot({ version: 2, epoch: 1, payload: { chain, iat } }),
      await makeRoot({ version: 3, epoch: 2, pinKeys: [fresh], payload: { chain, iat } }),
    ];
    const next = await makeBundle(chain, { epoch: 2, version: 1, root: 3, iat, ...pinned([testPin('new')]) }, [fresh]);
    world.answer = ({ url }) => {
      const number = Number(/roots\/(\d+)$/.exec(url)?.[1]);
      if (number) return roots[number - 2] ? document(roots[number - 2]!) : { kind: 'missing' };
      return document(next);
    };
    const { engine } = await openIn(world);
    await engine.refresh();
    world.asked.length = 0;
    expect(engine.knowledge.view.held?.bundle).toMatchObject({ epoch: 2, version: 1 });
  });
});

describe('a stale bundle', () => {
  test('is refreshed before a connection; pins hold while that fails, or nothing is reached where the set says so', async () => {
    for (const [stale, code] of [
      ['hold', null],
      ['refuse', 'LP_BUNDLE_STALE'],
    ] as const) {
      const world = new World();
      world.answer = () => ({ kind: 'failed', why: 'no route' });
      const { engine, told } = await openIn(world, { seed: await bundle(1, pinned([leaf.pin], { stale })) });
      world.time += 20 * oneDay;
      const admitted = engine.admit(target).then(
        () => null,
        (error: PinError) => error.code,
      );
      await settle();
      expect(world.asked.length).toBeGreaterThan(0);
      await world.pass(1);
      expect(await admitted).toBe(code);
      expect(told).toContainEqual(['freshness', { freshness: 'stale' }]);
    }
  });

  test('keeps a connection waiting for three seconds at most', async () => {
    const world = new World();
    world.answer = () => new Promise(() => undefined);
    const { engine } = await openIn(world);
    world.time += 20 * oneDay;
    const admitted = engine.admit(target);
    await world.pass(3);
    await expect(admitted).resolves.toBeUndefined();
  });

  test('is not asked about again while a back-off runs', async () => {
    const world = new World();
    world.answer = () => ({ kind: 'failed', why: 'no route' });
    const { engine } = await openIn(world);
    world.time += 20 * oneDay;
    await engine.admit(target);
    const { length } = world.asked;
    await engine.admit(target);
    expect(world.asked).toHaveLength(length);
  });
});

describe('healing', () => {
  test('is one fetch for all that wait, of all places, and judges anew', async () => {
    const world = new World();
    const second = await bundle(2, pinned([testPin('new')]));
    world.answer = ({ url }) => (url.includes('/roots/') ? { kind: 'missing' } : document(second));
    const { engine } = await openIn(world, { sources: places });
    await Promise.all([1, 2, 3].map(() => engine.settle(target, shows(testPin('new')))));
    expect(world.asked.filter((url) => url.includes('/bundle')).map((url) => new URL(url).host)).toEqual([
      'one.example',
      'two.example',
    ]);
  });

  test('a slow place keeps nobody waiting once another one has brought what is needed', async () => {
    const world = new World();
    const second = await bundle(2, pinned([testPin('new')]));
    world.answer = ({ url }) => {
      if (url.startsWith(places[0]!)) return new Promise<Fetched>(() => undefined);
      return url.includes('/roots/') ? { kind: 'missing' } : document(second);
    };
    const { engine } = await openIn(world, { sources: places });
    await expect(engine.settle(target, shows(testPin('new')))).resolves.toBeUndefined();
  });

  test('ends after five seconds, whatever places do', async () => {
    const world = new World();
    world.answer = () => new Promise<Fetched>(() => undefined);
    const { engine } = await openIn(world);
    const refused = engine.settle(target, mismatch).catch((error: PinError) => error);
    await world.pass(5);
    expect(await refused).toMatchObject({ code: 'LP_PIN_MISMATCH', heal: { outcome: 'timed-out' } });
  });

  test('is not held back by an earlier attack once a refresh has brought news since', async () => {
    const world = new World();
    world.answer = nothingNew;
    const { engine } = await openIn(world);
    await expect(engine.settle(target, mismatch)).rejects.toMatchObject({ heal: { outcome: 'nothing-newer' } });
    await expect(engine.settle(target, mismatch)).rejects.toMatchObject({ heal: { outcome: 'held-back' } });
    const [second, third] = [await bundle(2, pinned([leaf.pin])), await bundle(3, pinned([testPin('new')]))];
    world.answer = ({ url }) => (url.includes('/roots/') ? { kind: 'missing' } : document(second));
    await engine.refresh();
    world.answer = ({ url }) => (url.includes('/roots/') ? { kind: 'missing' } : document(third));
    await expect(engine.settle(target, shows(testPin('new')))).resolves.toBeUndefined();
  });

  test('where it is held back, a refresh that is under way is waited for, as it costs no further fetch', async () => {
    const world = new World();
    world.answer = nothingNew;
    const { engine } = await openIn(world);
    await expect(engine.settle(target, mismatch)).rejects.toMatchObject({ heal: { outcome: 'nothing-newer' } });
    const second = await bundle(2, pinned([testPin('new')]));
    const { promise, resolve } = Promise.withResolvers<Fetched>();
    world.answer = ({ url }) => (url.includes('/roots/') ? { kind: 'missing' } : promise);
    world.asked.length = 0;
    void engine.refresh();
    const connection = engine.settle(target, shows(testPin('new')));
    await settle();
    resolve(document(second));
    await expect(connection).resolves.toBeUndefined();
    expect(world.asked.filter((url) => url.endsWith('/bundle'))).toHaveLength(1);
    expect(world.asked.filter((url) => url.includes('?after='))).toEqual([]);
  });

  test('where it is held back, a refresh that brings nothing, or does not end, keeps nobody waiting for longer', async () => {
    const world = new World();
    world.answer = nothingNew;
    const { engine } = await openIn(world);
    await expect(engine.settle(target, mismatch)).rejects.toMatchObject({ heal: { outcome: 'nothing-newer' } });
    void engine.refresh();
    await expect(engine.settle(target, mismatch)).rejects.toMatchObject({ heal: { outcome: 'held-back' } });
    world.answer = () => new Promise<Fetched>(() => undefined);
    void engine.refresh();
    const refused = engine.settle(target, mismatch).catch((error: PinError) => error);
    await world.pass(5);
    expect(await refused).toMatchObject({ code: 'LP_PIN_MISMATCH', heal: { outcome: 'timed-out' } });
  });

  test('is not what an app gets that asks for hosts without pins', async () => {
    const world = new World();
    const { engine } = await openIn(world, { seed: await bundle(1, { ...pinned([leaf.pin]), unlisted: 'refuse' }) });
    await expect(engine.admit({ hosts: ['third.example' as Host], isTls: true })).rejects.toMatchObject({
      code: 'LP_HOST_UNLISTED',
      heal: { outcome: 'not-tried' },
    });
    expect(world.asked).toEqual([]);
  });

  test('is tried where no pins are in force any more, and brings the app back', async () => {
    const world = new World();
    const fresh = testKey('fresh');
    const iat = realNow() - 10;
    const root2 = await makeRoot({ version: 2, epoch: 2, pinKeys: [fresh], payload: { chain, iat } });
    const next = await makeBundle(chain, { epoch: 2, version: 1, root: 2, iat, ...pinned([leaf.pin]) }, [fresh]);
    world.answer = ({ url }) => (url.endsWith('roots/2') ? document(root2) : { kind: 'missing' });
    const { engine, told } = await openIn(world);
    await engine.refresh();
    expect(told).toContainEqual(['bundle', null]);
    await expect(engine.admit(target)).rejects.toMatchObject({ code: 'LP_NO_BUNDLE', bundle: null });
    world.time += 60;
    world.answer = ({ url }) => (url.includes('/roots/') ? { kind: 'missing' } : document(next));
    const admitted = engine.admit(target);
    await world.pass(10);
    await expect(admitted).resolves.toBeUndefined();
  });
});
