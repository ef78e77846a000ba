import { testPin } from '@livepin/testkit';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Json, runService, temporaryFolder } from '../running-service.ts';

const folder = temporaryFolder();
const running = await runService(folder.path);
const { call } = running;
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const [old, backup, fresh] = ['old', 'backup', 'fresh'].map((name) => testPin(name));
const entry = (pins: unknown[], host = 'api.example.com') => ({ host, subdomains: false, pins, expires: null });
let count = 0;
let app = '';
const at = (path: string) => `/v1/admin/apps/${app}${path}`;
const record = (appVersion: string, hosts: object[], platform?: string) =>
  call('PUT', at('/static-pins'), { appVersion, hosts, ...(platform === undefined ? {} : { platform }) });
const list = async () => (await call('GET', at('/static-pins'))).body as unknown as Json[];
const audits = async () =>
  ((await call('GET', '/v1/admin/audit?limit=3')).body as unknown as Json[])
    .filter((audit) => audit['app'] === app)
    .map(({ action, detail }) => `${action}: ${detail}`);

beforeEach(async () => {
  app = `com.example.app${++count}`;
  await call('POST', '/v1/admin/apps', { app });
});

test('what a version ships is recorded once, whoever tells it how often', async () => {
  const first = await record('2.1', [entry([old, backup], 'API.example.com.')], 'android');
  expect(first).toMatchObject({
    status: 200,
    body: { appVersion: '2.1', platform: 'android', hosts: [entry([old, backup])], who: 'admin', retiredAt: null },
  });
  expect(await record('2.1', [entry([old, backup])], 'android')).toEqual(first);
  expect(await list()).toEqual([first.body]);
  expect(await audits()).toEqual(['record-static-pins: 2.1, android, 1 host', `create-app: ${app}`]);
});

test('a version that was built anew has the newest pins; its other platform has its own', async () => {
  await record('2.1', [entry([old])], 'android');
  await record('2.1', [entry([old])], 'apple');
  await record('2.1', [entry([old, backup])], 'android');
  const pins = new Map((await list()).map((one) => [one['platform'], (one['hosts'] as Json[])[0]?.['pins']]));
  expect(pins).toEqual(new Map(Object.entries({ android: [old, backup], apple: [old] })));
  expect(await call('GET', at(''))).toMatchObject({ body: { staticVersions: 1 } });
});

test('a retired version stays in the list and counts no more; recorded again, it counts', async () => {
  await record('2.1', [entry([old])], 'android');
  await record('2.1', [entry([old])], 'apple');
  await record('3.0 (77)', [entry([old])]);
  expect(await call('GET', at(''))).toMatchObject({ body: { staticVersions: 2 } });
  expect(await call('DELETE', at('/static-pins/2.1?platform=apple'))).toMatchObject({ status: 200 });
  expect(await call('GET', at(''))).toMatchObject({ body: { staticVersions: 2 } });
  const retired = (await call('DELETE', at('/static-pins/2.1'))).body as unknown as Json[];
  // The newest first: which of the two that is hangs on where a second ended.
  expect(new Map(retired.map(({ platform, retiredAt }) => [platform, typeof retiredAt]))).toEqual(
    new Map([
      ['android', 'number'],
      ['apple', 'number'],
    ]),
  );
  expect(await call('GET', at(''))).toMatchObject({ body: { staticVersions: 1 } });
  expect(await call('DELETE', at(`/static-pins/${encodeURIComponent('3.0 (77)')}`))).toMatchObject({ status: 200 });
  expect(await call('GET', at(''))).toMatchObject({ body: { staticVersions: 0 } });
  expect(await list()).toHaveLength(3);
  await record('2.1', [entry([old])], 'android');
  expect(await call('GET', at(''))).toMatchObject({ body: { staticVersions: 1 } });
});

test('no publication strands a released version unasked, a retired one it may', async () => {
  const put = (pins: unknown[]) => call('PUT', at('/draft/hosts/api.example.com'), { pins, probe: 'none' });
  const publish = (allow: string[] = []) => call('POST', at('/publish'), { allow });
  await put([old, backup]);
  await publish();
  await record('2.1', [entry([old])]);
  await put([backup, fresh]);
  const refused = await publish();
  expect(refused).toMatchObject({ status: 409, body: { code: 'LP_PUBLISH_REFUSED' } });
  const codes = (refused.body['findings'] as Json[]).filter(({ refuses }) => refuses).map(({ code }) => code);
  expect(codes).toEqual(['LP_PUBLISH_STATIC_PINS']);
  expect(await publish(['LP_PUBLISH_STATIC_PINS'])).toMatchObject({ body: { version: 2 } });

  await put([old, backup]);
  await publish();
  await call('DELETE', at('/static-pins/2.1'));
  await put([backup, fresh]);
  expect(await publish()).toMatchObject({ status: 200, body: { version: 4, overrides: [] } });
});

describe('refused, with nothing kept', () => {
  test.each([
    { says: 'no hosts', body: { appVersion: '1', hosts: [] }, code: 'LP_REQUEST_MALFORMED' },
    { says: 'no version', body: { hosts: [entry([old])] }, code: 'LP_REQUEST_MALFORMED' },
    {
      says: 'a version of two lines',
      body: { appVersion: '1\n2', hosts: [entry([old])] },
      code: 'LP_REQUEST_MALFORMED',
    },
    {
      says: 'a platform that is none',
      body: { appVersion: '1', platform: 'tv', hosts: [entry([old])] },
      code: 'LP_REQUEST_MALFORMED',
    },
    { says: 'a pin that is none', body: { appVersion: '1', hosts: [entry(['x'])] }, code: 'LP_PIN_MALFORMED' },
    { says: 'a host that is none', body: { appVersion: '1', hosts: [entry([old], '*.x')] }, code: 'LP_HOST_MALFORMED' },
    {
      says: 'an unknown member',
      body: { appVersion: '1', hosts: [{ ...entry([old]), x: 1 }] },
      code: 'LP_REQUEST_MALFORMED',
    },
  ])('$says', async ({ body, code }) => {
    expect(await call('PUT', at('/static-pins'), body)).toMatchObject({ status: 400, body: { code } });
    expect(await list()).toEqual([]);
  });

  test('a version that was never recorded cannot be retired, and an unknown app has none', async () => {
    await record('1', [entry([old])], 'apple');
    for (const path of ['/static-pins/9', '/static-pins/1?platform=android']) {
      expect(await call('DELETE', at(path))).toMatchObject({ status: 404, body: { code: 'LP_STATIC_PINS_UNKNOWN' } });
    }
    app = 'nobody';
    expect(await call('GET', at('/static-pins'))).toMatchObject({ status: 404, body: { code: 'LP_APP_UNKNOWN' } });
    expect(await record('1', [entry([old])])).toMatchObject({ status: 404, body: { code: 'LP_APP_UNKNOWN' } });
  });
});
