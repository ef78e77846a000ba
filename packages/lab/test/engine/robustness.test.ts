import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import tls from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { classify } from '../../src/engine/first-bytes.ts';
import { openHttpCarrier } from '../../src/engine/http-carrier.ts';
import { readProxyRequest, wishOf } from '../../src/engine/proxy-request.ts';
import { readSocks4, readSocks5Greeting, readSocks5Password, readSocks5Request } from '../../src/engine/socks.ts';
import { MessageReader } from '../../src/engine/websocket-messages.ts';
import { pemOfCas } from '../../src/forge/lab-cas.ts';
import {
  cas,
  contextOf,
  curl,
  host,
  issuing,
  type Lab,
  leaf,
  listening,
  openLab,
  startGenuine,
  terminated,
} from './lab.ts';

let lab: Lab;
let genuine: Awaited<ReturnType<typeof startGenuine>>;
const rejections: unknown[] = [];
const onRejection = (error: unknown) => rejections.push(error);
const prints = (['log', 'warn', 'error'] as const).map((level) => vi.spyOn(console, level));

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  genuine = await startGenuine();
  lab = await openLab(genuine.port, terminated);
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await genuine[Symbol.asyncDispose]();
  process.removeListener('unhandledRejection', onRejection);
});

/** Says these bytes, piece by piece, and goes; resolves when the connection is closed. */
function say(pieces: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect({ port: lab.front.port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => {}).on('close', () => resolve());
    socket.resume();
    for (const piece of pieces) socket.write(piece);
    socket.end();
  });
}

const text = (value: string) => Buffer.from(value, 'latin1');
const tunnel = text(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`);
const beginnings = [text(''), tunnel, text('\x05\x01\x00'), text('\x04\x01\x01\xbb\x7f\x00\x00\x01\x00'), text('GET ')];
const own = { ...terminated, kind: 'own-handshake', earlyData: false } as const;
const hello = text('\x16\x03\x01\x00\xf4\x01\x00\x00\xf0\x03\x03');

test('whatever an app says, the lab goes on', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(hello, text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), text('GET / HTTP/1.1\r\n\r\n'), text('\r\n\r\n')),
    fc.string({ maxLength: 80 }).map((value) => text(`GET http://${value} HTTP/1.1\r\nHost: ${value}\r\n\r\n`)),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...beginnings), fc.array(bytes, { maxLength: 4 }), (beginning, more) =>
      say([beginning, ...more]),
    ),
    { numRuns: 150 },
  );
  expect((await curl(lab, `https://${host}/`)).out).toBe('hello\n');
  expect(rejections).toEqual([]);
});

test.each(['http/1.1', 'h2'])('an app that goes in the middle of an answer harms nobody (%s)', async (protocol) => {
  const server = http2.createSecureServer({ allowHTTP1: true, ...contextOf([leaf, issuing]) }, (_request, response) => {
    response.write(Buffer.alloc(10_000)); // and no end
  });
  await using endless = await listening(server);
  await using second = await openLab(endless.port, terminated);
  const flag = protocol === 'h2' ? '--http2' : '--http1.1';
  expect((await curl(second, flag, '--max-time', '1', `https://${host}/`)).code).toBe(28);
  expect(await second.connections()).toMatchObject([
    { reach: 'headers', end: { by: 'app' }, requests: [{ protocol }] },
  ]);
  expect(rejections).toEqual([]);
});

test.each(['--http2', '--http1.1'])(
  'an app that leaves an answer that never comes is nothing to be told of (%s)',
  async (version) => {
    await using holding = await openLab(genuine.port, { ...terminated, answer: { kind: 'hold' } });
    expect((await curl(holding, version, '--max-time', '0.5', `https://${host}/`)).code).toBe(28);
    expect(await holding.connections()).toMatchObject([{ reach: 'headers', end: { by: 'app' } }]);
  },
);

// Node's own HTTP/2 would end the process by an assertion: its farewell is written to a stream that is being shut down.
test('an app that ends its HTTP/2 session while it is answered ends nothing else', async () => {
  await using lively = await openLab(genuine.port, terminated);
  for (let round = 0; round < 8; round++) {
    const socket = await connected(lively, 443, 'h2');
    const session = http2.connect(`https://${host}`, { createConnection: () => socket });
    session.on('error', () => {});
    const stream = session.request({ ':path': '/' });
    stream.on('error', () => {});
    await setTimeout(round); // before, while and after the answer is under way
    session.destroy();
    await once(socket, 'close');
  }
  const seen = await lively.connections();
  expect(seen.map(({ requests }) => requests.map(({ target }) => target))).toEqual(Array(8).fill(['/']));
});

/** Connected to a lab for this host, as its proxy says; over TLS with a protocol of ALPN where one is given. */
async function connected({ front }: Lab, port: number, protocol: string | null): Promise<net.Socket> {
  const asked = http.request({ port: front.port, method: 'CONNECT', path: `${host}:${port}` }).end();
  const [, tunnelled] = (await once(asked, 'connect')) as [unknown, net.Socket];
  tunnelled.on('error', () => {}); // the lab may reset it
  if (protocol === null) return tunnelled;
  const ca = pemOfCas(cas, ['user-ca']);
  const socket = tls.connect({ socket: tunnelled, servername: host, ALPNProtocols: [protocol], ca });
  await once(socket, 'secureConnect');
  return socket.on('error', () => {});
}

function frame(type: number, flags: number, id: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, body]);
}

/** POST https://api.example.com/ (RFC 7541, the static table), its body, and the app's last byte, all in one. */
const lastWords = Buffer.concat([
  text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(4, 0, 0, text('')),
  frame(1, 4, 1, text(`\x83\x87\x84\x41\x0f${host}`)),
  frame(0, 1, 1, text('last words')),
  frame(1, 4, 3, text(`\x83\x87\x84\x41\x0f${host}`)),
  frame(7, 0, 0, Buffer.alloc(8)),
]);

test.each([
  { over: 'TLS', treatment: terminated, port: 443, protocol: 'h2' },
  { over: 'the own handshake', treatment: own, port: 443, protocol: 'h2' },
  { over: 'no TLS', treatment: { kind: 'plain', answer: terminated.answer }, port: 80, protocol: null },
] as const)('what an app says over HTTP/2 in the moment that it goes is read ($over)', async (way) => {
  await using second = await openLab(genuine.port, way.treatment);
  const goes = async () => {
    const socket = await connected(second, way.port, way.protocol);
    socket.resume().end(lastWords);
    await once(socket, 'close');
  };
  await Promise.all(Array.from({ length: 20 }, goes));
  const bodies = (await second.connections()).map(({ requests }) => requests.map(({ body }) => `${body}`).toSorted());
  expect(bodies).toEqual(Array(20).fill(['', 'last words']));
  expect(rejections).toEqual([]);
});

test.each([
  { treatment: terminated, port: 443, protocol: 'http/1.1' },
  { treatment: own, port: 443, protocol: 'http/1.1' },
  { treatment: { kind: 'plain', answer: terminated.answer }, port: 80, protocol: null },
] as const)(
  'a tunnel that is asked for in a connection that is read is one of the genuine server: $treatment.kind',
  async (way) => {
    const proxy = http
      .createServer((_request, response) => response.end('hello'))
      .on('connect', (_request, socket: net.Socket) => {
        socket.write('HTTP/1.1 200 Go on\r\n\r\n');
        socket.pipe(socket);
      });
    const secure = https
      .createServer(contextOf([leaf, issuing]), (_request, response) => response.end('hello'))
      .on('connect', (...all) => proxy.emit('connect', ...all));
    await using server = await listening(way.protocol ? secure : proxy);
    await using second = await openLab(server.port, way.treatment);
    const socket = await connected(second, way.port, way.protocol);
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(`${(await once(socket, 'data'))[0]}`).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    socket.write(
      'CONNECT inner.example.com:80 HTTP/1.1\r\nHost: inner.example.com:80\r\nProxy-Authorization: me\r\n\r\n',
    );
    expect(`${(await once(socket, 'data'))[0]}`).toMatch(/^HTTP\/1\.1 200 Go on\r\n/);
    socket.write('GET /inner HTTP/1.1\r\n\r\n');
    expect(`${(await once(socket, 'data'))[0]}`).toContain('/inner');
    socket.end();
    expect(await second.connections()).toMatchObject([
      {
        reach: 'body',
        requests: [{ target: '/' }, { method: 'CONNECT', target: 'inner.example.com:80', status: 200, bodyBytes: 23 }],
      },
    ]);
  },
);

test('a tunnel that is asked for over HTTP/2 is read, and refused', async () => {
  await using second = await openLab(genuine.port, terminated);
  const socket = await connected(second, 443, 'h2');
  const session = http2.connect(`https://${host}`, { createConnection: () => socket });
  const stream = session.request({
    ':method': 'CONNECT',
    ':authority': 'inner.example.com:80',
    'proxy-authorization': 'me',
  });
  const [answer] = await once(stream, 'response');
  expect(answer).toMatchObject({ ':status': 501 });
  session.destroy();
  const headers = [['proxy-authorization', 'me']];
  expect(await second.connections()).toMatchObject([
    { reach: 'headers', requests: [{ method: 'CONNECT', host: 'inner.example.com', headers }] },
  ]);
});

test('nothing is printed: standard output is for results', () => {
  for (const spy of prints) expect(spy.mock.calls).toEqual([]);
});

test('the pure readers of what an app says never throw', () => {
  const readers = [readSocks4, readSocks5Greeting, readSocks5Password, readSocks5Request, readProxyRequest, classify];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      for (const read of readers) read(bytes);
      new MessageReader('', () => {}).add(Buffer.from(bytes));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['a.example.com:443', { host: 'a.example.com', port: 443 }],
  ['[2001:db8::1]:8443', { host: '[2001:db8::1]', port: 8443 }],
  ['a.example.com', null],
  ['a.example.com:99999', null],
  ['a b:443', null],
  ['user@a.example.com:443', null],
  ['2001:db8::1:443', null],
])('%s is asked for', (authority, wish) => {
  expect(wishOf(authority, null)).toEqual(wish);
});

test.each([
  ['GET / HTTP/1.1\r\n', 'http'],
  ['GET http://a.example.com/ HTTP/1.1\r\n', 'http'],
  ['VERSION-CONTROL / HTTP/1.1\r\n', 'http'],
  ['GET / HT', 'more'],
  ['EHLO a.example.com\r\n', 'other'],
  ['NICK me\r\n', 'other'],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
  ['PRI * HTTP/2.0\r\n', 'more'],
  ['\x16\x03\x01', 'tls'],
  ['\x16', 'more'],
  ['\x16\x99', 'other'],
  ['\x10\x26\x00\x04MQTT', 'other'],
  ['', 'more'],
])('%j begins as %s', (bytes, kind) => {
  expect(classify(text(bytes))).toBe(kind);
});

test('mockttp, as it is installed, takes streams from the lab and listens nowhere', async () => {
  using carrier = await openHttpCarrier();
  const seen: string[] = [];
  const server = net.createServer((socket) =>
    carrier.carry(socket, {
      async exchange({ method, target, authority, response }) {
        seen.push(`${method} ${authority} ${target}`);
        response.end('carried');
      },
      async upgrade({ headers, stream }) {
        seen.push(`upgrade ${headers.length}`);
        stream.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/path`)).text()).toBe('carried');
  const socket = net.connect({ port, host: '127.0.0.1' });
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  expect(seen).toEqual([`GET 127.0.0.1:${port} /path`, 'upgrade 3']);
  await new Promise((resolve) => server.close(resolve));
});

test.each(['http://a:b/', 'http://[/', 'http://a:99999999/', 'http://\x80/', 'http://a^b/', 'http://@:/', 'http:// /'])(
  'a URL that nobody can read ends its connection, and not the lab: %j',
  async (url) => {
    await say([text(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\nGET ${url} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)]);
    await say([text(`GET ${url} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)]);
    expect((await curl(lab, `https://${host}/`)).out).toBe('hello\n');
  },
);
