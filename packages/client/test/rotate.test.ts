import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { type Livepin, PinError } from '@livepin/client';
import { type Issued, makeBundle, makeRoot, startServer, testKey, testPin } from '@livepin/testkit';
import { describe, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import {
  bundle,
  chain,
  failureOf,
  host,
  intermediate,
  leaf,
  now,
  open,
  otherLeaf,
  pinned,
  startPlace,
} from './fixture.ts';

// Pins change while an app runs: what is open, kept alive or to be resumed is judged by the newest.

const get = (app: Livepin, port: number) => app.fetch(`https://${host}:${port}/`).then((answer) => answer.text());
const getBy = (agent: https.Agent, port: number) =>
  new Promise<string>((resolve, reject) => {
    https
      .get(`https://${host}:${port}/`, { agent }, (answer) => answer.setEncoding('utf8').on('data', resolve))
      .on('error', reject);
  });

test('a planned rotation costs no request and no heal', async () => {
  await using place = await startPlace();
  await using server = await startServer([leaf, intermediate]);
  await using app = await open(place);
  const heals: unknown[] = [];
  app.on('heal', (heal) => heals.push(heal));
  expect(await get(app, server.port)).toBe('hello');
  place.answers.set('bundle', await bundle(2, pinned([leaf.pin, otherLeaf.pin])));
  expect(await app.refresh()).toMatchObject({ news: true, answered: 1 });
  server.serve([otherLeaf, intermediate]);
  await using second = await open(place, { seed: await bundle(2, pinned([leaf.pin, otherLeaf.pin])) });
  expect(await get(second, server.port)).toBe('hello');
  expect(await get(app, server.port)).toBe('hello');
  expect(heals).toEqual([]);
});

test('an unannounced change costs one heal, and no request', async () => {
  await using place = await startPlace();
  await using server = await startServer([otherLeaf, intermediate]);
  await using app = await open(place);
  await app.refresh();
  place.answers.set('bundle', await bundle(2, pinned([otherLeaf.pin])));
  const before = place.asked.length;
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => get(app, server.port)));
  expect(answers).toEqual(Array(5).fill('hello'));
  expect(place.asked.slice(before).filter((path) => path.startsWith('bundle'))).toEqual([
    expect.stringMatching(/^bundle\?after=1\.1\.\d+$/),
  ]);
});

test('an unreachable service and a man in the middle: refused, and further heals are held back, across restarts', async () => {
  await using place = await startPlace();
  place.answers.set('bundle', 503);
  await using server = await startServer([otherLeaf, intermediate]);
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const store = await mkdtemp(join((await import('node:os')).tmpdir(), 'livepin-client-'));
  try {
    const outcomes = [];
    for (const _start of [1, 2]) {
      await using app = await open(place, { store });
      for (const _request of [1, 2]) outcomes.push(((await failureOf(get(app, server.port))) as PinError).heal.outcome);
    }
    expect(outcomes).toEqual(['no-answer', 'held-back', 'held-back', 'held-back']);
  } finally {
    await rm(store, { recursive: true });
  }
});

describe.each([
  { name: 'undici', request: get },
  { name: 'node:https', request: (app: Livepin, port: number) => getBy(app.agent, port) },
])('$name', ({ request }) => {
  test('a connection that is kept alive is used again, and closed by a bundle that no longer allows it', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate]);
    await using app = await open(place);
    await request(app, server.port);
    await setImmediate(); // undici frees a connection in the turn after the answer
    await request(app, server.port);
    expect(server.connections()).toBe(1);
    place.answers.set('bundle', await bundle(2, pinned([testPin('elsewhere')])));
    await app.refresh();
    const received = server.received();
    expect(await failureOf(request(app, server.port))).toBeInstanceOf(PinError);
    expect(server.received()).toBe(received);
  });

  test('a connection that newer pins allow stays open', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate]);
    await using app = await open(place);
    await request(app, server.port);
    place.answers.set('bundle', await bundle(2, pinned([testPin('elsewhere'), intermediate.pin])));
    await app.refresh();
    await request(app, server.port);
    expect(server.connections()).toBe(1);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a session of %s is resumed, and judged by what it was made with',
    async (maxVersion) => {
      await using place = await startPlace();
      await using server = await startServer([leaf, intermediate], { maxVersion });
      await using app = await open(place);
      const resume = async () => {
        await request(app, server.port);
        await server.disconnect();
      };
      await resume();
      await resume();
      expect(server.resumed()).toBe(1);
      // Other pins, and a server that would resume the session: nothing of the handshake shows a certificate.
      place.answers.set('bundle', await bundle(2, pinned([testPin('elsewhere')])));
      await app.refresh();
      const received = server.received();
      expect(await failureOf(request(app, server.port))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
      expect(server.received()).toBe(received);
    },
  );
});

describe('a trust root that drops the pin key', () => {
  const fresh = testKey('fresh pin key');
  const iat = now() - 100;
  const root2 = makeRoot({ version: 2, epoch: 2, pinKeys: [fresh], payload: { chain, iat } });
  const signedAnew = makeBundle(chain, { epoch: 2, version: 2, root: 2, iat, ...pinned([leaf.pin]) }, [fresh]);

  test('costs no request that is under way, when its bundle comes with it', async () => {
    await using place = await startPlace();
    const answer = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const server = https.createServer(contextOf([leaf, intermediate]), async (_request, response) => {
      arrived.resolve();
      await answer.promise;
      response.end('late');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await using app = await open(place);
      await app.refresh(); // the one that began by itself
      const failures: unknown[] = [];
      app.on('failure', (failure) => failures.push(failure));
      const late = get(app, (server.address() as AddressInfo).port);
      await arrived.promise;
      place.answers.set('roots/2', await root2);
      place.answers.set('bundle', await signedAnew);
      await app.refresh();
      expect(app.status()).toMatchObject({ root: { version: 2 }, bundle: { epoch: 2, version: 2 } });
      answer.resolve();
      expect(await late).toBe('late');
      expect(failures).toEqual([]);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('ends all connections when no bundle comes with it', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate]);
    await using app = await open(place);
    await app.refresh(); // the one that began by itself
    await get(app, server.port);
    place.answers.set('roots/2', await root2);
    // A bundle that names the root makes the app ask for it, and is of no use.
    place.answers.set('bundle', await makeBundle(chain, { epoch: 2, version: 2, root: 2, iat }, [testKey('a thief')]));
    await app.refresh();
    expect(app.status()).toMatchObject({ freshness: 'none' });
    const received = server.received();
    expect(await failureOf(get(app, server.port))).toMatchObject({ code: 'LP_NO_BUNDLE' });
    expect(server.received()).toBe(received);
  });
});

test('HTTP/2: one connection for many requests, closed by a bundle that no longer allows it', async () => {
  const sessions = new Set<http2.ServerHttp2Session>();
  let requests = 0;
  const server = http2.createSecureServer(contextOf([leaf, intermediate]), (_request, response) => {
    requests++;
    response.end('hello');
  });
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await using place = await startPlace();
    await using app = await open(place);
    expect(await Promise.all([get(app, port), get(app, port), get(app, port)])).toEqual(['hello', 'hello', 'hello']);
    expect(sessions.size).toBe(1);
    place.answers.set('bundle', await bundle(2, pinned([testPin('elsewhere')])));
    await app.refresh();
    expect(await failureOf(get(app, port))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    expect(requests).toBe(3);
  } finally {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a WebSocket (ws) is pinned when it is opened, and closed when its key is revoked', async () => {
  const server = https.createServer(contextOf([leaf, intermediate]));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.send('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `wss://${host}:${(server.address() as AddressInfo).port}/`;
    await using place = await startPlace();
    await using app = await open(place);
    const socket = new WebSocket(url, { agent: app.agent });
    socket.on('error', () => undefined);
    expect(await new Promise((resolve) => socket.once('message', (data) => resolve(String(data))))).toBe('hello');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    place.answers.set('bundle', await bundle(2, { ...pinned([intermediate.pin]), revoked: [leaf.pin] }));
    await app.refresh();
    await closed;
    const second = new WebSocket(url, { agent: app.agent });
    expect(await new Promise((resolve) => second.once('error', resolve))).toMatchObject({ code: 'LP_PIN_REVOKED' });
  } finally {
    sockets.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

function contextOf(chain: readonly Issued[]) {
  return {
    key: chain[0]!.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: chain.map(({ pem }) => pem).join(''),
  };
}
