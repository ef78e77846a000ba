import { bundleInForce, compareVersions, type Host, LivepinError } from '@livepin/core';
import { app, makeRoot, oneDay, testKey, testPin } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DocumentRequest,
  Emitter,
  Engine,
  type Fetched,
  type LivepinEvents,
  type PinError,
  type Platform,
  parsePlace,
  type Store,
} from '../src/engine/index.ts';
import { bundle, chain, host, leaf, pinned, now as realNow, root, seed } from './fixture.ts';

// The machine without a network: its clock, its luck and what places answer are the test's.

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

class World {
  time = realNow();
  luck = 0.5;
  readonly asked: string[] = [];
  readonly timers = new Set<Timer>();
  answer: (request: DocumentRequest) => Fetched | Promise<Fetched> = () => ({ kind: 'missing' });

  platform(store: Store | null = null): Platform {
    return {
      crypto: nodeCrypto(),
      store,
      clock: () => this.time,
      random: () => this.luck,
      transport: async (request) => {
        this.asked.push(request.url);
        return this.answer(request);
      },
      after: (seconds, task) => {
        const timer = { at: this.time + seconds, task };
        this.timers.add(timer);
        return () => void this.timers.delete(timer);
      },
    };
  }

  /** Lets time pass: timers run when they are due, and what they begin ends before the next. */
  async pass(seconds: number): Promise<void> {
    const end = this.time + seconds;
    for (;;) {
      await settle();
      const next = [...this.timers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.time = Math.ceil(next.at);
      this.timers.delete(next);
      next.task();
    }
    this.time = end;
    await settle();
  }
}

/** Everything that needs no timer of the world has happened. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const places = ['https://one.example/app', 'https://two.example/app'];
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

async function openIn(world: World, options: { sources?: string[]; store?: Store | null; seed?: Uint8Array } = {}) {
  const events = new Emitter<LivepinEvents>();
  const told: [keyof LivepinEvents, unknown][] = [];
  const types = [
    'bundle',
    'root',
    'refused',
    'unreachable',
    'clock-behind',
    'freshness',
    'root-expired',
    'failure',
    'heal',
    'store',
  ] as const;
  for (const type of types) events.on(type, (event) => told.push([type, event]));
  const engine = await Engine.open(
    {
      embedded: { app, root, seed: options.seed ?? seed },
      sources: options.sources ?? places.slice(0, 1),
      platform: world.platform(options.store),
    },
    events,
  );
  return { engine, told };
}

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
    const { makeBundle } = await import('@livepin/testkit');
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
    const { makeBundle } = await import('@livepin/testkit');
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

test('a listener that throws is heard alone', async () => {
  const emitter = new Emitter<{ one: number }>();
  const heard: number[] = [];
  const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
  const others = process.listeners('uncaughtException').filter((listener) => listener.name !== 'resolve');
  for (const listener of others)
    if (process.listenerCount('uncaughtException') > 1) process.off('uncaughtException', listener);
  try {
    emitter.on('one', () => {
      throw new Error('the listener');
    });
    emitter.on('one', (event) => heard.push(event));
    emitter.emit('one', 1);
    expect(heard).toEqual([1]);
    expect(await thrown).toMatchObject({ message: 'the listener' });
  } finally {
    for (const listener of others) process.on('uncaughtException', listener as () => void);
  }
});

test.each([
  ['https://pins.example.com/v1/apps/app/', 'https://pins.example.com/v1/apps/app'],
  ['http://127.0.0.1:8440/v1/apps/app', 'http://127.0.0.1:8440/v1/apps/app'],
  ['http://[::1]:8440', 'http://[::1]:8440'],
])('a place may be given as %s', (text, place) => {
  expect(parsePlace(text, 'sources[0]')).toBe(place);
});

test.each([
  'http://pins.example.com/app',
  'https://user@pins.example.com/app',
  'https://pins.example.com/app?x',
  'pins.example.com',
  'http://127.0.0.1.example.com/',
  'http://localhost@example.com/',
])('a place may not be given as %s', (text) => {
  expect(() => parsePlace(text, 'sources[0]')).toThrow(LivepinError);
});

/** A store that survives its writers, and breaks when it is told to: before a write, or when it is done but not yet told. */
class Shelf implements Store {
  readonly states = new Map<string, string>();
  record: string | null = null;
  breaks: 'never' | 'before' | 'after' = 'never';
  async load() {
    return [...this.states].map(([name, text]) => ({ name, text }));
  }
  async save(text: string, absorbed: readonly string[]) {
    if (this.breaks === 'before') throw new Error('The disk is gone.');
    this.states.set(text, text);
    if (this.breaks === 'after') throw new Error('The disk did it, and is gone.');
    for (const name of absorbed) if (name !== text) this.states.delete(name);
    return text;
  }
  async loadRecord() {
    return this.record;
  }
  async saveRecord(text: string) {
    this.record = text;
  }
}

test('(epoch, version) never goes back, whatever is delivered, whichever process restarts, and however writes break', async () => {
  const made = await Promise.all([1, 2, 3, 4, 5].map((version) => bundle(version, pinned([testPin(`v${version}`)]))));
  const step = fc.record({
    process: fc.nat({ max: 1 }),
    action: fc.oneof(
      fc.nat({ max: made.length - 1 }).map((deliver) => ({ deliver })),
      fc.constant({ restart: true }),
    ),
    breaks: fc.constantFrom<Shelf['breaks']>('never', 'never', 'before', 'after'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const [shelf, world] = [new Shelf(), new World()];
      const engines = await Promise.all([0, 1].map(async () => (await openIn(world, { store: shelf })).engine));
      const highest = [1, 1];
      let stored = 1;
      for (const { process, action, breaks } of steps) {
        shelf.breaks = breaks;
        if ('restart' in action) {
          engines[process] = (await openIn(world, { store: shelf })).engine;
          highest[process] = stored; // what could not be stored may be forgotten, and nothing else
        } else {
          const before = engines[process]!.knowledge.state.memory;
          await engines[process]!.knowledge.offerBundle(made[action.deliver]!);
          const { memory } = engines[process]!.knowledge.state;
          expect(compareVersions(memory, before)).toBeGreaterThanOrEqual(0);
          highest[process] = Math.max(highest[process]!, action.deliver + 1);
          if (breaks !== 'before' && memory.version > before.version) stored = Math.max(stored, memory.version);
        }
        const { state } = engines[process]!.knowledge;
        expect(state.memory.version).toBeGreaterThanOrEqual(highest[process]!);
        expect(bundleInForce(state)?.bundle.version).toBe(state.memory.version);
      }
    }),
    { numRuns: 60 },
  );
});
