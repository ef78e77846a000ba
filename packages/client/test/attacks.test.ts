import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Livepin } from '@livepin/client';
import {
  app as appId,
  domain,
  issue,
  keyIdentifiers,
  makeKey,
  octets,
  oneDay,
  startServer,
  testPin,
} from '@livepin/testkit';
import { request as undiciRequest } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  bundle,
  ca,
  failureOf,
  host,
  intermediate,
  leaf,
  lookup,
  now,
  open,
  otherLeaf,
  pinned,
  rogueCa,
  rogueLeaf,
  root,
  seed,
  startPlace,
} from './fixture.ts';

// What a man in the middle, a careless app or an odd server might do to get past the pins, or to bring the app down.

const request = (app: Livepin, port: number, options: https.RequestOptions = {}) =>
  new Promise<string>((resolve, reject) => {
    https
      .get({ host, port, agent: app.agent, ...options }, (answer) => {
        answer.setEncoding('utf8').on('data', resolve);
      })
      .on('error', reject);
  });

/** Resolves when the clock shows more than `seconds` (since 1970). */
const until = (seconds: number) => setTimeout(1_000 * (seconds + 1) - Date.now() + 20);

// An error event that nobody listens to, and a promise that nobody awaits, would end a real app.
let crashes: unknown[];
const note = (reason: unknown) => void crashes.push(reason);
beforeEach(() => {
  crashes = [];
  process.on('uncaughtException', note).on('unhandledRejection', note);
});
afterEach(async () => {
  await setImmediate();
  process.off('uncaughtException', note).off('unhandledRejection', note);
  expect(crashes).toEqual([]);
});

const connect = (app: Livepin, port: number, options: tls.ConnectionOptions = {}) =>
  new Promise<net.Socket>((resolve, reject) => {
    const all = { host, port, servername: host, lookup, ...options } as Parameters<
      Livepin['agent']['createConnection']
    >[0];
    app.agent.createConnection(all, (error, socket) => (error ? reject(error) : resolve(socket as net.Socket)));
  });

test('a connection whose name only the app has checked is closed as soon as its host has pins', async () => {
  await using place = await startPlace();
  const stranger = issue({ subject: 'CN=evil.example', issuer: intermediate });
  await using server = await startServer([stranger, intermediate]);
  await using app = await open(place, { seed: await bundle(1, { domains: [] }) });
  const socket = await connect(app, server.port, { checkServerIdentity: () => undefined });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  place.answers.set('bundle', await bundle(2, pinned([intermediate.pin])));
  await app.refresh();
  await closed;
});

test('a Host header does not let a stranger in who has a certificate of a pinned CA', async () => {
  await using place = await startPlace();
  const stranger = issue({ subject: 'CN=evil.example', issuer: intermediate });
  await using server = await startServer([stranger, intermediate]);
  await using app = await open(place, { seed: await bundle(1, pinned([intermediate.pin])) });
  const headers = { host: 'evil.example' };
  const url = `https://${host}:${server.port}/`;
  const requests = [
    request(app, server.port, { headers }),
    request(app, server.port, { servername: 'evil.example' }),
    undiciRequest(url, { dispatcher: app.dispatcher, headers }),
  ];
  for (const error of await Promise.all(requests.map(failureOf))) {
    expect(error).toMatchObject({ code: 'LP_PIN_MISMATCH', host, fault: 'the certificate is for another name' });
  }
  expect(server.received()).toBe(0);
});

// Node takes bytes for PEM before it takes them for DER: the key that it reads there is the attacker's.
test('a certificate with the pinned key, and another one inside it as PEM, gets nobody past the pins', async () => {
  await using place = await startPlace();
  const key = makeKey();
  const signing = issue({ subject: intermediate.subject, key, ca: true, issuer: rogueCa });
  const inner = Buffer.from(`\n${issue({ subject: 'CN=Inner', key }).pem}`);
  const extensions = [...keyIdentifiers(key, rogueCa.key), { oid: '1.2.3.4', value: octets(inner) }];
  const outer = issue({
    ...{ subject: intermediate.subject, ca: true, issuer: rogueCa },
    key: intermediate.key,
    extensions,
  });
  await using server = await startServer([issue({ subject: `CN=${host}`, issuer: signing }), signing, outer]);
  await using app = await open(place, { seed: await bundle(1, pinned([intermediate.pin])) });
  expect(await failureOf(request(app, server.port))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
  expect(server.received()).toBe(0);
});

test.each([
  'API.Example.com.',
  'api.example.com..',
  'api.example.com\0.evil.example',
  '.api.example.com',
  'api．example．com',
  'x@api.example.com',
  'api.example.com#',
])('a host that is written %j does not get past its pins', async (spelling) => {
  await using place = await startPlace();
  await using server = await startServer([otherLeaf, intermediate]);
  await using app = await open(place);
  const error = await failureOf(request(app, server.port, { host: spelling, servername: host }));
  expect(error.code).toMatch(/^(LP_PIN_MISMATCH|LP_HOST_MALFORMED|ERR_INVALID_CHAR)$/);
  expect(server.received()).toBe(0);
});

test.each(['0x7f.1', '127.1', '2130706433', '::ffff:127.0.0.1', '::ffff:7f00:1', '[::ffff:7f00:1]'])(
  'an address that is written %j does not get past its pins',
  async (spelling) => {
    await using place = await startPlace();
    const domains = [domain('127.0.0.1', [leaf.pin])];
    await using server = await startServer([
      issue({ subject: 'CN=x', names: ['127.0.0.1'], issuer: intermediate }),
      intermediate,
    ]);
    await using app = await open(place, { seed: await bundle(1, { domains }) });
    const error = await failureOf(request(app, server.port, { host: spelling }));
    expect(error.code).toMatch(
      /^(LP_PIN_MISMATCH|LP_HOST_MALFORMED|ERR_TLS_CERT_ALTNAME_INVALID|ENOTFOUND|ECONNREFUSED)$/,
    );
    expect(server.received()).toBe(0);
  },
);

test('pins that come into force during a handshake count for it', async () => {
  await using place = await startPlace();
  await using server = await startServer([issue({ subject: `CN=${host}` })]);
  await using app = await open(place, { seed: await bundle(1, { domains: [] }) });
  place.answers.set('bundle', await bundle(2, pinned([leaf.pin])));
  const refreshed = new Promise((resolve) => app.on('bundle', resolve));
  // Holds the client's first words back until there are pins.
  const proxy = net.createServer((socket) => {
    void app.refresh();
    const upstream = net.connect(server.port, '127.0.0.1');
    void refreshed.then(() => socket.pipe(upstream).pipe(socket));
    for (const end of [socket, upstream]) end.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = proxy.address() as AddressInfo;
    expect(await failureOf(request(app, port, { rejectUnauthorized: false }))).toMatchObject({
      code: 'LP_PIN_MISMATCH',
    });
    expect(server.received()).toBe(0);
  } finally {
    proxy.close();
  }
});

test('process-wide: a request that wants an agent to itself is pinned too', async () => {
  await using place = await startPlace();
  await using server = await startServer([otherLeaf, intermediate]);
  await using app = await open(place);
  const undo = app.installGlobally();
  try {
    expect(await failureOf(request(app, server.port, { agent: false }))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    const clear = new Promise((resolve, reject) => {
      http.get({ host, port: server.port, agent: false }, resolve).on('error', reject);
    });
    expect(await failureOf(clear)).toMatchObject({ code: 'LP_CLEARTEXT' });
  } finally {
    undo();
  }
  expect(server.received()).toBe(0);
});

describe('options of the app', () => {
  // docs/node.md: what the search for paths does not know is refused, though Node lets it pass; `ca` makes it known.
  test.each<{ says: string; options: () => https.RequestOptions & tls.ConnectionOptions; known: string[] }>([
    {
      says: 'a CA in a secure context of the app',
      options: () => ({ secureContext: tls.createSecureContext({ ca: ca.pem }) }),
      known: [ca.pem],
    },
    {
      says: 'an intermediate that Node takes for a trust anchor',
      options: () => ({ ca: [intermediate.pem], allowPartialTrustChain: true }),
      known: [intermediate.pem, ca.pem],
    },
  ])('$says vouches for a pinned host only together with its root as `ca`', async ({ options, known }) => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate]);
    const seed = await bundle(1, pinned([intermediate.pin]));
    await using app = await open(place, { seed, ca: [rogueCa.pem] });
    expect(await failureOf(request(app, server.port, options()))).toMatchObject({ code: 'LP_PIN_MISMATCH' });
    expect(server.received()).toBe(0);
    expect(await request(app, server.port, { ...options(), ca: known })).toBe('hello');
  });

  test('a trust anchor that cannot be read fails the request, and leaves no socket behind', async () => {
    await using place = await startPlace();
    await using app = await open(place);
    const closed = await startServer([leaf, intermediate]);
    await closed[Symbol.asyncDispose]();
    expect(await failureOf(request(app, closed.port, { ca: 'no certificate' }))).toMatchObject({
      message: 'no certificate in PEM stands there',
    });
    await setTimeout(50); // an error would come after the refused connection
  });

  test('a client certificate is shown beside trust anchors that are given to livepin()', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate], {
      requestCert: true,
      rejectUnauthorized: true,
      ca: [rogueCa.pem],
    });
    await using app = await open(place);
    const client = issue({ subject: 'CN=client', issuer: rogueCa, extensions: [{ oid: '2.5.29.37', value: null }] });
    const key = client.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(await request(app, server.port, { cert: client.pem, key })).toBe('hello');
  });

  test('the protocol versions that an app allows hold', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate], { maxVersion: 'TLSv1.2' });
    await using app = await open(place);
    await expect(request(app, server.port, { minVersion: 'TLSv1.3' })).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    });
  });

  test('a session that the app brings along shows nothing, so it is not offered', async () => {
    await using place = await startPlace();
    await using server = await startServer([rogueLeaf]);
    await using app = await open(place);
    const session = await new Promise<Buffer>((resolve) => {
      const socket = tls.connect({ host: '127.0.0.1', port: server.port, servername: host, rejectUnauthorized: false });
      socket.once('session', (session) => {
        resolve(session);
        socket.end();
      });
      socket.resume();
    });
    expect(await failureOf(request(app, server.port, { session } as https.RequestOptions))).toMatchObject({
      code: 'LP_PIN_MISMATCH',
    });
    expect(server.resumed()).toBe(0);
    expect(server.received()).toBe(0);
  });
});

describe('sessions', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a genuine server is reached when the certificate of a %s session has expired',
    async (maxVersion) => {
      await using place = await startPlace();
      const soon = now() + 5;
      const old = issue({ subject: `CN=${host}`, issuer: intermediate, key: leaf.key, notAfter: soon });
      await using server = await startServer([old, intermediate], { maxVersion });
      await using app = await open(place);
      expect(await request(app, server.port)).toBe('hello');
      await server.disconnect();
      server.serve([leaf, intermediate]);
      await until(soon);
      expect(await request(app, server.port)).toBe('hello');
      expect(server.resumed()).toBe(0);
    },
  );
});

describe('errors of sockets', () => {
  test('an upgraded connection that newer pins close does not end the app', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate]);
    await using app = await open(place);
    const socket = await connect(app, server.port);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    place.answers.set('bundle', await bundle(2, pinned([testPin('elsewhere')])));
    await app.refresh();
    await closed;
  });

  test('a peer that resets in whatever moment ends no app', async () => {
    await using place = await startPlace();
    await using server = await startServer([otherLeaf, intermediate]);
    // Passes on so many chunks, and breaks the connection off.
    let allowed = 0;
    const proxy = net.createServer((socket) => {
      const upstream = net.connect(server.port, '127.0.0.1');
      let seen = 0;
      upstream.on('data', (chunk) => {
        socket.write(chunk);
        if (++seen >= allowed) socket.resetAndDestroy();
      });
      socket.on('data', (chunk) => upstream.write(chunk));
      socket.on('error', () => undefined).on('close', () => upstream.destroy());
      upstream.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      await using app = await open(place);
      for (allowed = 1; allowed < 5; allowed++) {
        const { port } = proxy.address() as AddressInfo;
        await Promise.all([failureOf(request(app, port)), failureOf(app.fetch(`https://${host}:${port}/`))]);
      }
    } finally {
      proxy.close();
    }
  });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'garbage with the last words of a %s handshake ends no app',
  async (maxVersion) => {
    const secureContext = tls.createSecureContext({
      key: leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: `${leaf.pem}${intermediate.pem}`,
      maxVersion,
    });
    const server = net.createServer((raw) => {
      raw.on('error', () => undefined);
      const socket = new tls.TLSSocket(raw, { isServer: true, secureContext });
      socket
        .on('error', () => undefined)
        .on('secure', () => {
          raw.write(Buffer.alloc(64, 0x42));
          raw.destroySoon();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await using place = await startPlace();
      await using app = await open(place);
      const requests = [request(app, port), app.fetch(`https://${host}:${port}/`)];
      for (const error of await Promise.all(requests.map(failureOf)))
        expect(error.code).toMatch(/^(ERR_SSL|ECONNRESET|EPIPE|UND_ERR_SOCKET)/);
      const raw = await connect(app, port).catch(() => null); // one that nobody listens to
      if (raw && !raw.destroyed) await new Promise((resolve) => raw.once('close', resolve));
    } finally {
      server.close();
    }
  },
);

describe('closing', () => {
  test('ends upgraded connections, and those under way', async () => {
    await using place = await startPlace();
    await using server = await startServer([leaf, intermediate]);
    const app = await open(place);
    const socket = await connect(app, server.port);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const underWay = [failureOf(request(app, server.port)), failureOf(app.fetch(`https://${host}:${server.port}/`))];
    await app.close();
    await closed;
    await Promise.all(underWay);
    expect(server.received()).toBe(0);
  });
});

test('connections that are kept are closed when the pins they rest on become stale, where stale pins are to refuse', async () => {
  await using place = await startPlace();
  await using server = await startServer([leaf, intermediate]);
  const soon = now() + 5;
  const short = { domains: [domain(host, [leaf.pin], { stale: 'refuse' })], exp: soon };
  await using app = await open(place, { seed: await bundle(1, { ...short, iat: now() - 7 * oneDay }) });
  const socket = await connect(app, server.port);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await until(soon);
  await app.refresh(); // nobody answers: from now on the pins are known to be stale
  await closed;
});

test('an app that only waits for its request does not end while a heal waits and the peer has gone', async () => {
  await using place = await startPlace();
  await using server = await startServer([rogueLeaf]);
  const store = await mkdtemp(join(tmpdir(), 'livepin-lonely-'));
  try {
    {
      await using app = await open(place, { store });
      await failureOf(request(app, server.port));
    }
    const record = join(store, (await readdir(store)).find((name) => name.endsWith('.fetches'))!);
    await writeFile(record, (await readFile(record, 'utf8')).replace(/"at":\d+/, `"at":${now() - 60}`));
    const task = {
      app: appId,
      root: Buffer.from(root).toString(),
      seed: Buffer.from(seed).toString(),
      sources: [place.url],
      ca: [ca.pem, rogueCa.pem],
      store,
      url: `https://${host}:${server.port}/`,
    };
    const script = fileURLToPath(new URL('lonely-request.ts', import.meta.url));
    const child = promisify(execFile)(process.execPath, [script, JSON.stringify(task)]);
    await expect.poll(() => server.connections(), { timeout: 20_000 }).toBe(2);
    await server.disconnect();
    expect((await child).stdout).toBe('LP_PIN_MISMATCH no-answer\n');
  } finally {
    await rm(store, { recursive: true });
  }
});
