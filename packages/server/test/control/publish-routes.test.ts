import { parseBundle } from '@livepin/core';
import { issue, startServer, testPin } from '@livepin/testkit';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type Json, runHost, runService, temporaryFolder } from '../running-service.ts';

const folder = temporaryFolder();
const running = await runService(folder.path);
const { call, bytes } = running;
const live = await runHost();
const { leaf, backup, root, host } = live;

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await live[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

let count = 0;
let app = '';
const at = (path: string) => `/v1/admin/apps/${app}${path}`;
const put = (name: string, body: object) => call('PUT', at(`/draft/hosts/${name}`), body);
const publish = (allow: string[] = [], note?: string) =>
  call('POST', at('/publish'), { allow, ...(note ? { note } : {}) });
const delivered = async () => parseBundle(await bytes(`/v1/apps/${app}/bundle`));
const codesOf = ({ body }: Answer) => ((body['findings'] ?? []) as Json[]).map(({ code }) => code);

beforeEach(async () => {
  app = `com.example.app${++count}`;
  live.server.serve([leaf]);
  await call('POST', '/v1/admin/apps', { app });
});

/** The app with api.example.com published as version 1. */
async function published(): Promise<void> {
  await put('api.example.com', host);
  expect(await publish()).toMatchObject({ status: 200, body: { version: 1 } });
}

test('from nothing to a delivered bundle, the hosts in their one spelling, and nothing of the probe in it', async () => {
  expect(await call('GET', `/v1/apps/${app}/bundle`)).toMatchObject({
    status: 404,
    body: { code: 'LP_NOTHING_PUBLISHED' },
  });
  await put('API.Example.COM.', host);
  const answer = await publish([], 'the first');
  expect(answer).toMatchObject({ status: 200, body: { epoch: 1, version: 1, overrides: [], findings: [] } });
  const bundle = await delivered();
  expect(bundle).toMatchObject({ app, version: 1, root: 1, iat: answer.body['iat'], exp: answer.body['exp'] });
  expect(bundle.domains).toMatchObject([{ host: 'api.example.com', mode: 'enforce', pins: new Set(host.pins) }]);
  expect(new TextDecoder().decode(bundle.jws.payloadBytes)).not.toMatch(/probe|CERTIFICATE|127\.0\.0\.1/);
});

interface Refusal {
  readonly code: string;
  /** Makes version 1 into something that is refused. */
  readonly change: () => Promise<unknown>;
}

const refusals: Refusal[] = [
  { code: 'LP_PUBLISH_FEW_PINS', change: () => put('api.example.com', { ...host, pins: [leaf.pin] }) },
  { code: 'LP_PUBLISH_NO_BACKUP', change: () => put('api.example.com', { ...host, pins: [leaf.pin, root.pin] }) },
  {
    code: 'LP_PUBLISH_NOT_SERVED',
    change: () => put('api.example.com', { ...host, pins: [backup.pin, testPin('stranger')] }),
  },
  { code: 'LP_PUBLISH_HOST_DROPPED', change: () => call('DELETE', at('/draft/hosts/api.example.com')) },
  {
    code: 'LP_PUBLISH_MODE_RAISED',
    change: async () => {
      await put('api.example.com', { ...host, mode: 'report' });
      await publish(['LP_PUBLISH_MODE_LOWERED']);
      await put('api.example.com', host);
    },
  },
  { code: 'LP_PUBLISH_MODE_LOWERED', change: () => put('api.example.com', { ...host, mode: 'report' }) },
  {
    code: 'LP_PUBLISH_PUBLIC_SUFFIX',
    change: () => put('co.uk', { pins: host.pins, subdomains: true, probe: 'none' }),
  },
  {
    code: 'LP_PUBLISH_REVOKES_SERVED',
    change: async () => {
      const { body } = await call('GET', at('/draft'));
      await call('PUT', at('/draft'), { ...body, revoked: [root.pin] });
    },
  },
  {
    code: 'LP_PUBLISH_UNREVOKED',
    change: async () => {
      await call('POST', at('/revoked'), { pin: testPin('stolen') });
      const { body } = await call('GET', at('/draft'));
      await call('PUT', at('/draft'), { ...body, revoked: [] });
    },
  },
  {
    code: 'LP_PUBLISH_UNREACHABLE',
    change: async () => {
      const gone = await startServer([leaf]);
      await gone[Symbol.asyncDispose]();
      await put('api.example.com', {
        ...host,
        pins: [...host.pins, testPin('more')],
        probe: { connect: `127.0.0.1:${gone.port}` },
      });
    },
  },
];

describe.each(refusals)('$code', ({ code, change }) => {
  test('refuses with what to do, changes nothing, and gives way to its own word only, which the history keeps', async () => {
    await published();
    await change();
    const before = await bytes(`/v1/apps/${app}/bundle`);

    const refused = await publish();
    expect(refused).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'LP_PUBLISH_REFUSED' },
    });
    const finding = (refused.body['findings'] as Json[]).find((one) => one['code'] === code);
    expect(finding).toMatchObject({
      refuses: true,
      canAllow: true,
      sentence: expect.stringMatching(/\w.*\.$/),
      remedy: expect.stringMatching(/\w/),
    });
    const others = refusals.map((other) => other.code).filter((other) => other !== code);
    expect(await publish(others)).toMatchObject({ status: 409 });
    expect(await bytes(`/v1/apps/${app}/bundle`)).toEqual(before);

    const allowed = await publish([code], 'on purpose');
    expect(allowed).toMatchObject({ status: 200, body: { overrides: [code] } });
    const { version } = allowed.body;
    expect(await call('GET', at(`/versions/${version}`))).toMatchObject({
      body: {
        who: 'admin',
        note: 'on purpose',
        overrides: [code],
        findings: expect.arrayContaining([expect.objectContaining({ code })]),
      },
    });
    expect(await delivered()).toMatchObject({ version });
  });
});

test('what is published already is not published again, whatever is allowed', async () => {
  await published();
  const again = await publish(['LP_PUBLISH_UNCHANGED']);
  expect(again).toMatchObject({ status: 409, body: { findings: [{ code: 'LP_PUBLISH_UNCHANGED', canAllow: false }] } });
  expect(await delivered()).toMatchObject({ version: 1 });
});

test('after a restore, the same content goes above the versions that apps hold, and versions go on from there', async () => {
  await published();
  const above = (version: unknown) => call('POST', at('/publish'), { above: version });
  expect(await above(41)).toMatchObject({ status: 200, body: { version: 42, overrides: [], findings: [] } });
  expect(await delivered()).toMatchObject({ version: 42 });
  expect(codesOf(await above(41))).toEqual(['LP_PUBLISH_UNCHANGED']);
  for (const wrong of [-1, 1.5, 1_000_000_001, '50']) expect(await above(wrong)).toMatchObject({ status: 400 });
  await put('b.example.com', { ...host, probe: 'none' });
  expect(await above(7)).toMatchObject({ status: 200, body: { version: 43 } });
  const revoked = await call('POST', at('/revoked'), { pin: testPin('stolen'), above: 99 });
  expect(revoked).toMatchObject({ status: 200, body: { version: 100 } });
  expect(await call('GET', at('/versions'))).toMatchObject({
    body: [{ version: 100 }, { version: 43 }, { version: 42 }, { version: 1 }],
  });
});

test('a bundle of more than 64 KiB is not published, whatever is allowed', async () => {
  const pins = Array.from({ length: 64 }, (_, index) => testPin(`pin ${index}`));
  const domains = Array.from({ length: 20 }, (_, index) => ({ host: `h${index}.example.com`, pins, probe: 'none' }));
  await call('PUT', at('/draft'), { domains });
  const refused = await publish(['LP_PUBLISH_TOO_LARGE']);
  expect(refused).toMatchObject({
    status: 409,
    body: { findings: [{ code: 'LP_PUBLISH_TOO_LARGE', canAllow: false }] },
  });
  expect(await call('GET', at(''))).toMatchObject({ body: { published: null } });
});

test('a host served by a cross-signed chain wants a pin on each path', async () => {
  const otherRoot = issue({ subject: 'CN=Other Root', ca: true });
  const cross = issue({ subject: root.subject, key: root.key, issuer: otherRoot, ca: true });
  live.server.serve([leaf, cross]);
  const probe = { ...host.probe, ca: root.pem + otherRoot.pem };
  await put('api.example.com', { pins: [otherRoot.pin, backup.pin], probe });
  expect(codesOf(await publish())).toEqual(['LP_PUBLISH_NOT_SERVED']);
  await put('api.example.com', { pins: [root.pin, backup.pin], probe });
  expect(await publish()).toMatchObject({ status: 200, body: { version: 1 } });
});

test('a host in report mode that does not fit is published, and what was found is told', async () => {
  await put('api.example.com', { ...host, mode: 'report', pins: [testPin('stranger')] });
  const answer = await publish();
  expect(answer).toMatchObject({ status: 200, body: { overrides: [] } });
  expect(codesOf(answer)).toEqual(['LP_PUBLISH_FEW_PINS', 'LP_PUBLISH_NOT_SERVED']);
});

test('of two who publish at the same time, one is told that the other was first', async () => {
  await put('api.example.com', host);
  const answers = await Promise.all([publish(), publish()]);
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('LP_PUBLISH_CONFLICT');
  expect(await delivered()).toMatchObject({ version: 1 });
});

describe('roll-forward', () => {
  test('an earlier content comes back under a new version, and a draft without changes of its own follows', async () => {
    await published();
    await put('api.example.com', { ...host, pins: [...host.pins, testPin('more')] });
    await publish();
    expect(await call('POST', at('/roll-forward'), { version: 1, note: 'back' })).toMatchObject({
      status: 200,
      body: { version: 3 },
    });
    expect((await delivered()).domains[0]?.pins).toEqual(new Set(host.pins));
    expect(await call('GET', at('/versions/3'))).toMatchObject({ body: { kind: 'roll-forward', note: 'back' } });
    expect(await call('GET', at('/draft'))).toMatchObject({ body: { domains: [{ pins: host.pins }] } });
  });

  test('a draft that somebody works on is left to them', async () => {
    await published();
    await put('api.example.com', { ...host, pins: [...host.pins, testPin('more')] });
    await publish();
    const inWork = [...host.pins, testPin('in work')];
    await put('api.example.com', { ...host, pins: inWork });
    await call('POST', at('/roll-forward'), { version: 1 });
    expect(await call('GET', at('/draft'))).toMatchObject({ body: { domains: [{ pins: inWork }] } });
  });

  test('it is checked as every publication is: a key revoked since stays revoked without a word', async () => {
    await published();
    await call('POST', at('/revoked'), { pin: testPin('stolen') });
    expect(codesOf(await call('POST', at('/roll-forward'), { version: 1 }))).toEqual(['LP_PUBLISH_UNREVOKED']);
    expect(await call('POST', at('/roll-forward'), { version: 9 })).toMatchObject({
      status: 404,
      body: { code: 'LP_VERSION_UNKNOWN' },
    });
  });
});

describe('revocation', () => {
  test('a stolen leaf: the server moved to the backup, the pin leaves the sets of bundle and draft', async () => {
    await put('api.example.com', { ...host, pins: [...host.pins, testPin('second backup')] });
    await publish();
    live.server.serve([backup]);
    await put('other.example.com', { pins: host.pins, probe: 'none' });
    const answer = await call('POST', at('/revoked'), { pin: leaf.pin, note: 'stolen' });
    expect(answer).toMatchObject({ status: 200, body: { version: 2 } });
    const bundle = await delivered();
    expect(bundle.revoked).toEqual(new Set([leaf.pin]));
    expect(bundle.domains).toMatchObject([{ pins: new Set([backup.pin, testPin('second backup')]) }]);
    expect(await call('GET', at('/draft'))).toMatchObject({
      body: {
        revoked: [leaf.pin],
        domains: [{ host: 'api.example.com' }, { host: 'other.example.com', pins: [backup.pin] }],
      },
    });
  });

  test('a key that is served still wants a word', async () => {
    await put('api.example.com', { ...host, pins: [...host.pins, testPin('second backup')] });
    await publish();
    const revoke = (allow: string[]) => call('POST', at('/revoked'), { pin: leaf.pin, allow });
    expect(codesOf(await revoke([]))).toEqual(['LP_PUBLISH_REVOKES_SERVED']);
    expect(await revoke(['LP_PUBLISH_REVOKES_SERVED'])).toMatchObject({ status: 200 });
  });

  test('taking it back wants a word too, and is for what is revoked', async () => {
    await published();
    const pin = testPin('stolen');
    await call('POST', at('/revoked'), { pin });
    const inPath = pin.replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
    const takeBack = (allow: string[]) => call('DELETE', at(`/revoked/${inPath}`), { allow });
    expect(codesOf(await takeBack([]))).toEqual(['LP_PUBLISH_UNREVOKED']);
    expect(await takeBack(['LP_PUBLISH_UNREVOKED'])).toMatchObject({ status: 200, body: { version: 3 } });
    expect((await delivered()).revoked.size).toBe(0);
    expect(await call('GET', at('/draft'))).toMatchObject({ body: { revoked: [] } });
    expect(await takeBack([])).toMatchObject({ status: 404, body: { code: 'LP_NOT_REVOKED' } });
  });
});

test('the history has who, when and why; a difference has what', async () => {
  await published();
  await put('api.example.com', { ...host, pins: [...host.pins, testPin('more')] });
  expect(await call('GET', at('/diff'))).toMatchObject({
    body: { hosts: [{ host: 'api.example.com', change: 'changed', pinsAdded: [testPin('more')], pinsRemoved: [] }] },
  });
  await publish([], 'more');
  expect(await call('GET', at('/versions'))).toMatchObject({
    body: [{ version: 2, note: 'more', kind: 'publish' }, { version: 1 }],
  });
  expect(await call('GET', at('/diff?from=2&to=1'))).toMatchObject({
    body: { hosts: [{ pinsRemoved: [testPin('more')] }] },
  });
  expect(await call('GET', at('/diff'))).toMatchObject({ body: { hosts: [], members: [] } });
});
