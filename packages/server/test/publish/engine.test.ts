import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { acceptBundle, acceptRoot, type ClientState, openState } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { createDelivery } from '@livepin/server/delivery';
import { makeSigningKey, nextRootPayload } from '@livepin/server/signing';
import { day0, oneDay, testPin } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDraft, parseDraft, parseStoredDraft } from '../../src/publish/draft.ts';
import { bringInLine, type Engine, makeQueue } from '../../src/publish/engine.ts';
import { publishContent } from '../../src/publish/publish-content.ts';
import { revokePin } from '../../src/publish/revoke-pin.ts';
import { signDueAnew } from '../../src/publish/sign-anew.ts';
import { addRoot, rotatePinKey } from '../../src/rotation/add-root.ts';
import { openDataFolder } from '../../src/service/data-folder.ts';
import { beginService } from '../../src/service/first-start.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Change, Store } from '../../src/store/store.ts';
import { loadTrust } from '../../src/trust/load-trust.ts';
import { temporaryFolder } from '../running-service.ts';

const app = 'com.example.bank';
const crypto = nodeCrypto();

type Break = (commit: (change: Change) => ReturnType<Store['commit']>, change: Change) => ReturnType<Store['commit']>;

/** An engine over a real store whose next commit can be broken, with one app published, and a client of that app. */
async function startEngine() {
  const folder = temporaryFolder();
  const data = openDataFolder(join(folder.path, 'data'));
  const sqlite = openSqliteStore(data.database);
  let [breaking, isGone, clock] = [null as Break | null, false, day0];
  const gone = <T>(read: () => Promise<T>): Promise<T> =>
    isGone ? Promise.reject(new Error('disk I/O error')) : read();
  const store: Store = {
    ...sqlite,
    roots: () => gone(() => sqlite.roots()),
    current: () => gone(() => sqlite.current()),
    commit: (change) => {
      const broken = breaking;
      breaking = null;
      return broken ? broken((one) => sqlite.commit(one), change) : sqlite.commit(change);
    },
  };
  const begun = await beginService(data, sqlite, {
    rootMode: 'development',
    newToken: false,
    keepsToken: true,
    now: clock,
  });
  const delivery = createDelivery();
  const engine: Engine = {
    store,
    delivery,
    keys: begun.keys,
    crypto,
    now: () => clock,
    observe: async () => new Map(),
    serially: makeQueue(),
  };
  const server = createServer((request, response) => delivery.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/apps/${app}`;
  const fetchBytes = async (path: string) => {
    const response = await fetch(`${base}/${path}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  };
  const draft = JSON.stringify(
    formatDraft(parseDraft({ domains: [{ host: 'a.example.com', pins: [testPin('a'), testPin('b')] }] })),
  );
  await sqlite.createApp(
    { id: app, name: app, createdAt: clock, draft },
    { at: clock, who: 'admin', action: 'create-app', app, detail: '' },
  );
  await bringInLine(engine);
  await publish(engine, 3_600);
  const { state } = await openState(
    { app, root: (await fetchBytes('roots/1'))!, seed: (await fetchBytes('bundle'))! },
    null,
    clock,
    crypto,
  );
  return {
    engine,
    sqlite,
    fetchBytes,
    client: new TestClient(state, fetchBytes),
    breakNext: (how: Break) => {
      breaking = how;
    },
    setGone: (value: boolean) => {
      isGone = value;
    },
    passDays: (days: number) => {
      clock += days * oneDay;
    },
    setClock: (time: number) => {
      clock = time;
    },
    now: () => clock,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
      await sqlite[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Does what an app does at a refresh. */
class TestClient {
  state: ClientState;
  readonly #fetch: (path: string) => Promise<Uint8Array | null>;

  constructor(state: ClientState, fetchBytes: (path: string) => Promise<Uint8Array | null>) {
    this.state = state;
    this.#fetch = fetchBytes;
  }

  /** @throws where anything that is delivered is refused */
  async refresh(clock: number): Promise<void> {
    for (let next = this.state.roots.length + 1; ; next++) {
      const document = await this.#fetch(`roots/${next}`);
      if (!document) break;
      const outcome = await acceptRoot(this.state, document, clock, crypto);
      if (outcome.kind === 'refused') throw new Error(outcome.sentence);
      this.state = outcome.state;
    }
    const outcome = await acceptBundle(this.state, (await this.#fetch('bundle'))!, clock, crypto);
    if (outcome.kind === 'refused') throw new Error(outcome.sentence);
    if (outcome.kind === 'accepted') this.state = outcome.state;
  }
}

async function publish(engine: Engine, refresh: number) {
  const { content, probes } = parseStoredDraft((await engine.store.app(app))!.draft);
  const basis = await engine.store.currentOf(app);
  const next = { content: { ...content, refresh }, probes };
  return publishContent(engine, { app, kind: 'publish', next, basis, who: 'admin', note: null, allow: new Set() });
}

async function revoke(engine: Engine) {
  const basis = (await engine.store.currentOf(app))!;
  const changeDraft = (draft: ReturnType<typeof parseDraft>) => ({
    ...draft,
    content: revokePin(draft.content, testPin('c')),
  });
  const next = changeDraft(parseStoredDraft(basis.draft));
  return publishContent(engine, {
    app,
    kind: 'revoke',
    next,
    basis,
    changeDraft,
    who: 'admin',
    note: null,
    allow: new Set(),
  });
}

async function addRootMadeElsewhere(engine: Engine) {
  const { roots, rootKeys } = await loadTrust(engine.store, engine.keys, crypto);
  // Made once, as at a ceremony: whoever missed the answer sends the same document again.
  ceremony ??= await signDocument(
    'livepin-root+json',
    nextRootPayload(roots.at(-1)!, { raiseEpoch: true, iat: engine.now() }),
    rootKeys,
  );
  return addRoot(engine, ceremony, 'admin');
}
let ceremony: Uint8Array | null = null;

interface Step {
  readonly step: string;
  readonly run: (engine: Engine) => Promise<unknown>;
  /** Before it, days pass. */
  readonly days?: number;
}

const steps: Step[] = [
  { step: 'publishing', run: (engine) => publish(engine, 7_200) },
  { step: 'revoking', run: revoke },
  {
    step: 'signing anew',
    days: 8,
    run: async (engine) => {
      const { failures } = await signDueAnew(engine);
      if (failures[0]) throw failures[0].error;
    },
  },
  { step: 'rotating the pin key', run: (engine) => rotatePinKey(engine, false, 'admin') },
  { step: 'rotating a stolen pin key', run: (engine) => rotatePinKey(engine, true, 'admin') },
  { step: 'adding a trust root made elsewhere', run: addRootMadeElsewhere },
];

const notKept: Break = async () => {
  throw new Error('disk I/O error');
};
const answerLost: Break = async (commit, change) => {
  await commit(change);
  throw new Error('the connection was lost');
};

describe.each(steps)('$step', ({ run, days = 0 }) => {
  test.each([
    { says: 'nothing was kept', how: notKept, isKept: false },
    { says: 'it was kept and the answer was lost', how: answerLost, isKept: true },
  ])(
    'broken so that $says: whole or not at all, delivered as kept, and repeated without harm',
    async ({ how, isKept }) => {
      ceremony = null;
      await using started = await startEngine();
      const { engine, sqlite, fetchBytes, client, breakNext, passDays, now } = started;
      const before = {
        roots: await sqlite.roots(),
        current: await sqlite.current(),
        draft: (await sqlite.app(app))!.draft,
      };
      passDays(days);
      breakNext(how);
      await expect(run(engine)).rejects.toMatchObject({ code: 'LP_STORE_FAILED' });

      const after = {
        roots: await sqlite.roots(),
        current: await sqlite.current(),
        draft: (await sqlite.app(app))!.draft,
      };
      if (isKept) expect(after.current).not.toEqual(before.current);
      else expect(after).toEqual(before);
      expect(await fetchBytes('bundle')).toEqual(after.current[0]!.document);
      expect(await fetchBytes(`roots/${after.roots.length}`)).toEqual(after.roots.at(-1)!.document);
      expect(await fetchBytes(`roots/${after.roots.length + 1}`)).toBeNull();
      await client.refresh(now());

      await run(engine);
      expect(await fetchBytes('bundle')).toEqual((await sqlite.current())[0]!.document);
      await client.refresh(now());
      const current = (await sqlite.current())[0]!;
      expect(client.state.held.bundle).toMatchObject({
        version: current.version,
        epoch: current.epoch,
        iat: current.iat,
      });
    },
  );
});

test('with the database gone altogether, apps are served as before; what was kept comes when it is back', async () => {
  await using started = await startEngine();
  const { engine, fetchBytes, sqlite, breakNext, setGone, client, now } = started;
  const before = await fetchBytes('bundle');
  breakNext(async (commit, change) => {
    await commit(change);
    setGone(true);
    throw new Error('disk I/O error');
  });
  await expect(publish(engine, 7_200)).rejects.toMatchObject({ code: 'LP_STORE_FAILED' });
  expect(await fetchBytes('bundle')).toEqual(before);
  await expect(publish(engine, 60)).rejects.toThrow('disk I/O error');
  setGone(false);
  await bringInLine(engine);
  expect(await fetchBytes('bundle')).toEqual((await sqlite.current())[0]!.document);
  await client.refresh(now());
  expect(client.state.held.bundle).toMatchObject({ version: 2, refresh: 7_200 });
});

test('a rotation that was cut off before its trust root was kept leaves a key, which the next rotation takes', async () => {
  await using started = await startEngine();
  const { engine, breakNext } = started;
  breakNext(notKept);
  await expect(rotatePinKey(engine, false, 'admin')).rejects.toMatchObject({ code: 'LP_STORE_FAILED' });
  const waiting = engine.keys.read('pin').map(({ key }) => key.kid);
  expect(waiting).toHaveLength(2);
  const root = await rotatePinKey(engine, false, 'admin');
  expect(waiting).toContain([...root.roles.pins.kids][0]);
  expect(engine.keys.read('pin')).toHaveLength(2);
});

test('after a theft, no key that lay in the folder takes the place of the stolen one', async () => {
  await using started = await startEngine();
  const { engine } = started;
  const lain = engine.keys.add('pin').kid;
  const root = await rotatePinKey(engine, true, 'admin');
  expect(root.epoch).toBe(2);
  expect(root.roles.pins.kids.has(lain)).toBe(false);
  const next = await rotatePinKey(engine, false, 'admin');
  expect(next.roles.pins.kids.has(lain)).toBe(false);
});

test('a key that cannot be kept leaves nothing behind, and the keys that are there go on signing', async () => {
  await using started = await startEngine();
  const { engine, passDays } = started;
  const made = makeSigningKey();
  const name = join(engine.keys.path, `pin-${made.key.kid.slice(0, 12)}.pem`);
  // Half of a write, as a crash leaves it; then one that fails.
  writeFileSync(`${name}.new`, '-----BEGIN PRIV');
  expect(engine.keys.read('pin')).toHaveLength(1);
  expect(() => engine.keys.add('pin', { ...made, pem: () => full() })).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNWRITABLE', message: expect.stringContaining(engine.keys.path) }),
  );
  expect(
    readdirSync(engine.keys.path).filter((file) => file.startsWith(`pin-${made.key.kid.slice(0, 12)}.pem`)),
  ).toEqual([`${basename(name)}.new`]);
  passDays(8);
  expect(await signDueAnew(engine)).toMatchObject({ apps: [app], failures: [] });
  engine.keys.add('pin', made);
  expect(readdirSync(engine.keys.path)).not.toContain(`${basename(name)}.new`);
});

test('a key file that cannot be read is named', async () => {
  await using started = await startEngine();
  const { keys } = started.engine;
  mkdirSync(join(keys.path, 'pin-folder.pem'));
  expect(() => keys.read('pin')).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringContaining('pin-folder.pem') }),
  );
});

function full(): never {
  throw new Error('ENOSPC: no space left on device, write');
}

describe('signing anew', () => {
  test('half of the lifetime on: the same version, newer dates, and no new line in the history', async () => {
    await using started = await startEngine();
    const { engine, sqlite, client, passDays, now } = started;
    passDays(6.99);
    expect(await signDueAnew(engine)).toEqual({ apps: [], failures: [] });
    passDays(0.01);
    expect(await signDueAnew(engine)).toEqual({ apps: [app], failures: [] });
    expect(await signDueAnew(engine)).toEqual({ apps: [], failures: [] });
    const history = await sqlite.history(app);
    expect(history).toMatchObject([
      { version: 1, iat: now(), exp: now() + 14 * oneDay, kind: 'publish', who: 'admin' },
    ]);
    await client.refresh(now());
    expect(client.state.held.bundle).toMatchObject({ version: 1, iat: now() });
  });

  test('a clock that goes back makes nothing older', async () => {
    await using started = await startEngine();
    const { engine, client, passDays, now } = started;
    passDays(20);
    await signDueAnew(engine);
    await client.refresh(now());
    passDays(-19);
    await publish(engine, 7_200);
    await client.refresh(now());
    expect(client.state.held.bundle).toMatchObject({ version: 2, iat: day0 + 20 * oneDay });
  });

  test('a clock that was years ahead, and is right again: apps with the right time take all that follows', async () => {
    await using started = await startEngine();
    const { engine, client, passDays, now } = started;
    for (const step of [() => signDueAnew(engine), () => rotatePinKey(engine, false, 'admin')]) {
      passDays(3 * 365);
      await step();
      await signDueAnew(engine);
      passDays(-3 * 365);
      await client.refresh(now());
      await publish(engine, client.state.held.bundle.refresh + 60);
      await client.refresh(now());
      expect(client.state.held.bundle.version).toBe((await engine.store.currentOf(app))?.version);
    }
    expect(client.state.held.bundle.iat).toBeGreaterThan(now());
    await rotatePinKey(engine, true, 'admin');
    await client.refresh(now());
    expect(client.state.held.bundle.iat).toBe(now());
  });

  test('where the key is missing, delivery goes on, the reason is told, and a key put back counts at once', async () => {
    await using started = await startEngine();
    const { engine, passDays, fetchBytes } = started;
    const before = await fetchBytes('bundle');
    passDays(8);
    const without = {
      ...engine,
      keys: Object.assign(Object.create(engine.keys), { read: () => [] }) as Engine['keys'],
    };
    const { apps, failures } = await signDueAnew(without);
    expect(apps).toEqual([]);
    expect(failures).toMatchObject([{ app, error: { code: 'LP_PIN_KEY_MISSING' } }]);
    expect(await fetchBytes('bundle')).toEqual(before);
    expect(await signDueAnew(engine)).toEqual({ apps: [app], failures: [] });
  });
});

describe('a client follows', () => {
  test('a planned rotation: the old key counts no more, the content and the epoch stay', async () => {
    await using started = await startEngine();
    const { engine, client, now } = started;
    await rotatePinKey(engine, false, 'admin');
    await client.refresh(now());
    expect(client.state.held.bundle).toMatchObject({ epoch: 1, version: 2, root: 2 });
    expect([...client.state.held.signers]).toEqual([...client.state.roots.at(-1)!.roles.pins.kids]);
  });

  test('a theft: whatever the thief published, the next genuine bundle is accepted', async () => {
    await using started = await startEngine();
    const { engine, client, fetchBytes, now } = started;
    const { pinKeys } = await loadTrust(engine.store, engine.keys, crypto);
    const payload = JSON.parse(new TextDecoder().decode(client.state.held.bundle.jws.payloadBytes)) as object;
    const forged = {
      ...payload,
      version: Number.MAX_SAFE_INTEGER,
      iat: now() + 300 * oneDay,
      exp: now() + 600 * oneDay,
    };
    const document = await signDocument('livepin-bundle+json', forged, pinKeys);
    const fooled = await acceptBundle(client.state, document, now(), crypto);
    if (fooled.kind !== 'accepted') throw new Error('the thief holds the key, so this is accepted');
    const victim = new TestClient(fooled.state, fetchBytes);
    await expect(victim.refresh(now())).rejects.toThrow(/was accepted before/);
    await rotatePinKey(engine, true, 'admin');
    await victim.refresh(now());
    expect(victim.state.held.bundle).toMatchObject({ epoch: 2, version: 2, root: 2 });
  });
});

test('root keys that are not here cannot be used, and that is said', async () => {
  await using started = await startEngine();
  const { engine } = started;
  const read = engine.keys.read.bind(engine.keys);
  const withoutRootKeys = Object.assign(Object.create(engine.keys), {
    read: (role: 'pin' | 'root') => (role === 'root' ? [] : read(role)),
  }) as Engine['keys'];
  const attempt = rotatePinKey({ ...engine, keys: withoutRootKeys }, false, 'admin');
  await expect(attempt).rejects.toMatchObject({ code: 'LP_ROOT_KEYS_OFFLINE' });
  expect(await engine.store.roots()).toHaveLength(1);
});

test('private keys lie in files that only their owner can read, and their public parts beside them', async () => {
  await using started = await startEngine();
  const { engine } = started;
  const [file] = engine.keys.read('pin');
  expect(JSON.parse(readFileSync(engine.keys.publicPathOf(file!), 'utf8'))).toEqual(file!.key.jwk);
});

/** What can happen to a service, in any order. `days` pass before it; its clock is then wrong by `offDays`. */
const happening = fc.record({
  days: fc.double({ min: 0, max: 3, noNaN: true }),
  offDays: fc.double({ min: -5, max: 5, noNaN: true }),
  step: fc.constantFrom(...steps),
  breaks: fc.constantFrom(null, null, notKept, answerLost),
});

test('whatever happens to the service, in whatever order and by whatever clock, each client is served what it accepts', async () => {
  const laws = fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 12 }), async (happenings) => {
    ceremony = null;
    await using started = await startEngine();
    const { engine, sqlite, fetchBytes, client, breakNext, setClock } = started;
    const early = new TestClient(client.state, fetchBytes);
    let time = day0;
    for (const { days, offDays, step, breaks } of happenings) {
      time += Math.round(days * oneDay);
      setClock(time + Math.round(offDays * oneDay));
      if (breaks) breakNext(breaks);
      if (step.run === addRootMadeElsewhere) ceremony = null;
      await step.run(engine).catch((error: unknown) => expect(error).toMatchObject({ code: 'LP_STORE_FAILED' }));
      await signDueAnew(engine);
      await client.refresh(time);
      const { version, epoch, iat } = (await sqlite.current())[0]!;
      expect(client.state.held.bundle).toMatchObject({ version, epoch, iat });
    }
    // An app that was away for all of it finds its way too.
    await early.refresh(time);
    expect(early.state.held.bundle).toMatchObject({ version: client.state.held.bundle.version });
  });
  await fc.assert(laws, { numRuns: 40 });
});
