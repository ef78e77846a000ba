import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Livepin } from '@livepin/client';
import { domain, type Issued, issue, startServer, testPin } from '@livepin/testkit';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { describe, expect, test } from 'vitest';
import {
  bundle,
  ca,
  failureOf,
  host,
  intermediate,
  leaf,
  lookup,
  open,
  otherLeaf,
  pinned,
  startPlace,
} from './fixture.ts';

// Connections and sessions that an app has beside the pinned ones, and pinned ones that stand for several hosts.

const urlOf = (port: number, name = host) => `https://${name}:${port}/`;
const get = (url: string, options: https.RequestOptions = {}) =>
  new Promise<string>((resolve, reject) => {
    https.get(url, options, (answer) => answer.setEncoding('utf8').on('data', resolve)).on('error', reject);
  });

describe('connections that were open before the client was put in place of the defaults', () => {
  test('node:https: those of the former default agent are not used', async () => {
    await using place = await startPlace();
    await using server = await startServer([otherLeaf, intermediate]);
    await using app = await open(place);
    const former = https.globalAgent;
    https.globalAgent = new https.Agent({ keepAlive: true, lookup, ca: ca.pem } as https.AgentOptions);
    const own = https.globalAgent;
    try {
      expect(await get(urlOf(server.port))).toBe('hello');
      await setImmediate();
      expect(Object.values(own.freeSockets).flat()).toHaveLength(1);
      const undo = app.installGlobally();
      const received = server.received();
      expect(await failureOf(get(urlOf(server.port)))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
      expect(server.received()).toBe(received);
      undo();
      expect(await get(urlOf(server.port))).toBe('hello'); // the app's own again, for good or ill
    } finally {
      own.destroy();
      https.globalAgent = former;
    }
  });

  test('fetch: those of the former dispatcher are not used', async () => {
    await using place = await startPlace();
    await using server = await startServer([otherLeaf, intermediate]);
    await using app = await open(place);
    const former = getGlobalDispatcher();
    const own = new Agent({ connect: { ca: ca.pem, lookup } });
    setGlobalDispatcher(own);
    try {
      expect(await (await fetch(urlOf(server.port))).text()).toBe('hello');
      const undo = app.installGlobally();
      const received = server.received();
      expect(await failureOf(fetch(urlOf(server.port)))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
      expect(server.received()).toBe(received);
      undo();
    } finally {
      await own.destroy();
      setGlobalDispatcher(former);
    }
  });
});

describe('sessions', () => {
  test('of an agent without pins are not resumed by a pinned one', async () => {
    await using place = await startPlace();
    await using server = await startServer([otherLeaf, intermediate]);
    await using app = await open(place);
    const own = new https.Agent({ keepAlive: false, lookup, ca: ca.pem } as https.AgentOptions);
    for (const _request of [1, 2]) expect(await get(urlOf(server.port), { agent: own })).toBe('hello');
    expect(server.resumed()).toBe(1);
    const received = server.received();
    expect(await failureOf(get(urlOf(server.port), { agent: app.agent }))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    expect([server.resumed(), server.received()]).toEqual([1, received]);
  });

  test('of one pinned client are not resumed by another, which has other pins', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate]);
    await using first = await open(place);
    await using second = await open(place, { seed: await bundle(1, pinned([testPin('elsewhere')])) });
    const request = async (app: Livepin) => (await app.fetch(urlOf(server.port))).text();
    for (const _request of [1, 2]) {
      expect(await request(first)).toBe('hello');
      await server.disconnect();
    }
    const [resumed, received] = [server.resumed(), server.received()];
    expect(resumed).toBe(1);
    expect(await failureOf(request(second))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    expect([server.resumed(), server.received()]).toEqual([resumed, received]);
  });
});

describe('HTTP/2', () => {
  const otherHost = 'www.example.com';
  const both = issue({ subject: `CN=${host}`, names: [host, otherHost], issuer: intermediate });

  test('a connection is for one host, although its certificate is for two', async () => {
    await using server = await startHttp2([both, intermediate]);
    await using place = await startPlace();
    const domains = [domain(host, [both.pin]), domain(otherHost, [testPin('elsewhere')])];
    await using app = await open(place, { seed: await bundle(1, { domains }) });
    const ask = async (name: string) => (await app.fetch(urlOf(server.port, name))).text();
    expect(await ask(host)).toBe(host);
    expect(await failureOf(ask(otherHost))).toMatchObject({ code: 'LP_PIN_MISMATCH', host: otherHost });
    expect(await ask(host)).toBe(host);
    expect(server.asked).toEqual([host, host]);
  });

  test('a session is resumed, and judged by what it was made with', async () => {
    await using server = await startHttp2([leaf, intermediate]);
    await using place = await startPlace();
    await using app = await open(place);
    const ask = async () => (await app.fetch(urlOf(server.port))).text();
    for (const _request of [1, 2]) {
      expect(await ask()).toBe(host);
      await server.disconnect();
    }
    expect(server.resumed()).toBe(1);
    place.answers.set('bundle', await bundle(2, pinned([testPin('elsewhere')])));
    await app.refresh();
    expect(await failureOf(ask())).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    expect(server.asked).toHaveLength(2);
  });
});

/** Answers with the host that was asked for, by HTTP/2 alone. */
async function startHttp2(chain: readonly Issued[]) {
  const sessions = new Set<http2.ServerHttp2Session>();
  const asked: string[] = [];
  let resumed = 0;
  const server = http2.createSecureServer(
    {
      key: chain[0]!.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: chain.map(({ pem }) => pem).join(''),
    },
    ({ authority }, response) => {
      const [name = ''] = authority.split(':');
      asked.push(name);
      response.end(name);
    },
  );
  server.on('secureConnection', (socket) => {
    if (socket.isSessionReused()) resumed++;
  });
  server.on('session', (session) => sessions.add(session.once('close', () => sessions.delete(session))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const disconnect = async () => {
    const closed = [...sessions].map((session) => new Promise((resolve) => session.once('close', resolve)));
    for (const session of sessions) session.close();
    await Promise.all(closed);
  };
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    resumed: () => resumed,
    disconnect,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
