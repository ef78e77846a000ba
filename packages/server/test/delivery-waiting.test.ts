import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Streams } from '../src/delivery/streams.ts';
import { ask, type DeliveryServer, startDelivery, talk } from './delivery-server.ts';

const app = 'com.example.bank';
const base = `/v1/apps/${app}`;
const held = '"1.42.1000"';
const waiting = { Prefer: 'wait=55', 'If-None-Match': held };

function bundle(version: number) {
  return { epoch: 1, version, iat: 1_000, bytes: new TextEncoder().encode(`bundle ${version}`) };
}

async function published(options = {}) {
  const server = await startDelivery(options);
  server.delivery.setBundle(app, bundle(42));
  return server;
}

/** Until the server has begun to handle so many requests, each in the same turn as it is counted. */
async function arrived(server: DeliveryServer, requests: number) {
  while (server.requests() < requests) await once(server.server, 'request');
}

describe('a long-poll', () => {
  test('is answered by the newer bundle', async () => {
    await using server = await published();
    const polls = [ask(server.port, `${base}/bundle`, waiting), ask(server.port, `${base}/bundle`, waiting)];
    await arrived(server, 2);
    server.delivery.setBundle(app, bundle(43));
    for (const { status, body, headers } of await Promise.all(polls)) {
      expect({ status, body }).toEqual({ status: 200, body: 'bundle 43' });
      expect(headers).toMatchObject({
        etag: '"1.43.1000"',
        'cache-control': 'no-store',
        vary: 'Prefer',
        'preference-applied': 'wait=55',
      });
    }
  });

  test('is 304 when its time is over, and waits no longer than the service lets it', async () => {
    await using server = await published({ waitSecondsMax: 1 });
    const { status, headers } = await ask(server.port, `${base}/bundle`, waiting);
    expect(status).toBe(304);
    expect(headers).toMatchObject({
      etag: held,
      'cache-control': 'no-store',
      vary: 'Prefer',
      'preference-applied': 'wait=1',
    });
  });

  test.each([
    { says: 'that holds nothing', path: 'bundle', headers: {} },
    { says: 'that holds an older bundle', path: 'bundle', headers: { 'If-None-Match': '"1.41.1000"' } },
    { says: 'after an older bundle', path: 'bundle?after=1.41.1000', headers: {} },
  ])('$says is answered at once', async ({ path, headers }) => {
    await using server = await published();
    const answer = await ask(server.port, `${base}/${path}`, { ...headers, Prefer: 'wait=55' });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: 'bundle 42' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test.each([
    { says: 'after the current bundle', path: 'bundle?after=1.42.1000', headers: {} },
    { says: 'after a newer bundle from another place', path: 'bundle?after=1.43.999', headers: {} },
    { says: 'that holds a newer bundle', path: 'bundle', headers: { 'If-None-Match': '"1.43.999"' } },
  ])('$says waits', async ({ path, headers }) => {
    await using server = await published();
    const answer = ask(server.port, `${base}/${path}`, { ...headers, Prefer: 'wait=55' });
    await arrived(server, 1);
    server.delivery.setBundle(app, bundle(43));
    expect(await answer).toMatchObject({ status: 200, body: 'bundle 43' });
  });

  test.each([
    { prefer: 'wait=1', waits: true },
    { prefer: 'respond-async, WAIT = "1"; foo=bar', waits: true },
    { prefer: 'wait=1, wait=0', waits: true },
    { prefer: 'wait=0', waits: false },
    { prefer: 'wait', waits: false },
    { prefer: 'wait=-1', waits: false },
    { prefer: 'wait=1.5', waits: false },
    { prefer: 'await=1', waits: false },
    { prefer: 'handling=lenient', waits: false },
    { prefer: '', waits: false },
  ])('is asked for as RFC 7240 says: $prefer', async ({ prefer, waits }) => {
    await using server = await published();
    const { headers } = await ask(server.port, `${base}/bundle`, { Prefer: prefer, 'If-None-Match': held });
    expect(headers['preference-applied']).toBe(waits ? 'wait=1' : undefined);
  });

  test('beyond the places there are is answered at once; one that goes away leaves its place', async () => {
    await using server = await published({ maxWaiting: 1 });
    const first = connect(server.port, '127.0.0.1');
    const accepted = once(server.server, 'connection');
    first.write(`GET ${base}/bundle HTTP/1.1\r\nHost: x\r\nPrefer: wait=55\r\nIf-None-Match: ${held}\r\n\r\n`);
    await arrived(server, 1);
    expect((await ask(server.port, `${base}/bundle`, waiting)).status).toBe(304);
    const [socket] = await accepted;
    first.destroy();
    await once(socket, 'close');
    const next = ask(server.port, `${base}/bundle`, waiting);
    await arrived(server, 3);
    server.delivery.setBundle(app, bundle(43));
    expect((await next).status).toBe(200);
  });

  test('is answered 304 at shutdown, and so are those that come later', async () => {
    await using server = await published();
    const poll = ask(server.port, `${base}/bundle`, waiting);
    await arrived(server, 1);
    server.delivery.close();
    expect((await poll).status).toBe(304);
    expect((await ask(server.port, `${base}/bundle`, waiting)).status).toBe(304);
  });

  test('is answered when its app is removed', async () => {
    await using server = await published();
    const poll = ask(server.port, `${base}/bundle`, waiting);
    await arrived(server, 1);
    server.delivery.removeApp(app);
    expect((await poll).status).toBe(304);
  });
});

describe('an event stream', () => {
  const open = (headers = '', path = 'events') =>
    `GET ${base}/${path} HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`;

  test('begins with the bundle there is, and goes on with each newer one', async () => {
    await using server = await published();
    const received = await talk(server.port, open(), (text) => {
      if (text.includes('"1.42.1000"') && !text.includes('"1.43.1000"')) server.delivery.setBundle(app, bundle(43));
      return text.includes('"1.43.1000"');
    });
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/event-stream\r\nCache-Control: no-store\r\n/);
    expect(received).toContain('id: 1.42.1000\ndata: "1.42.1000"\n\n');
    expect(received).toContain('id: 1.43.1000\ndata: "1.43.1000"\n\n');
  });

  test.each([
    { says: 'Last-Event-ID', request: open('Last-Event-ID: 1.42.1000\r\n') },
    { says: 'If-None-Match', request: open('If-None-Match: "1.42.1000"\r\n') },
    { says: '?after=', request: open('', 'events?after=1.42.1000') },
  ])('does not repeat what $says names', async ({ request }) => {
    await using server = await published();
    const received = await talk(server.port, request, (text) => {
      if (text.includes('retry:') && !text.includes('data:')) server.delivery.setBundle(app, bundle(43));
      return text.includes('data:');
    });
    expect(received).not.toContain('1.42.1000');
  });

  test('is ended at shutdown, and none is opened after', async () => {
    await using server = await published();
    const received = await talk(server.port, open(), (text) => {
      if (text.includes('data:')) server.delivery.close();
      return false;
    });
    expect(received.endsWith('0\r\n\r\n')).toBe(true);
    const refused = await ask(server.port, `${base}/events`);
    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.body).code).toBe('LP_STREAMS_FULL');
    expect(refused.headers['retry-after']).toBe('60');
  });

  test('that was ended takes no part in what is published after', async () => {
    await using server = await published();
    const received = await talk(server.port, open(), (text) => {
      if (!text.includes('data:')) return false;
      server.delivery.close();
      server.delivery.setBundle(app, bundle(43));
      return false;
    });
    expect(received).not.toContain('1.43.1000');
    expect((await ask(server.port, `${base}/bundle`)).body).toBe('bundle 43');
  });

  test('beyond the places there are is refused; one that goes away leaves its place', async () => {
    await using server = await published({ maxStreams: 1 });
    const first = connect(server.port, '127.0.0.1');
    const accepted = once(server.server, 'connection');
    first.write(open());
    await once(first, 'data');
    expect((await ask(server.port, `${base}/events`)).status).toBe(503);
    const [socket] = await accepted;
    first.destroy();
    await once(socket, 'close');
    expect(await talk(server.port, open(), (text) => text.includes('data:'))).toContain('200 OK');
  });

  test('to HEAD is its header, and takes no place', async () => {
    await using server = await published({ maxStreams: 0 });
    const { status, headers, body } = await ask(server.port, `${base}/events`, {}, 'HEAD');
    expect({ status, type: headers['content-type'], body }).toEqual({
      status: 200,
      type: 'text/event-stream',
      body: '',
    });
  });

  test('of a reader that has stopped reading is cut', async () => {
    await using server = await startDelivery();
    const streams = new Streams();
    server.server.removeAllListeners('request');
    server.server.on('request', (request, response) => streams.add(request, response, null));
    const reader = connect(server.port, '127.0.0.1');
    const accepted = once(server.server, 'connection');
    reader.write(open());
    await once(reader, 'data');
    reader.pause();
    const [socket] = await accepted;
    const closed = once(socket, 'close');
    while (!socket.destroyed) streams.announce('x'.repeat(60_000));
    await closed;
    reader.destroy();
  });
});

describe('the heartbeat of event streams', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is a comment, so that no proxy takes them for dead', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await using server = await published();
    const received = await talk(
      server.port,
      `GET ${base}/events?after=1.42.1000 HTTP/1.1\r\nHost: x\r\n\r\n`,
      (text) => {
        if (text.includes('retry:')) vi.advanceTimersByTime(30_000);
        return text.includes('\n:\n\n');
      },
    );
    expect(received).toContain('\n:\n\n');
  });
});

describe('adoption', () => {
  const poll = (server: DeliveryServer, field: string | undefined, path = 'bundle', method = 'GET') =>
    ask(server.port, `${base}/${path}`, field === undefined ? {} : { 'If-None-Match': field }, method);

  test('counts which published bundle each poll holds', async () => {
    await using server = await published();
    await poll(server, held);
    server.delivery.setBundle(app, bundle(43));
    for (const field of [held, 'W/"1.42.1000"', '"1.43.1000"', '"x", "1.43.1000", "1.42.1000"', undefined]) {
      await poll(server, field);
    }
    expect(server.delivery.adoption(app)).toEqual([
      { etag: '1.43.1000', polls: 2 },
      { etag: '1.42.1000', polls: 3 },
      { etag: null, polls: 1 },
    ]);
  });

  test('counts bundles of before a restart too', async () => {
    await using server = await published();
    server.delivery.addApp(app, [{ epoch: 1, version: 41, iat: 900 }]);
    await poll(server, '"1.41.900"');
    expect(server.delivery.adoption(app)).toContainEqual({ etag: '1.41.900', polls: 1 });
  });

  test('is not fooled into remembering what was never published', async () => {
    await using server = await published();
    for (let version = 1; version <= 20; version++) await poll(server, `"1.${version}.${version}"`);
    await poll(server, '"__proto__"');
    expect(server.delivery.adoption(app)).toEqual([
      { etag: '1.42.1000', polls: 0 },
      { etag: null, polls: 21 },
    ]);
  });

  test('remembers a bounded number of bundles, the newest ones, and loses no poll', async () => {
    await using server = await published();
    await poll(server, held);
    for (let version = 43; version < 400; version++) server.delivery.setBundle(app, bundle(version));
    const counts = server.delivery.adoption(app);
    expect(counts).toHaveLength(257);
    expect(counts[0]!.etag).toBe('1.399.1000');
    expect(counts.at(-1)).toEqual({ etag: null, polls: 1 });
  });

  test('leaves out heals, HEAD and event streams: a share of polls is wanted', async () => {
    await using server = await published();
    await poll(server, held, 'bundle?after=1.42.1000');
    await poll(server, held, 'bundle', 'HEAD');
    await talk(server.port, `GET ${base}/events HTTP/1.1\r\nHost: x\r\n\r\n`, (text) => text.includes('data:'));
    expect(server.delivery.adoption(app).reduce((sum, { polls }) => sum + polls, 0)).toBe(0);
    expect(server.delivery.adoption('com.example.other')).toEqual([]);
  });
});
