import { createServer } from 'node:http';
import { remedyOf } from '@livepin/core/remedies';
import { limitConnections } from '@livepin/server/delivery';
import { describe, expect, test } from 'vitest';
import { type Answer, ask, startDelivery, talk } from './delivery-server.ts';

const app = 'com.example.bank';
const base = `/v1/apps/${app}`;
const plainCaching = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=604800';

/** A stand-in for a signed document: delivery never looks inside. */
function bundle(version: number, iat = 1_767_225_600, epoch = 1, text = `{"payload":"bundle ${version} – ü"}`) {
  return { epoch, version, iat, bytes: new TextEncoder().encode(text) };
}
const tagOf = ({ epoch, version, iat }: { epoch: number; version: number; iat: number }) =>
  `"${epoch}.${version}.${iat}"`;
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

async function published(options = {}) {
  const server = await startDelivery(options);
  server.delivery.setRoot(1, new TextEncoder().encode('{"payload":"root 1"}'));
  server.delivery.setBundle(app, bundle(42));
  return server;
}

describe('the bundle', () => {
  test('comes byte for byte, with the headers of the protocol', async () => {
    await using server = await published();
    const { status, headers, body } = await ask(server.port, `${base}/bundle`);
    expect(status).toBe(200);
    expect(body).toBe(textOf(bundle(42).bytes));
    expect(headers).toMatchObject({
      'content-type': 'application/jose+json',
      'content-length': String(bundle(42).bytes.length),
      etag: '"1.42.1767225600"',
      'cache-control': plainCaching,
      vary: 'Prefer',
      date: expect.stringMatching(/GMT$/),
    });
  });

  test('of 64 KiB comes whole', async () => {
    await using server = await published();
    const large = bundle(43, 1, 1, 'x'.repeat(65_536));
    server.delivery.setBundle(app, large);
    expect((await ask(server.port, `${base}/bundle`)).body).toBe(textOf(large.bytes));
  });

  test('to HEAD has the same headers and no body', async () => {
    await using server = await published();
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => ask(server.port, `${base}/bundle`, {}, method)),
    );
    expect(head!.body).toBe('');
    expect({ ...head!.headers, date: '' }).toEqual({ ...get!.headers, date: '' });
  });

  test.each([
    { says: 'its ETag', field: '"1.42.1767225600"', status: 304 },
    { says: 'its ETag made weak by a proxy', field: 'W/"1.42.1767225600"', status: 304 },
    { says: 'a list with its ETag', field: '"1.41.1", W/"x,y" ,"1.42.1767225600"', status: 304 },
    { says: '*', field: '*', status: 304 },
    { says: 'another ETag', field: '"1.41.1767225600"', status: 200 },
    { says: 'an ETag that only contains its own', field: '"x1.42.1767225600"', status: 200 },
    { says: 'its ETag without quotes', field: '1.42.1767225600', status: 200 },
    { says: 'nothing', field: '', status: 200 },
    { says: 'a long list of nothing', field: '"",'.repeat(2_000), status: 200 },
  ])('is $status to If-None-Match with $says', async ({ field, status }) => {
    await using server = await published();
    for (const method of ['GET', 'HEAD']) {
      const answer = await ask(server.port, `${base}/bundle`, { 'If-None-Match': field }, method);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        etag: '"1.42.1767225600"',
        'cache-control': plainCaching,
        vary: 'Prefer',
      });
      if (status === 304) expect(answer.body).toBe('');
    }
  });

  test('is never 304 where a CDN could not keep that', async () => {
    await using server = await published({ notModified: 'answer-200' });
    for (const field of ['"1.42.1767225600"', '*']) {
      expect((await ask(server.port, `${base}/bundle`, { 'If-None-Match': field })).status).toBe(200);
    }
  });

  test('does not vary where long-polls are switched off', async () => {
    await using server = await published({ waitSecondsMax: 0 });
    const answer = await ask(server.port, `${base}/bundle`, { Prefer: 'wait=55', 'If-None-Match': '*' });
    expect(answer.status).toBe(304);
    expect(answer.headers).not.toHaveProperty('vary');
    expect(answer.headers).not.toHaveProperty('preference-applied');
  });

  test.each([
    { says: 'a higher version', next: bundle(43), served: 43 },
    { says: 'the same version signed anew', next: bundle(42, 1_767_225_601), served: 42 },
    { says: 'a higher epoch', next: bundle(1, 1, 2), served: 1 },
  ])('is replaced by $says', async ({ next, served }) => {
    await using server = await published();
    server.delivery.setBundle(app, next);
    const { headers } = await ask(server.port, `${base}/bundle`);
    expect(headers.etag).toBe(tagOf(next));
    expect(next.version).toBe(served);
  });

  test.each([bundle(41), bundle(42, 1_767_225_599), bundle(42, 1_767_225_600, 1, 'other'), bundle(99, 9e9, 0)])(
    'is not replaced by an older one (%#)',
    async (older) => {
      await using server = await published();
      server.delivery.setBundle(app, older);
      expect((await ask(server.port, `${base}/bundle`)).body).toBe(textOf(bundle(42).bytes));
    },
  );

  test('to a heal is the newest whatever the app holds, and is kept by caches for five seconds', async () => {
    await using server = await published();
    for (const after of ['1.41.1', '1.42.1767225600', '2.1.1']) {
      const { status, headers, body } = await ask(server.port, `${base}/bundle?after=${after}`);
      expect(status).toBe(200);
      expect(body).toBe(textOf(bundle(42).bytes));
      expect(headers).toMatchObject({ etag: '"1.42.1767225600"', 'cache-control': 'public, max-age=5' });
    }
    const conditional = await ask(server.port, `${base}/bundle?after=1.42.1767225600`, {
      'If-None-Match': '"1.42.1767225600"',
    });
    expect(conditional.status).toBe(304);
    expect(conditional.headers['cache-control']).toBe('public, max-age=5');
  });

  test.each([
    '?',
    '?x=1',
    '?after=',
    '?after=1.42',
    '?after=01.42.1',
    '?after=1.42.1.0',
    '?after=1.42.99999999999999999',
    '?After=1.42.1',
  ])('is the ordinary one with the query %s, as from a folder of files', async (query) => {
    await using server = await published();
    const { status, headers } = await ask(server.port, `${base}/bundle${query}`);
    expect({ status, caching: headers['cache-control'] }).toEqual({ status: 200, caching: plainCaching });
  });
});

describe('trust roots', () => {
  test('are immutable', async () => {
    await using server = await published();
    const { status, headers, body } = await ask(server.port, `${base}/roots/1`);
    expect(status).toBe(200);
    expect(body).toBe('{"payload":"root 1"}');
    expect(headers).toMatchObject({
      'content-type': 'application/jose+json',
      'content-length': '20',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await ask(server.port, `${base}/roots/1`, { 'If-None-Match': headers.etag })).status).toBe(304);
    expect((await ask(server.port, `${base}/roots/1`, {}, 'HEAD')).body).toBe('');
  });

  test('are there before the first bundle, and below every known app', async () => {
    await using server = await published();
    server.delivery.addApp('com.example.shop');
    expect((await ask(server.port, '/v1/apps/com.example.shop/roots/1')).status).toBe(200);
  });

  test.each(['2', '0', '01', '-1', '1.0', '%31', '', '1e0', '99999999999999999999', '__proto__'])(
    '%j is not there, and the answer is kept for a minute',
    async (name) => {
      await using server = await published();
      const answer = await ask(server.port, `${base}/roots/${name}`);
      expectProblem(answer, 404, 'LP_ROOT_NOT_PUBLISHED');
      expect(answer.headers['cache-control']).toBe('public, max-age=60');
    },
  );
});

describe('what is not there', () => {
  test('names an unknown app', async () => {
    await using server = await published();
    for (const resource of ['bundle', 'events', 'roots/1', 'bundle?after=1.1.1']) {
      const answer = await ask(server.port, `/v1/apps/com.example.other/${resource}`);
      expectProblem(answer, 404, 'LP_APP_UNKNOWN');
      expect(answer.body).toContain('com.example.other');
    }
  });

  test('says that an app has published nothing', async () => {
    await using server = await published();
    server.delivery.addApp('com.example.shop');
    for (const resource of ['bundle', 'events']) {
      expectProblem(await ask(server.port, `/v1/apps/com.example.shop/${resource}`), 404, 'LP_NOTHING_PUBLISHED');
    }
  });

  test('an app that was removed is unknown', async () => {
    await using server = await published();
    server.delivery.removeApp(app);
    server.delivery.removeApp(app);
    expectProblem(await ask(server.port, `${base}/bundle`), 404, 'LP_APP_UNKNOWN');
    expect(server.delivery.adoption(app)).toEqual([]);
  });

  test.each(['com%2Eexample%2Ebank', 'COM.EXAMPLE.BANK', 'com.example.bank%00', '%2e%2e', '..', '__proto__'])(
    'another spelling of an app, %s, is another app',
    async (spelling) => {
      await using server = await published();
      expectProblem(await ask(server.port, `/v1/apps/${spelling}/bundle`), 404, 'LP_APP_UNKNOWN');
    },
  );

  test.each([
    '/',
    '/v1/apps/',
    base,
    `${base}/`,
    `${base}/bundle/`,
    `${base}/%62undle`,
    `${base}/Bundle`,
    `${base}/./bundle`,
    `${base}/../${app}/bundle`,
    `/v1/apps/x/../${app}/bundle`,
    `//v1/apps/${app}/bundle`,
    `/v1//apps/${app}/bundle`,
    `/v1/apps//bundle`,
    `${base}/roots/1/`,
    `${base}/roots/1/2`,
    `${base}/roots`,
    `${base}/bundle#x`,
    `${base};x/bundle/..`,
    '/healthz/',
    '/HEALTHZ',
  ])('%s is left to the caller', async (path) => {
    await using server = await published();
    const { status, body } = await ask(server.port, path);
    expect({ status, body }).toEqual({ status: 404, body: 'not delivery' });
  });

  test('is not found by HEAD either, without a body', async () => {
    await using server = await published();
    const head = await ask(server.port, `${base}/roots/2`, {}, 'HEAD');
    expect({ status: head.status, body: head.body }).toEqual({ status: 404, body: '' });
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
  });
});

describe('methods', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])('%s is not allowed', async (method) => {
    await using server = await published();
    for (const path of [`${base}/bundle`, `${base}/events`, `${base}/roots/1`, '/healthz']) {
      const answer = await ask(server.port, path, {}, method);
      expectProblem(answer, 405, 'LP_METHOD_NOT_ALLOWED');
      expect(answer.headers.allow).toBe('GET, HEAD');
    }
  });

  test('the reports of apps are left to the caller', async () => {
    await using server = await published();
    expect((await ask(server.port, `${base}/reports`, {}, 'POST')).body).toBe('not delivery');
  });
});

test('healthz says that delivery answers', async () => {
  await using server = await startDelivery();
  const { status, headers, body } = await ask(server.port, '/healthz');
  expect({ status, caching: headers['cache-control'], body: JSON.parse(body) }).toEqual({
    status: 200,
    caching: 'no-store',
    body: { status: 'ok' },
  });
  expect((await ask(server.port, '/healthz?probe=1', {}, 'HEAD')).status).toBe(200);
});

describe('on the wire', () => {
  test('requests follow each other over one connection, also without waiting for the answers', async () => {
    await using server = await published();
    const one = `GET ${base}/bundle HTTP/1.1\r\nHost: x\r\nIf-None-Match: "1.42.1767225600"\r\n\r\n`;
    const last = `GET ${base}/bundle HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    const received = await talk(server.port, one + one + last);
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 304', 'HTTP/1.1 304', 'HTTP/1.1 200']);
    expect(received.endsWith(textOf(bundle(42).bytes))).toBe(true);
  });

  test('a target in absolute form is answered, as RFC 9112 asks', async () => {
    await using server = await published();
    const received = await talk(
      server.port,
      `GET HTTP://pins.example.com:80${base}/bundle HTTP/1.1\r\nHost: pins.example.com\r\nConnection: close\r\n\r\n`,
    );
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('HTTP/1.0 is answered and closed', async () => {
    await using server = await published();
    const received = await talk(server.port, `GET ${base}/bundle HTTP/1.0\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received.endsWith(textOf(bundle(42).bytes))).toBe(true);
  });

  test('a body that nobody reads does not become the next request', async () => {
    await using server = await published();
    const smuggled = `GET ${base}/roots/1 HTTP/1.1\r\nHost: x\r\n\r\n`;
    const received = await talk(
      server.port,
      `GET ${base}/bundle HTTP/1.1\r\nHost: x\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}` +
        `GET ${base}/roots/9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });

  test('several lines of If-None-Match are one list', async () => {
    await using server = await published();
    const received = await talk(
      server.port,
      `GET ${base}/bundle HTTP/1.1\r\nHost: x\r\nIf-None-Match: "a"\r\nIf-None-Match: "1.42.1767225600"\r\nConnection: close\r\n\r\n`,
    );
    expect(received).toMatch(/^HTTP\/1\.1 304 /);
    expect(received.endsWith('\r\n\r\n')).toBe(true);
  });

  test('a connection that falls silent after an answer is closed', async () => {
    await using server = await published();
    server.server.timeout = 50;
    const received = await talk(server.port, `GET ${base}/bundle HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('a silent or slow peer is bounded', () => {
    const server = createServer();
    limitConnections(server);
    const { headersTimeout, requestTimeout, timeout } = server;
    for (const bound of [headersTimeout, requestTimeout, timeout]) expect(bound).toBeGreaterThan(0);
    expect(timeout).toBeGreaterThan(55_000);
  });
});

function expectProblem(
  { status, headers, body }: Answer,
  expected: number,
  code: Parameters<typeof remedyOf>[0],
): void {
  expect(status).toBe(expected);
  expect(headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(body);
  expect(problem).toMatchObject({ status, code, remedy: remedyOf(code), title: expect.any(String) });
  expect(problem.detail).toMatch(/\.$/);
}
