import { once } from 'node:events';
import { connect as connectTcp, createConnection } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import type { KeyKind } from '@livepin/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRecords } from '../../src/tls13/record.ts';
import { TicketVault } from '../../src/tls13/ticket-vault.ts';
import { helloMessage } from '../hello.ts';
import { root, startTls13, type TestServer } from './serve.ts';

/** Node's own client: says something, and gives what came back, or the error. */
async function ask(server: TestServer, options: ConnectionOptions = {}, words = 'question'): Promise<string> {
  const socket = connect({
    port: server.port,
    host: 'localhost',
    servername: 'localhost',
    ca: root.pem,
    ALPNProtocols: ['h2', 'http/1.1'],
    ...options,
  });
  let heard = '';
  let failure = '';
  socket.on('secureConnect', () => socket.write(words));
  socket.on('data', (bytes) => {
    heard += bytes.toString();
  });
  socket.on('error', (error) => {
    failure = (error as NodeJS.ErrnoException).code ?? error.message;
  });
  await new Promise((resolve) => socket.on('close', resolve));
  return failure || heard;
}

test.each<{ ciphers?: string; ecdhCurve?: string; keyKind?: KeyKind }>([
  { ciphers: 'TLS_AES_128_GCM_SHA256' },
  { ciphers: 'TLS_AES_256_GCM_SHA384' },
  { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
  { ecdhCurve: 'X25519' },
  { ecdhCurve: 'P-256' },
  { ecdhCurve: 'P-384' },
  // The first is shared at once, and the lab asks for the second.
  { ecdhCurve: 'P-521:P-256' },
  { ecdhCurve: 'X448:X25519', ciphers: 'TLS_AES_256_GCM_SHA384' },
  { keyKind: 'P-384' },
  { keyKind: 'P-521' },
  { keyKind: 'RSA' },
  { keyKind: 'RSA-PSS' },
  { keyKind: 'Ed25519' },
  { keyKind: 'Ed448' },
])('Node shakes hands with $ciphers $ecdhCurve $keyKind, and is read', async ({ keyKind, ...client }) => {
  await using server = await startTls13(keyKind ? { keyKind } : {});
  expect(await ask(server, client)).toBe('answer');
  const { connection, read } = await server.next();
  expect(read).toBe('question');
  expect(connection).toMatchObject({
    protocol: 'http/1.1',
    isResumed: false,
    usedEarlyData: false,
    serverName: 'localhost',
  });
});

test.each<KeyKind>(['P-256', 'P-384', 'RSA', 'RSA-PSS', 'Ed25519'])(
  'a genuine certificate (%s) without its key is refused for its signature',
  async (keyKind) => {
    await using server = await startTls13({ keyKind, isWrongKey: true });
    // OpenSSL says so by the alert that RFC 8446 §4.4.3 asks for.
    expect(await ask(server)).toMatch(/^ERR_SSL_/);
    expect((await server.next()).end).toEqual({
      ...{ during: 'handshake', by: 'app', alert: 51, says: 'decrypt error (alert 51)' },
    });
  },
);

test('an app that checks no certificate still refuses a signature that is not by its key', async () => {
  await using server = await startTls13({ isWrongKey: true });
  expect(await ask(server, { rejectUnauthorized: false })).toMatch(/^ERR_SSL_/);
});

test('Node, which judges a certificate itself, hangs up on an unknown CA without a word', async () => {
  await using server = await startTls13();
  expect(await ask(server, { ca: [] })).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  expect((await server.next()).end).toMatchObject({ during: 'handshake', by: 'app', alert: null });
});

test('an app without TLS 1.3 hears that it needs another version', async () => {
  await using server = await startTls13();
  expect(await ask(server, { maxVersion: 'TLSv1.2' })).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  expect((await server.next()).end).toMatchObject({ during: 'handshake', by: 'lab', alert: null });
});

test('nothing is agreed on that the app does not offer', async () => {
  await using server = await startTls13({ protocols: ['h3'] });
  expect(await ask(server)).toBe('answer');
  expect((await server.next()).connection).toMatchObject({ protocol: null });
});

test('a session is resumed with its ticket, and only where tickets are known', async () => {
  const tickets = new TicketVault();
  await using server = await startTls13({ tickets });
  const socket = connect({ port: server.port, host: 'localhost', ca: root.pem });
  const session = once(socket, 'session');
  socket.write('question');
  const [ticket] = await session;
  socket.resume();
  await server.next();
  expect(await ask(server, { session: ticket })).toBe('answer');
  expect((await server.next()).connection).toMatchObject({ isResumed: true });
  await using stranger = await startTls13();
  expect(await ask(stranger, { session: ticket })).toBe('answer');
  expect((await stranger.next()).connection).toMatchObject({ isResumed: false });
});

test('megabytes go both ways', async () => {
  const answer = 'a'.repeat(3_000_000);
  const words = 'q'.repeat(3_000_000);
  await using server = await startTls13({ answer, answersAt: words.length });
  expect(await ask(server, {}, words)).toHaveLength(answer.length);
  expect((await server.next()).read).toHaveLength(words.length);
});

test('the key log has the lines that open a capture', async () => {
  await using server = await startTls13();
  const theirs: string[] = [];
  const socket = connect({ port: server.port, host: 'localhost', ca: root.pem });
  socket.on('keylog', (line: Buffer) => theirs.push(line.toString().trim()));
  socket.on('secureConnect', () => socket.end('question')).resume();
  await once(socket, 'close');
  await server.next();
  expect([...server.keyLog].sort()).toEqual(theirs.sort());
});

test('a ClientHello that comes byte by byte, over many records, is one', async () => {
  await using server = await startTls13();
  const socket = connectTcp({ port: server.port, host: '127.0.0.1', noDelay: true });
  for (let at = 0; at < helloMessage.length; at += 50)
    socket.write(plainRecords(22, helloMessage.subarray(at, at + 50)));
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  expect(bytes.subarray(0, 6).toString('hex')).toMatch(/^160303....02$/);
  socket.destroy();
  expect((await server.next()).end).toMatchObject({ during: 'handshake', by: 'app' });
});

test('whatever is sent, the lab hangs up and goes on', async () => {
  await using server = await startTls13();
  const begun = plainRecords(22, helloMessage);
  const noise = fc.oneof(
    fc.uint8Array({ minLength: 6, maxLength: 400 }),
    fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Buffer.concat([begun, bytes])),
    fc
      .tuple(fc.nat(255), fc.uint8Array({ minLength: 1, maxLength: 80 }))
      .map(([type, bytes]) => Buffer.concat([begun, plainRecords(type, bytes)])),
    fc
      .tuple(fc.nat(begun.length - 1), fc.nat(255))
      .map(([at, value]) => Buffer.concat([begun.subarray(0, at), Buffer.of(value), begun.subarray(at + 1)])),
  );
  await fc.assert(
    fc.asyncProperty(noise, async (bytes) => {
      const socket = createConnection(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.end(bytes);
      socket.resume();
      expect((await server.next()).connection).toBeNull();
    }),
    { numRuns: 300 },
  );
  expect(await ask(server)).toBe('answer');
});
