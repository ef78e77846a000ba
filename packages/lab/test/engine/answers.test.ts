import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/treatment.ts';
import { contextOf, curl, host, issuing, leaf, listening, openLab, startGenuine, terminated } from './lab.ts';

const protocols = ['--http1.1', '--http2'];

test.each(protocols)('a fixed answer takes the place of the genuine one (%s)', async (flag) => {
  await using genuine = await startGenuine();
  const answer: Answer = { kind: 'fixed', status: 418, headers: [['X-Tea', 'yes']], body: Buffer.from('short') };
  await using lab = await openLab(genuine.port, { ...terminated, answer });
  const { out } = await curl(lab, flag, '--include', '--data', 'a=1', `https://${host}/`);
  expect(out).toMatch(/^HTTP\/[12.]+ 418[\s\S]*x-tea: yes[\s\S]*\r\n\r\nshort$/i);
  expect(await lab.connections()).toMatchObject([{ reach: 'body', requests: [{ status: 418, bodyBytes: 3 }] }]);
});

test.each(protocols)('a request is sent to plain HTTP (%s)', async (flag) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, { ...terminated, answer: { kind: 'redirect-to-http' } });
  const { out } = await curl(lab, flag, '--write-out', '%{http_code} %{redirect_url}', `https://${host}/login?x=1`);
  expect(out).toBe(`301 http://${host}/login?x=1`);
});

test.each(protocols)('a request is held without an answer, and read (%s)', async (flag) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, { ...terminated, answer: { kind: 'hold' } });
  expect((await curl(lab, flag, '--max-time', '1', '--data', 'a=1', `https://${host}/`)).code).toBe(28);
  expect(await lab.connections()).toMatchObject([{ reach: 'body', requests: [{ status: null, bodyBytes: 3 }] }]);
});

test.each(protocols)('headers are added to the genuine answer (%s)', async (flag) => {
  await using genuine = await startGenuine();
  const answer: Answer = { kind: 'forward', addHeaders: [['Alt-Svc', 'h3=":443"']] };
  await using lab = await openLab(genuine.port, { ...terminated, answer });
  const { out } = await curl(lab, flag, '--include', `https://${host}/`);
  expect(out).toMatch(/strict-transport-security: max-age=31536000/i);
  expect(out).toMatch(/alt-svc: h3=":443"/i);
});

test.each(protocols)('an answer is stripped of all that would lead back to https (%s)', async (flag) => {
  const page = `<a href="https://${host}/login">login</a> "https:\\/\\/${host}"`;
  await using genuine = await startGenuineWith((request, response) => {
    response.setHeader('strict-transport-security', 'max-age=1');
    response.setHeader('set-cookie', 'session=1; Secure; HttpOnly');
    response.setHeader('content-type', 'text/html');
    // Compressed for whoever asks for that, whom the lab must not be.
    if (request.headers['accept-encoding']) response.setHeader('content-encoding', 'gzip');
    response.end(request.headers['accept-encoding'] ? gzipSync(page) : page);
  });
  await using lab = await openLab(genuine.port, { ...terminated, answer: { kind: 'forward', strip: true } });
  const { out } = await curl(lab, flag, '--compressed', '--include', `https://${host}/`);
  expect(out).toContain(`<a href="http://${host}/login">login</a> "http:\\/\\/${host}"`);
  expect(out).not.toMatch(/strict-transport|secure/i);
  expect(out).toMatch(/set-cookie: session=1; HttpOnly/i);
});

test.each([
  { encoding: 'gzip', encode: gzipSync },
  { encoding: 'br', encode: brotliCompressSync },
  { encoding: 'zstd', encode: zstdCompressSync },
])('a body in $encoding is read as what it is', async ({ encoding, encode }) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const encoded = encode(Buffer.from('the pin is 1234'.repeat(10)));
  const said = await post(lab.front.port, encoded, { 'content-encoding': encoding });
  expect(said.equals(encoded)).toBe(true);
  const [request] = (await lab.connections())[0]!.requests;
  expect(Buffer.from(request!.body).toString()).toBe('the pin is 1234'.repeat(10));
  expect(request!.bodyBytes).toBe(encoded.length);
});

test('of a large body the beginning is kept, and of one that swells too, and all of it goes on', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const [large, bomb] = [Buffer.alloc(3_000_000, 'large'), gzipSync(Buffer.alloc(100_000_000))];
  expect((await post(lab.front.port, large)).equals(large)).toBe(true);
  expect((await post(lab.front.port, bomb, { 'content-encoding': 'gzip' })).equals(bomb)).toBe(true);
  const requests = (await lab.connections()).flatMap((connection) => connection.requests);
  expect(requests.map(({ body, bodyBytes }) => [body.length, bodyBytes])).toEqual([
    [65_536, large.length],
    [65_536, bomb.length],
  ]);
});

test('headers keep their order, their spelling and their number on the way there and back', async () => {
  const seen: string[][] = [];
  await using genuine = await startGenuineWith((request, response) => {
    seen.push(request.rawHeaders);
    response.writeHead(203, ['X-Odd-CASE', '1', 'Set-Cookie', 'a=1', 'x-odd-case', '2', 'Set-Cookie', 'b=2'] as never);
    response.end('ok');
  });
  await using lab = await openLab(genuine.port, terminated);
  const own = ['--header', 'X-My-CASE: 1', '--header', 'x-my-case: 2', '--header', 'Cookie: a=1'];
  const { out } = await curl(lab, '--http1.1', '--include', ...own, `https://${host}/`);
  expect(out).toMatch(/^HTTP\/1\.1 203 .*\r\nX-Odd-CASE: 1\r\nSet-Cookie: a=1\r\nx-odd-case: 2\r\nSet-Cookie: b=2\r\n/);
  expect(seen[0]!.join(' ')).toMatch(/^Host api\.example\.com User-Agent .* X-My-CASE 1 x-my-case 2 Cookie a=1$/);
});

test('trailers go through in HTTP/2, as gRPC needs them', async () => {
  await using genuine = await startGenuineWith((request, response) => {
    request.resume().on('end', () => {
      const got = JSON.stringify(request.trailers);
      response.addTrailers({ 'grpc-status': '0' });
      response.end(got);
    });
  });
  await using lab = await openLab(genuine.port, terminated);
  const session = http2.connect(`https://${host}`, { createConnection: () => secureThrough(lab.front.port, ['h2']) });
  const stream = session.request({ ':method': 'POST', ':path': '/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-checksum': 'abc' }));
  stream.end('message');
  const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>];
  let body = '';
  for await (const chunk of stream) body += chunk;
  expect(body).toBe('{"x-checksum":"abc"}');
  expect(trailers['grpc-status']).toBe('0');
  session.close();
  expect(await lab.connections()).toMatchObject([{ requests: [{ protocol: 'h2', host, target: '/grpc' }] }]);
});

test('an app that offers HTTP/2 gets what the genuine server speaks', async () => {
  const server = tls.createServer({ ...contextOf([leaf, issuing]), ALPNProtocols: ['http/1.1'] }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nold'));
  });
  await using genuine = await listening(server);
  await using lab = await openLab(genuine.port, terminated);
  const { out } = await curl(lab, '--http2', '--write-out', ' %{http_version}', `https://${host}/`);
  expect(out).toBe('old 1.1');
});

test('HTTP/2 that a scenario insists on reaches a server that has HTTP/1.1 alone', async () => {
  await using genuine = await startGenuine({ ALPNProtocols: ['http/1.1'] });
  await using lab = await openLab(genuine.port, { ...terminated, protocols: ['h2'] });
  const { out } = await curl(lab, '--http2', '--data', 'a=1', '--write-out', ' %{http_version}', `https://${host}/`);
  expect(out).toBe('a=1 2');
});

test('a genuine server that the lab does not trust gets nothing, and the record says so', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated, { anchors: issuing.pem });
  const { out } = await curl(lab, '--write-out', '%{http_code}', `https://${host}/`);
  expect(out).toMatch(/is not trusted by the lab: .*502$/s);
  const [connection] = await lab.connections();
  expect(connection).toMatchObject({ reach: 'headers', end: { by: 'server' } });
  expect(connection!.end.says).toMatch(/^the genuine server of api\.example\.com:443 is not trusted by the lab/);
});

test('a genuine server that is not there is told of, and the app gets a 502', async () => {
  await using lab = await openLab(1, terminated);
  const { out } = await curl(lab, '--write-out', '%{http_code}', `https://${host}/`);
  expect(out).toMatch(/was not reached.*502$/s);
  expect((await lab.connections())[0]!.end).toMatchObject({ by: 'server', during: 'established' });
});

test('a relay to a server that is not there ends, by the server', async () => {
  await using lab = await openLab(1, { kind: 'relay' });
  expect((await curl(lab, `https://${host}/`)).code).not.toBe(0);
  expect((await lab.connections())[0]!.end).toMatchObject({ by: 'server', during: 'handshake' });
});

test('what the resolver refuses ends the connection with its words', async () => {
  await using genuine = await startGenuine();
  await using refusing = await openLab(
    genuine.port,
    { kind: 'relay' },
    {
      resolve: () => {
        throw new Error('this device may not go there');
      },
    },
  );
  expect((await curl(refusing, `https://${host}/`)).code).not.toBe(0);
  expect((await refusing.connections())[0]!.end).toMatchObject({ by: 'lab', says: 'this device may not go there' });
});

test('a connection is reset, or met with silence', async () => {
  await using genuine = await startGenuine();
  await using reset = await openLab(genuine.port, { kind: 'close' });
  expect((await curl(reset, `https://${host}/`)).err).toMatch(/reset/i);
  expect(await reset.connections()).toMatchObject([{ treatment: 'close', end: { by: 'lab' } }]);
  await using silent = await openLab(genuine.port, { kind: 'silence' });
  expect((await curl(silent, '--max-time', '1', `https://${host}/`)).code).toBe(28);
  expect(await silent.connections()).toMatchObject([{ treatment: 'silence', reach: 'nothing', end: { by: 'app' } }]);
});

test('a connection is led to another server than it was for', async () => {
  await using genuine = await startGenuine();
  const asked: string[] = [];
  await using lab = await openLab(
    genuine.port,
    { kind: 'relay-to', host: 'other.example.com', port: 8443 },
    {
      resolve: (name, port) => {
        asked.push(`${name}:${port}`);
        return { host: '127.0.0.1', port: genuine.port };
      },
    },
  );
  await curl(lab, `https://${host}/`);
  expect(asked).toEqual(['other.example.com:8443']);
  expect(await lab.connections()).toMatchObject([{ host, port: 443, treatment: 'relay-to' }]);
});

test('a connection on which nobody says anything any more is ended', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated, {
    decide: () => ({ treatment: terminated, isAttack: true, idleMilliseconds: 50 }),
  });
  const socket = secureThrough(lab.front.port, ['http/1.1']);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  expect(await lab.connections()).toMatchObject([{ end: { by: 'lab', says: 'nobody said anything any more' } }]);
});

test('two requests of one connection are two, and the second is not lost with an upstream that has gone', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const { out } = await curl(lab, '--http1.1', `https://${host}/1`, `https://${host}/2`);
  expect(out).toBe('hello\nhello\n');
  expect((await lab.connections())[0]!.requests.map(({ target }) => target)).toEqual(['/1', '/2']);
});

function secureThrough(port: number, protocols: readonly string[]): tls.TLSSocket {
  const tcp = net.connect({ port, host: '127.0.0.1' });
  return tls.connect({ socket: tcp, servername: host, rejectUnauthorized: false, ALPNProtocols: [...protocols] });
}

function post(port: number, body: Buffer, headers: Record<string, string> = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: 'POST',
      headers: { host, ...headers },
      createConnection: () => secureThrough(port, ['http/1.1']),
    });
    request.on('error', reject).on('response', async (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve(Buffer.concat(chunks));
    });
    request.end(body);
  });
}

async function startGenuineWith(listener: (request: Http2ServerRequest, response: Http2ServerResponse) => void) {
  const server = http2.createSecureServer({ allowHTTP1: true, ...contextOf([leaf, issuing]) }, listener);
  return listening(server);
}

test('a page that https alone serves is asked for by TLS, and given out stripped in plain HTTP', async () => {
  await using genuine = await startGenuineWith((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<a href="https://${host}/">`);
  });
  const asked: number[] = [];
  const resolve = (_host: string, port: number) => {
    asked.push(port);
    return { host: '127.0.0.1', port: genuine.port };
  };
  await using lab = await openLab(
    genuine.port,
    { kind: 'plain', answer: { kind: 'forward', strip: true } },
    { resolve },
  );
  expect((await curl(lab, `http://${host}/`)).out).toBe(`<a href="http://${host}/">`);
  expect(new Set(asked)).toEqual(new Set([443]));
  expect(await lab.connections()).toMatchObject([{ transport: 'plain', port: 80, reach: 'headers' }]);
});

test('a connection that the server closed while it was kept for more costs no request', async () => {
  const server = tls.createServer(contextOf([leaf, issuing]), (socket) => {
    // Says that the connection stays, and closes it when it is used again.
    let count = 0;
    socket
      .on('error', () => {})
      .on('data', () => {
        if (++count > 1) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
  });
  await using genuine = await listening(server);
  await using lab = await openLab(genuine.port, terminated);
  expect((await curl(lab, '--http1.1', `https://${host}/1`, `https://${host}/2`)).out).toBe('okok');
});

test('half a request is data that was read', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const socket = secureThrough(lab.front.port, ['http/1.1']);
  await once(socket, 'secureConnect');
  socket.end('GET / HTTP/1.1\r\nAuthorization: Bearer sec');
  await new Promise((resolve) => socket.resume().once('close', resolve));
  expect(await lab.connections()).toMatchObject([{ reach: 'headers', requests: [] }]);
});

test('HTTP/2 that is opened and not used is a handshake and no more', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const session = http2.connect(`https://${host}`, { createConnection: () => secureThrough(lab.front.port, ['h2']) });
  await once(session, 'remoteSettings');
  session.close();
  expect(await lab.connections()).toMatchObject([{ reach: 'handshake', requests: [] }]);
});

test('a connection that is open when all is over is ended by the lab; a fault of who decides is told', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const socket = secureThrough(lab.front.port, ['http/1.1']);
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  expect(await lab.connections()).toMatchObject([{ end: { by: 'lab', during: 'established' } }]);
  await using faulty = await openLab(genuine.port, terminated, {
    decide: () => {
      throw new Error('no decision');
    },
  });
  expect((await curl(faulty, `https://${host}/`)).code).not.toBe(0);
  await expect(faulty.front.settled()).rejects.toThrow('no decision');
});
