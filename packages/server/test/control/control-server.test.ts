import { connect } from 'node:net';
import { testPin } from '@livepin/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Json, runService, temporaryFolder } from '../running-service.ts';

const folder = temporaryFolder();
const running = await runService(folder.path);
const { call, service, token } = running;
const pins = [testPin('a'), testPin('b')];

beforeAll(async () => {
  await call('POST', '/v1/admin/apps', { app: 'bank', name: 'Bank' });
  await call('PUT', '/v1/admin/apps/bank/draft/hosts/a.example.com', { pins, probe: 'none' });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

interface BadInput {
  readonly says: string;
  readonly call: readonly [method: string, path: string, body?: unknown];
  readonly status: number;
  readonly code: string;
  /** What the sentence must name. */
  readonly names: string;
}

const draft = '/v1/admin/apps/bank/draft';
const badInputs: BadInput[] = [
  {
    says: 'no such path',
    call: ['GET', '/v1/admin/nothing'],
    status: 404,
    code: 'LP_ROUTE_UNKNOWN',
    names: 'GET /v1/admin/nothing',
  },
  { says: 'a path of slashes alone', call: ['GET', '//'], status: 404, code: 'LP_ROUTE_UNKNOWN', names: 'GET //' },
  {
    says: 'a path that looks like a host',
    call: ['GET', '//[v1/admin/apps?a=1'],
    status: 404,
    code: 'LP_ROUTE_UNKNOWN',
    names: 'GET //[v1/admin/apps.',
  },
  { says: 'no such method', call: ['PATCH', draft], status: 404, code: 'LP_ROUTE_UNKNOWN', names: 'PATCH' },
  {
    says: 'a path that is none',
    call: ['GET', '/v1/admin/apps/%zz'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: '%zz',
  },
  {
    says: 'an app id that is none',
    call: ['POST', '/v1/admin/apps', '{"app":"a bad app"}'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'app must be the id of an app: 1 to 128 letters',
  },
  {
    says: 'no JSON',
    call: ['POST', '/v1/admin/apps', '{"app":'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'JSON',
  },
  {
    says: 'a member named __proto__',
    call: ['POST', '/v1/admin/apps', '{"app":"x","__proto__":{}}'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: '"__proto__"',
  },
  {
    says: 'two members of one name',
    call: ['POST', '/v1/admin/apps', '{"app":"x","app":"y"}'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: '"app" stands twice',
  },
  {
    says: 'another type of body',
    call: ['POST', '/v1/admin/apps', '[]'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'The body',
  },
  {
    says: 'a missing member',
    call: ['POST', '/v1/admin/apps', {}],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'app is missing',
  },
  {
    says: 'an unknown member',
    call: ['POST', '/v1/admin/apps', { app: 'x', nme: '' }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: '"nme"',
  },
  {
    says: 'an id that is none',
    call: ['POST', '/v1/admin/apps', { app: '../x' }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'app ',
  },
  {
    says: 'a name that is too long',
    call: ['POST', '/v1/admin/apps', { app: 'x', name: 'x'.repeat(201) }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'name',
  },
  {
    says: 'an app that exists',
    call: ['POST', '/v1/admin/apps', { app: 'bank' }],
    status: 409,
    code: 'LP_APP_EXISTS',
    names: 'bank',
  },
  {
    says: 'an app that does not',
    call: ['GET', '/v1/admin/apps/shop'],
    status: 404,
    code: 'LP_APP_UNKNOWN',
    names: 'shop',
  },
  {
    says: 'publishing for an app that does not',
    call: ['POST', '/v1/admin/apps/shop/publish'],
    status: 404,
    code: 'LP_APP_UNKNOWN',
    names: 'shop',
  },
  {
    says: 'a version that does not',
    call: ['GET', '/v1/admin/apps/bank/versions/7'],
    status: 404,
    code: 'LP_VERSION_UNKNOWN',
    names: '7',
  },
  {
    says: 'a version that is none',
    call: ['GET', '/v1/admin/apps/bank/versions/x'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'version',
  },
  {
    says: 'a host that the draft does not have',
    call: ['DELETE', `${draft}/hosts/b.example.com`],
    status: 404,
    code: 'LP_HOST_UNKNOWN',
    names: 'b.example.com',
  },
  {
    says: 'a host that is none',
    call: ['PUT', `${draft}/hosts/a%20b`, { pins }],
    status: 400,
    code: 'LP_HOST_MALFORMED',
    names: 'a b',
  },
  {
    says: 'a number for a text',
    call: ['PUT', `${draft}/hosts/b.example.com`, { pins: [5] }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'pins[0]',
  },
  {
    says: 'a text for a number',
    call: ['PUT', draft, { refresh: '60', domains: [] }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'refresh',
  },
  {
    says: 'a pin that is none',
    call: ['PUT', `${draft}/hosts/b.example.com`, { pins: ['x'] }],
    status: 400,
    code: 'LP_PIN_MALFORMED',
    names: 'pins[0]',
  },
  {
    says: 'a mode that is none',
    call: ['PUT', `${draft}/hosts/b.example.com`, { pins, mode: 'off' }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'enforce, report',
  },
  {
    says: 'a probe that is none',
    call: ['PUT', `${draft}/hosts/b.example.com`, { pins, probe: 5 }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'probe',
  },
  {
    says: 'a member of a probe that is unknown',
    call: ['PUT', `${draft}/hosts/b.example.com`, { pins, probe: { prt: 1 } }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: '"prt"',
  },
  {
    says: 'a draft without hosts',
    call: ['PUT', draft, {}],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'domains is missing',
  },
  {
    says: 'a host that is listed twice',
    call: [
      'PUT',
      draft,
      {
        domains: [
          { host: 'a.b', pins },
          { host: 'A.B', pins },
        ],
      },
    ],
    status: 400,
    code: 'LP_LIST_REPEATS',
    names: 'a.b',
  },
  {
    says: 'a word that is no code',
    call: ['POST', '/v1/admin/apps/bank/publish', { allow: ['all'] }],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: 'allow[0]',
  },
  {
    says: 'revoking before anything is published',
    call: ['POST', '/v1/admin/apps/bank/revoked', { pin: pins[0] }],
    status: 409,
    code: 'LP_NOTHING_PUBLISHED',
    names: 'bank',
  },
  {
    says: 'revoking what is no pin',
    call: ['POST', '/v1/admin/apps/bank/revoked', { pin: 'x' }],
    status: 400,
    code: 'LP_PIN_MALFORMED',
    names: 'pin',
  },
  {
    says: 'a trust root that is none',
    call: ['POST', '/v1/admin/roots', { document: {} }],
    status: 400,
    code: 'LP_MEMBER_MISSING',
    names: 'payload',
  },
  {
    says: 'a trust root in a text that is none',
    call: ['POST', '/v1/admin/roots', { document: 'x' }],
    status: 400,
    code: 'LP_JSON_MALFORMED',
    names: 'document',
  },
  {
    says: 'a query that is unknown',
    call: ['GET', '/v1/admin/apps/bank/diff?form=1'],
    status: 400,
    code: 'LP_REQUEST_MALFORMED',
    names: '"form"',
  },
  {
    says: 'too much',
    call: ['PUT', draft, { domains: [], sources: ['x'.repeat(2_100_000)] }],
    status: 413,
    code: 'LP_REQUEST_TOO_LARGE',
    names: 'large',
  },
];

describe('bad input is a problem that names what is meant', () => {
  test.each(badInputs)('$says', async ({ call: [method, path, body], status, code, names }) => {
    const answer = await call(method, path, body);
    expect(answer).toMatchObject({
      status,
      type: 'application/problem+json',
      body: {
        status,
        code,
        title: expect.any(String),
        remedy: expect.stringMatching(/\w/),
        detail: expect.stringContaining(names),
      },
    });
    expect(answer.body['detail']).toMatch(/^[^\n]+\.$/);
  });
});

describe('the token', () => {
  test.each([
    { says: 'missing', headers: {} },
    { says: 'wrong', headers: { authorization: 'Bearer livepin_admin_guess' } },
    { says: 'cut short', headers: { authorization: `Bearer ${token.slice(0, -1)}` } },
    { says: 'of another scheme', headers: { authorization: `Basic ${token}` } },
    { says: 'empty', headers: { authorization: 'Bearer ' } },
  ])('$says: 401, before anything of the request is looked at', async ({ headers }) => {
    for (const [method, path, body] of [
      ['GET', '/v1/admin/status'],
      ['POST', '/v1/admin/apps', '{'],
      ['GET', '/v1/admin/apps/none'],
    ] as const) {
      expect(await call(method, path, body, headers as Record<string, string>)).toMatchObject({
        status: 401,
        body: { code: 'LP_UNAUTHORIZED' },
      });
    }
  });

  test('every operation wants it', async () => {
    const { paths } = (await call('GET', '/v1/openapi.json', undefined, {})).body as {
      paths: Record<string, Record<string, Json>>;
    };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method, path })),
    );
    expect(operations.length).toBeGreaterThan(20);
    for (const { method, path } of operations) {
      expect(await call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '1'), undefined, {})).toMatchObject({
        status: 401,
      });
    }
  });
});

test('the media type of a body need not be named', async () => {
  const authorization = `Bearer ${token}`;
  for (const [index, type] of ['application/x-www-form-urlencoded', 'text/plain', 'application/json'].entries()) {
    const answer = await call('POST', '/v1/admin/apps', `{"app":"typed${index}"}`, {
      authorization,
      'content-type': type,
    });
    expect(answer).toMatchObject({ status: 201, body: { app: `typed${index}` } });
  }
});

test('where nothing need be said nothing need be sent, whatever the headers announce', async () => {
  const authorization = `Bearer ${token}`;
  for (const more of [{}, { 'content-type': 'application/json' }, { 'content-length': '0' }]) {
    const refused = await call('POST', '/v1/admin/apps/none/publish', undefined, { authorization, ...more });
    expect(refused).toMatchObject({ status: 404, body: { code: 'LP_APP_UNKNOWN' } });
    expect(await call('POST', '/v1/admin/apps/none/publish', '', { authorization, ...more })).toEqual(refused);
  }
});

test('an app can be deleted until something is published for it', async () => {
  await call('POST', '/v1/admin/apps', { app: 'shop' });
  expect(await call('GET', '/v1/apps/shop/bundle')).toMatchObject({
    status: 404,
    body: { code: 'LP_NOTHING_PUBLISHED' },
  });
  expect(await call('DELETE', '/v1/admin/apps/shop')).toMatchObject({ status: 204 });
  expect(await call('GET', '/v1/apps/shop/bundle')).toMatchObject({ status: 404, body: { code: 'LP_APP_UNKNOWN' } });
  await call('POST', '/v1/admin/apps', { app: 'shop' });
  await call('POST', '/v1/admin/apps/shop/publish');
  expect(await call('DELETE', '/v1/admin/apps/shop')).toMatchObject({
    status: 409,
    body: { code: 'LP_APP_PUBLISHED' },
  });
  expect(await call('GET', '/v1/apps/shop/bundle')).toMatchObject({ status: 200 });
});

test('two who change a host each at the same time both find their host in the draft', async () => {
  await call('POST', '/v1/admin/apps', { app: 'both' });
  const hosts = ['a', 'b', 'c', 'd'].map((name) => `${name}.example.com`);
  await Promise.all(hosts.map((host) => call('PUT', `/v1/admin/apps/both/draft/hosts/${host}`, { pins })));
  const { body } = await call('GET', '/v1/admin/apps/both/draft');
  expect((body['domains'] as Json[]).map(({ host }) => host).sort()).toEqual(hosts);
});

test('of two who read a draft and replace it as a whole, the second is told that the first was there', async () => {
  const read = (await call('GET', draft)).body;
  const first = await call('PUT', draft, { ...read, refresh: 7_200 });
  expect(first).toMatchObject({ status: 200, body: { refresh: 7_200 } });
  const late = { ...read, unlisted: 'refuse' };
  expect(await call('PUT', draft, late)).toMatchObject({
    status: 409,
    body: { code: 'LP_DRAFT_CHANGED', detail: expect.stringContaining('bank') },
  });
  expect((await call('GET', draft)).body).toEqual(first.body);
  const { revision: _read, ...whatever } = read;
  expect(await call('PUT', draft, { ...whatever, unlisted: 'refuse' })).toMatchObject({
    status: 200,
    body: { unlisted: 'refuse' },
  });
});

test('what is written stands in the audit, with who did it', async () => {
  await call('POST', '/v1/admin/apps', { app: 'audited' });
  await call('PUT', '/v1/admin/apps/audited/draft/hosts/a.example.com', { pins });
  await call('POST', '/v1/admin/pin-keys');
  const { body } = await call('GET', '/v1/admin/audit?limit=3');
  expect(body).toMatchObject([
    { action: 'make-pin-key', who: 'admin', app: null },
    { action: 'change-draft', who: 'admin', app: 'audited', detail: 'a.example.com' },
    { action: 'create-app', who: 'admin', app: 'audited' },
  ]);
});

test('the status has all in one', async () => {
  const { body } = await call('GET', '/v1/admin/status');
  expect(body).toMatchObject({
    root: 1,
    epoch: 1,
    rootKeysHeld: true,
    warnings: [expect.stringContaining('root init --offline')],
  });
  expect((body['apps'] as Json[]).find(({ app }) => app === 'bank')).toMatchObject({
    name: 'Bank',
    published: null,
    hasUnpublishedChanges: true,
  });
});

test('a request that is no HTTP does not disturb the service', async () => {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.end('NONSENSE\r\n\r\n');
  const answer = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(await call('GET', '/healthz')).toMatchObject({ status: 200 });
});

test('whatever JSON comes to whatever route, the fault is never the service\u2019s', async () => {
  const { paths } = (await call('GET', '/v1/openapi.json')).body as { paths: Record<string, Record<string, Json>> };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
  );
  const word = fc.constantFrom(
    'bank',
    'a.example.com',
    '1',
    'draft',
    'none',
    '..',
    '%2e%2e',
    '%00',
    'é',
    '\u{1f4a9}',
    '[::1]',
    `${'x'.repeat(299)}`,
  );
  const names = fc.constantFrom(
    'app',
    'name',
    'domains',
    'host',
    'pins',
    'probe',
    'connect',
    'ca',
    'allow',
    'note',
    'version',
    'pin',
    'document',
    'stolen',
    'refresh',
    'revoked',
    'sources',
    'payload',
    'signatures',
  );
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('bank', 'none', pins[0]!, 'LP_PUBLISH_X', '\ud800', '\u0000'),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(names, tie('value'), { maxKeys: 5 }),
    ),
  }));
  const body = fc.oneof({ weight: 3, arbitrary: fc.dictionary(names, value) }, { weight: 1, arbitrary: value });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      word,
      body,
      fc.boolean(),
      async ([method, path], filled, sent, isCut) => {
        const text = JSON.stringify(sent);
        const target = path.replaceAll(/\{\w+\}/g, encodeURIComponent(filled).replaceAll('%25', '%'));
        const answer = await call(method, target, method === 'GET' ? undefined : isCut ? text.slice(0, -1) : text);
        expect(answer.status, `${method} ${target} ${text}`).toBeLessThan(500);
        if (answer.status >= 400)
          expect(answer.body).toMatchObject({ code: expect.stringMatching(/^LP_/), detail: expect.any(String) });
      },
    ),
    { numRuns: 600 },
  );
});
