import http from 'node:http';
import https from 'node:https';
import { PinError } from '@livepin/client';
import { issue, type ServedChain, startServer, testPin } from '@livepin/testkit';
import axios from 'axios';
import got from 'got';
import { request as undiciRequest } from 'undici';
import { describe, expect, test } from 'vitest';
import {
  bundle,
  failureOf,
  host,
  intermediate,
  leaf,
  lookup,
  open,
  otherLeaf,
  pinned,
  rogueCa,
  rogueLeaf,
  startPlace,
} from './fixture.ts';

const genuine: ServedChain = [leaf, intermediate];
// The rogue leaf names its issuer like the pinned CA; the genuine CA's certificate is sent along.
const namesake = issue({ subject: 'CN=Genuine CA', ca: true, issuer: rogueCa });
const forged = issue({ subject: `CN=${host}`, issuer: namesake });

const clients = [
  { name: 'fetch', get: async (pinned, url) => (await pinned.fetch(url)).text() },
  {
    name: 'undici',
    get: async (pinned, url) => (await undiciRequest(url, { dispatcher: pinned.dispatcher })).body.text(),
  },
  {
    name: 'node:https',
    get: (pinned, url) =>
      new Promise((resolve, reject) => {
        https
          .get(url, { agent: pinned.agent }, (answer) => {
            answer.setEncoding('utf8').on('data', resolve);
          })
          .on('error', reject);
      }),
  },
  { name: 'axios', get: async (pinned, url) => (await axios.get(url, { httpsAgent: pinned.agent })).data },
  { name: 'got', get: (pinned, url) => got(url, { agent: { https: pinned.agent }, retry: { limit: 0 } }).text() },
] satisfies {
  name: string;
  get: (pinned: Awaited<ReturnType<typeof open>>, url: string) => Promise<unknown>;
}[];

describe.each(clients)('$name', ({ get }) => {
  test('says in the handshake which host it means', async () => {
    await using place = await startPlace();
    const named: string[] = [];
    const SNICallback = (name: string, done: (error: null) => void) => {
      named.push(name);
      done(null);
    };
    await using server = await startServer(genuine, { SNICallback });
    await using app = await open(place);
    await get(app, `https://${host}:${server.port}/`);
    expect(named).toEqual([host]);
  });

  test('reaches a server whose leaf is pinned', async () => {
    await using place = await startPlace();
    await using server = await startServer(genuine);
    await using app = await open(place);
    expect(await get(app, `https://${host}:${server.port}/`)).toBe('hello');
  });

  test.each<{ says: string; chain: ServedChain }>([
    { says: 'a key that is not pinned', chain: [otherLeaf, intermediate] },
    { says: 'a CA that the device trusts', chain: [rogueLeaf] },
    {
      says: 'a CA that the device trusts, with the genuine certificates sent along',
      chain: [rogueLeaf, leaf, intermediate],
    },
    {
      says: "a namesake of the genuine CA, with the genuine CA's certificate",
      chain: [forged, namesake, intermediate],
    },
  ])('sends no byte to a server with $says', async ({ chain }) => {
    await using place = await startPlace();
    await using server = await startServer(chain);
    await using app = await open(place, { seed: await bundle(1, pinned([leaf.pin, testPin('backup')])) });
    const error = await failureOf(get(app, `https://${host}:${server.port}/secret`));
    const reason = error instanceof PinError ? error : error.cause;
    expect(reason).toBeInstanceOf(PinError);
    expect(reason).toMatchObject({ code: 'LP_PIN_MISMATCH', host, wanted: [leaf.pin, testPin('backup')] });
    expect(server.connections()).toBe(1);
    expect(server.received()).toBe(0);
  });
});

test('an intermediate that is pinned is found on the verified path, not in what was sent', async () => {
  await using place = await startPlace();
  await using attacker = await startServer([forged, namesake, intermediate]);
  await using server = await startServer([otherLeaf, intermediate]);
  await using app = await open(place, { seed: await bundle(1, pinned([intermediate.pin])) });
  expect((await app.fetch(`https://${host}:${server.port}/`)).status).toBe(200);
  const error = await failureOf(app.fetch(`https://${host}:${attacker.port}/`));
  expect(error).toMatchObject({ code: 'LP_PIN_MISMATCH' });
  expect(attacker.received()).toBe(0);
});

test('the error says what a developer needs: host, path as seen, pins wanted, bundle and its age, the heal', async () => {
  await using place = await startPlace();
  await using server = await startServer([rogueLeaf]);
  await using app = await open(place);
  const error = (await failureOf(app.fetch(`https://${host}:${server.port}/`))) as PinError;
  expect(error).toMatchObject({
    seen: [
      { subject: `CN=${host}`, pin: rogueLeaf.pin },
      { subject: 'CN=Rogue Root', pin: rogueCa.pin },
    ],
    bundle: { epoch: 1, version: 1 },
    heal: { outcome: 'no-answer' },
  });
  expect(error.message).toContain(rogueLeaf.pin);
  expect(error.message).toMatch(/by bundle 1\.1, signed 3 days ago; a fetch was tried, and no place answered$/);
});

test('a host without pins is reached, unless the bundle says otherwise', async () => {
  await using place = await startPlace();
  const third = issue({ subject: 'CN=third.example', issuer: intermediate });
  await using server = await startServer([third, intermediate]);
  await using allowing = await open(place);
  expect((await allowing.fetch(`https://third.example:${server.port}/`)).status).toBe(200);
  await using refusing = await open(place, { seed: await bundle(1, { ...pinned([leaf.pin]), unlisted: 'refuse' }) });
  const error = await failureOf(refusing.fetch(`https://third.example:${server.port}/`));
  expect(error).toMatchObject({ code: 'LP_HOST_UNLISTED', host: 'third.example' });
  expect(server.connections()).toBe(1);
});

test('report mode lets the request through and tells the app', async () => {
  await using place = await startPlace();
  await using server = await startServer([otherLeaf, intermediate]);
  await using app = await open(place, { seed: await bundle(1, pinned([leaf.pin], { mode: 'report' })) });
  const failures: unknown[] = [];
  app.on('failure', (failure) => failures.push(failure));
  expect((await app.fetch(`https://${host}:${server.port}/`)).status).toBe(200);
  expect(failures).toMatchObject([{ host, code: 'LP_PIN_MISMATCH', enforced: false }]);
});

test.each([
  { says: 'that is pinned', payload: pinned([leaf.pin]), revoked: leaf.pin },
  { says: 'of a CA on the path of a pinned leaf', payload: pinned([leaf.pin]), revoked: intermediate.pin },
  { says: 'on a host that is only reported', payload: pinned([leaf.pin], { mode: 'report' }), revoked: leaf.pin },
  { says: 'on a host without pins', payload: { domains: [] }, revoked: leaf.pin },
])('a revoked key $says ends the connection', async ({ payload, revoked }) => {
  await using place = await startPlace();
  await using server = await startServer(genuine);
  await using app = await open(place, { seed: await bundle(1, { ...payload, revoked: [revoked] }) });
  expect(await failureOf(app.fetch(`https://${host}:${server.port}/`))).toMatchObject({ code: 'LP_PIN_REVOKED' });
  expect(server.received()).toBe(0);
});

test('no way of writing a host slips past its pins', async () => {
  await using place = await startPlace();
  await using server = await startServer([otherLeaf, intermediate]);
  await using app = await open(place);
  for (const spelling of ['API.example.COM', 'api.example.com.', 'api%2Eexample.com', 'ａpi.example.com']) {
    const error = await failureOf(app.fetch(`https://${spelling}:${server.port}/`));
    expect({ spelling, code: error.code }).toMatchObject({
      code: expect.stringMatching(/^(LP_PIN_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID)$/),
    });
  }
  expect(server.received()).toBe(0);
});

test('the Host header of a request does not take it out of the pins of the host that is connected to', async () => {
  await using place = await startPlace();
  const third = issue({ subject: 'CN=third.example', issuer: intermediate });
  await using server = await startServer([third, intermediate]);
  await using app = await open(place);
  const request = new Promise((resolve, reject) => {
    https
      .get(`https://${host}:${server.port}/`, { agent: app.agent, headers: { host: 'third.example' } }, resolve)
      .on('error', reject);
  });
  expect(await failureOf(request)).toMatchObject({ code: 'LP_PIN_MISMATCH', host });
  expect(server.received()).toBe(0);
});

test('an app cannot switch verification off for a pinned host', async () => {
  await using place = await startPlace();
  const selfSigned = issue({ subject: `CN=${host}` });
  await using server = await startServer([selfSigned]);
  await using app = await open(place);
  const url = `https://${host}:${server.port}/`;
  const request = new Promise((resolve, reject) => {
    https
      .get(url, { agent: app.agent, rejectUnauthorized: false, checkServerIdentity: () => undefined }, resolve)
      .on('error', reject);
  });
  expect(await failureOf(request)).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const wrongName = issue({ subject: 'CN=third.example', issuer: intermediate, key: leaf.key });
  server.serve([wrongName, intermediate]);
  const second = new Promise((resolve, reject) => {
    https.get(url, { agent: app.agent, checkServerIdentity: () => undefined }, resolve).on('error', reject);
  });
  expect(await failureOf(second)).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  expect(server.received()).toBe(0);
});

test('a pinned host is not reached unencrypted, nor by a redirect', async () => {
  await using place = await startPlace();
  let received = 0;
  const clear = http.createServer((_request, response) => {
    received++;
    response.end('clear');
  });
  await new Promise<void>((resolve) => clear.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = clear.address() as { port: number };
    await using app = await open(place);
    expect(await failureOf(app.fetch(`http://${host}:${port}/`))).toMatchObject({ code: 'LP_CLEARTEXT', host });
    expect((await app.fetch(`http://third.example:${port}/`)).status).toBe(200);
    clear.removeAllListeners('request');
    clear.on('request', (_request, response) => response.writeHead(302, { location: `http://${host}:${port}/` }).end());
    expect(await failureOf(app.fetch(`http://third.example:${port}/`))).toMatchObject({ code: 'LP_CLEARTEXT', host });
    expect(received).toBe(1);
  } finally {
    clear.closeAllConnections();
    await new Promise((resolve) => clear.close(resolve));
  }
});

test('process-wide: fetch, https and http that name no agent are pinned, until it is undone', async () => {
  await using place = await startPlace();
  await using server = await startServer([otherLeaf, intermediate]);
  await using app = await open(place);
  const url = `https://${host}:${server.port}/`;
  const former = [https.globalAgent, http.globalAgent];
  const undo = app.installGlobally();
  try {
    expect(await failureOf(fetch(url))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    expect(await failureOf(axios.get(url))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    const get = (scheme: typeof http | typeof https, address: string) =>
      new Promise((resolve, reject) => scheme.get(address, { lookup }, resolve).on('error', reject));
    expect(await failureOf(get(https, url))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    expect(await failureOf(get(http, `http://${host}/`))).toMatchObject({ code: 'LP_CLEARTEXT' });
  } finally {
    undo();
  }
  expect([https.globalAgent, http.globalAgent]).toEqual(former);
  expect(server.received()).toBe(0);
});
