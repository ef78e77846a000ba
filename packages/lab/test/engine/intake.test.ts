import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { contextOf, curl, host, issuing, leaf, listening, openLab, run, startGenuine, terminated } from './lab.ts';

test.each([
  { says: 'SOCKS 4a', flag: '--socks4a' },
  { says: 'SOCKS 5 with a name', flag: '--socks5-hostname' },
])('$says leads to the host that is asked for', async ({ flag }) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const at = `127.0.0.1:${lab.front.port}`;
  const { out } = await run('curl', ['-sS', flag, at, '--cacert', lab.caFile, `https://${host}/`]);
  expect(out).toBe('hello\n');
  expect(await lab.connections()).toMatchObject([{ via: 'socks', host, port: 443, reach: 'headers' }]);
});

test.each([
  { says: 'SOCKS 4', flag: '--socks4' },
  { says: 'SOCKS 5', flag: '--socks5' },
])('$says, asked for an address, leads to whom TLS names', async ({ flag }) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const at = `127.0.0.1:${lab.front.port}`;
  const pinned = ['--resolve', `${host}:443:127.0.0.9`, '--cacert', lab.caFile];
  const { out } = await run('curl', ['-sS', flag, at, ...pinned, `https://${host}/`]);
  expect(out).toBe('hello\n');
  expect(await lab.connections()).toMatchObject([{ via: 'socks', host, port: 443, reach: 'headers' }]);
});

test('who logs in to the proxy, by HTTP or SOCKS 5, is taken as anybody', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const at = `127.0.0.1:${lab.front.port}`;
  expect((await curl(lab, '--proxy-user', 'me:secret', `https://${host}/`)).out).toBe('hello\n');
  const socks = ['-sS', '--cacert', lab.caFile, '--proxy-user', 'me:secret', '--socks5-hostname', at];
  expect((await run('curl', [...socks, `https://${host}/`])).out).toBe('hello\n');
  const requests = (await lab.connections()).flatMap((connection) => connection.requests);
  expect(requests).toHaveLength(2);
  expect(JSON.stringify(requests)).not.toMatch(/proxy-auth/i);
});

test('a request for a whole URL goes, in plain HTTP, to the host of the URL', async () => {
  await using server = await plainServer();
  await using lab = await openLab(server.port, { kind: 'plain', answer: { kind: 'forward' } });
  const { out } = await curl(lab, '--data', 'a=1', 'http://Plain.Example.com:8080/form?x=1');
  expect(out).toBe('Plain.Example.com:8080 /form?x=1 a=1');
  const [connection] = await lab.connections();
  expect(connection).toMatchObject({ via: 'absolute-uri', transport: 'plain', host: 'plain.example.com', port: 8080 });
  expect(connection).toMatchObject({ hello: null, reach: 'body', requests: [{ method: 'POST', target: '/form?x=1' }] });
});

test('a connection that asks no proxy is for the host that it names', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const connectTo = ['-sS', '--connect-to', `::127.0.0.1:${lab.front.port}`];
  expect((await run('curl', [...connectTo, '--cacert', lab.caFile, `https://${host}/`])).out).toBe('hello\n');
  expect(await lab.connections()).toMatchObject([{ via: 'direct', host, port: lab.front.port }]);
});

test('where the lab takes the place of a server, that is whom connections are for', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated, { direct: { host, port: 443 } });
  const connectTo = ['-sS', '--connect-to', `::127.0.0.1:${lab.front.port}`];
  expect((await run('curl', [...connectTo, '--cacert', lab.caFile, `https://${host}/`])).out).toBe('hello\n');
  expect(await lab.connections()).toMatchObject([{ via: 'direct', host, port: 443 }]);
});

test('a server that speaks first, and no TLS, is let speak', async () => {
  await using server = await greeter(net.createServer());
  await using lab = await openLab(server.port, { kind: 'plain', answer: { kind: 'forward' } });
  const socket = await connectThrough(lab.front.port, `${host}:25`);
  expect(String(await once(socket, 'data'))).toBe('220 welcome\r\n');
  socket.write('EHLO me\r\n');
  expect(String(await once(socket, 'data'))).toBe('you said: EHLO me\r\n');
  socket.end();
  await once(socket, 'close');
  const [connection] = await lab.connections();
  expect(connection).toMatchObject({ transport: 'plain', port: 25, reach: 'headers', end: { by: 'app' } });
  expect(connection!.requests).toMatchObject([{ protocol: 'raw', bodyBytes: 9 }]);
});

test('what is no HTTP inside of TLS is read and goes on, whoever speaks first', async () => {
  const context = contextOf([leaf, issuing]);
  for (const greets of [true, false]) {
    await using server = await greeter(tls.createServer(context), greets ? '220 welcome\r\n' : null);
    await using lab = await openLab(server.port, terminated);
    const tunnel = await connectThrough(lab.front.port, `${host}:465`);
    const socket = tls.connect({ socket: tunnel, servername: host, rejectUnauthorized: false });
    if (greets) expect(String(await once(socket, 'data'))).toBe('220 welcome\r\n');
    else await once(socket, 'secureConnect');
    socket.write('LOGIN secret\r\n');
    expect(String(await once(socket, 'data'))).toBe('you said: LOGIN secret\r\n');
    socket.write('MORE\r\n');
    await once(socket, 'data');
    socket.end();
    await once(socket, 'close');
    const [connection] = await lab.connections();
    expect(connection).toMatchObject({ transport: 'tls', reach: 'body', treatment: 'terminate', bytesFromApp: 20 });
    expect(Buffer.from(connection!.requests[0]!.body).toString()).toBe('LOGIN secret\r\nMORE\r\n');
  }
});

test.each([
  { says: 'a tunnel to nowhere', sent: 'CONNECT nowhere HTTP/1.1\r\n\r\n', answer: /^HTTP\/1\.1 400 / },
  { says: 'a tunnel without an end', sent: `CONNECT ${'x'.repeat(70_000)}`, answer: /^HTTP\/1\.1 400 / },
  { says: 'SOCKS 5 for datagrams', sent: '\x05\x01\x00\x05\x03\x00\x01\x7f\x00\x00\x01\x00\x35', answer: /\x05\x07/ },
  { says: 'SOCKS 4 for a connection back', sent: '\x04\x02\x00\x35\x7f\x00\x00\x01\x00', answer: /^\x00\x5b/ },
])('$says is refused in its own words, and harms nobody', async ({ sent, answer }) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const socket = net.connect({ port: lab.front.port, host: '127.0.0.1' });
  const said: Buffer[] = [];
  socket.on('data', (chunk) => said.push(chunk)).on('error', () => {});
  socket.write(Buffer.from(sent, 'latin1'));
  await once(socket, 'close');
  expect(Buffer.concat(said).toString('latin1')).toMatch(answer);
  expect((await curl(lab, `https://${host}/`)).out).toBe('hello\n');
  expect(await lab.connections()).toHaveLength(1);
});

test('who is not admitted is reset before a byte', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated, { admits: (address) => address !== '127.0.0.1' });
  expect((await curl(lab, `https://${host}/`)).code).not.toBe(0);
  expect(await lab.connections()).toEqual([]);
});

async function connectThrough(port: number, authority: string): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
  return socket;
}

async function plainServer(): Promise<{ port: number } & AsyncDisposable> {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.end(`${request.headers.host} ${request.url} ${body}`);
  });
  return listening(server);
}

async function greeter(server: net.Server, greeting: string | null = '220 welcome\r\n') {
  server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', (socket: net.Socket) => {
    if (greeting !== null) socket.write(greeting);
    socket.on('error', () => {}).on('data', (chunk) => socket.write(`you said: ${chunk}`));
    socket.on('end', () => socket.end());
  });
  return listening(server);
}
