import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Livepin, livepin } from '@livepin/client';
import { app, chainOf, domain, type Issued, makeBundle, makeRoot, oneDay, startServer } from '@livepin/testkit';
import { Agent, request } from 'undici';
import { describe, expect, test } from 'vitest';
import type { AttackCase } from './case.ts';
import { cases } from './cases/index.ts';
import { genuine, host, rogueRoot, victim } from './world.ts';

// The other ways into the network, and connections that last, on some of the servers of the suite.

const now = Math.floor(Date.now() / 1_000);
const root = await makeRoot({ payload: { iat: now - oneDay, exp: now + 900 * oneDay } });
const bundle = (version: number, pins: readonly string[], revoked: readonly string[] = []) =>
  makeBundle(chainOf(root), { version, iat: now - oneDay + version, domains: [domain(host, pins)], revoked });
const nowhere = 'http://127.0.0.1:1';

function open(anchors: readonly Issued[], seed: Uint8Array, source = nowhere): Promise<Livepin> {
  return livepin({
    app,
    root,
    seed,
    sources: [source],
    store: null,
    ca: anchors.map(({ pem }) => pem),
    lookup: (_name, { all }, done) =>
      all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  });
}

const byAgent = (client: Livepin, port: number) =>
  new Promise<string>((resolve, reject) => {
    https
      .get({ host, port, agent: client.agent }, (answer) => answer.setEncoding('utf8').on('data', resolve))
      .on('error', reject);
  });
const byUndici = async (client: Livepin, port: number) =>
  (await request(`https://${host}:${port}/`, { dispatcher: client.dispatcher })).body.text();
const byFetch = async (client: Livepin, port: number) => (await client.fetch(`https://${host}:${port}/`)).text();

async function codeOf(answer: Promise<unknown>): Promise<string | undefined> {
  const error = await answer.then(
    () => null,
    (reason: Error) => (reason.cause ?? reason) as Error & { code?: string },
  );
  return error === null ? undefined : (error.code ?? error.message);
}

const named = (id: string) => cases.find((one) => one.id === id)!;
const some = [
  'p256',
  'expired-twin',
  'genuine-appended',
  'made-up-issuers',
  'namesake-of-intermediate',
  'root-twice-expired',
  'forged-copy-name-constrained',
  'genuine-as-text-inside',
  'signing-key-as-text-inside',
  'common-name-with-a-dot',
  'wrong-host',
  'revoked-intermediate',
].map(named);

/** Asks for the intermediate's pin, with which most of them are told apart. */
const openFor = async ({ anchors, pins, revoked }: AttackCase) =>
  open(anchors, await bundle(1, [pins.intermediate], revoked));

describe.for([
  { way: 'node:https with the agent', by: byAgent },
  { way: 'undici over HTTP/1.1', by: byUndici },
])('$way', ({ by }) => {
  test.for(some)('judges $id as fetch does', async (one) => {
    await using server = await one.serve();
    await using client = await openFor(one);
    const isAccepted = (await codeOf(by(client, server.port))) === undefined;
    expect(isAccepted).toBe(one.must.intermediate.verdict === 'accept');
    expect(server.received() > 0).toBe(isAccepted);
  });
});

describe('undici over HTTP/2', () => {
  test.for(some)('judges $id as fetch does', async (one) => {
    const [leaf] = one.chain;
    const requests: string[] = [];
    const server = http2.createSecureServer({
      key: leaf!.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: one.chain.map(({ pem }) => pem).join(''),
    });
    server.on('stream', (stream) => {
      requests.push(stream.session!.alpnProtocol!);
      stream.respond();
      stream.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = await openFor(one);
    try {
      const isAccepted = (await codeOf(byUndici(client, (server.address() as AddressInfo).port))) === undefined;
      expect(isAccepted).toBe(one.must.intermediate.verdict === 'accept');
      expect(requests).toEqual(isAccepted ? ['h2'] : []);
    } finally {
      await client.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

/** A place that has no documents until it is given a bundle. */
async function startPlace() {
  let delivered: Uint8Array | null = null;
  const server = http.createServer((request, response) => {
    if (delivered && request.url!.startsWith('/bundle')) response.end(delivered);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver: (document: Uint8Array) => {
      delivered = document;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('when pins change', () => {
  const anchors = [genuine.root, rogueRoot];
  const former = () => bundle(1, [rogueRoot.pin, genuine.root.pin]);
  const newer = () => bundle(2, [genuine.root.pin]);

  test('a session that could be resumed shows no certificate, and is judged anew', async () => {
    await using place = await startPlace();
    await using server = await startServer([victim]);
    await using client = await open(anchors, await former(), place.url);
    expect(await byFetch(client, server.port)).toBe('hello');
    await server.disconnect();
    expect(await byFetch(client, server.port)).toBe('hello');
    expect(server.resumed()).toBe(1);
    await server.disconnect();
    const received = server.received();
    place.deliver(await newer());
    await client.refresh();
    expect(await codeOf(byFetch(client, server.port))).toBe('LP_PIN_MISMATCH');
    expect(server.received()).toBe(received);
    expect(server.resumed()).toBe(1);
  });

  test('a connection that is kept is closed, and the next one judged', async () => {
    await using place = await startPlace();
    await using server = await startServer([victim]);
    await using client = await open(anchors, await former(), place.url);
    expect(await byAgent(client, server.port)).toBe('hello');
    expect(await byAgent(client, server.port)).toBe('hello');
    expect(server.connections()).toBe(1);
    const received = server.received();
    place.deliver(await newer());
    await client.refresh();
    expect(await codeOf(byAgent(client, server.port))).toBe('LP_PIN_MISMATCH');
    expect(server.received()).toBe(received);
  });

  test('a pool of an unpinned client beside it is none of its own', async () => {
    await using server = await startServer([victim]);
    await using client = await open(anchors, await newer());
    const unpinned = new Agent({ connect: { host: '127.0.0.1', servername: host, ca: rogueRoot.pem } });
    try {
      const answer = await request(`https://127.0.0.1:${server.port}/`, { dispatcher: unpinned });
      expect(await answer.body.text()).toBe('hello');
      const received = server.received();
      expect(await codeOf(byUndici(client, server.port))).toBe('LP_PIN_MISMATCH');
      expect(server.received()).toBe(received);
    } finally {
      await unpinned.close();
    }
  });
});
