import { type AddressInfo, createServer } from 'node:net';
import { issue, startServer, startSilentServer } from '@livepin/testkit';
import { trustAnchorsOf } from '@livepin/tls';
import { parseEndpoint, probe } from '@livepin/tls/probe';
import { expect, test } from 'vitest';

const root = issue({ subject: 'CN=Root, O=Example', ca: true });
const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=api.example.com', issuer: intermediate });
const anchors = trustAnchorsOf([root.der]);
const endpoint = parseEndpoint('api.example.com');
const at = (port: number) => ({ connect: { host: '127.0.0.1', port }, anchors });

test('a server is seen as it is: what it sends, the path that holds, and no byte is sent to it', async () => {
  await using server = await startServer([leaf, intermediate]);
  const seen = await probe(endpoint, at(server.port));
  expect(seen.served.map(({ subject }) => subject)).toEqual(['CN=api.example.com', 'CN=CA']);
  expect(seen.served.map(({ pin }) => pin)).toEqual([leaf.pin, intermediate.pin]);
  expect(seen.paths.map((path) => path.map(({ subject }) => subject))).toEqual([
    ['CN=api.example.com', 'CN=CA', 'O=Example, CN=Root'],
  ]);
  expect(seen).toMatchObject({
    nameFault: null,
    fault: null,
    isCutOff: false,
    protocol: 'TLSv1.3',
    address: '127.0.0.1',
  });
  expect(server.received()).toBe(0);
});

test('an untrusted chain is an answer, not an error', async () => {
  await using server = await startServer([leaf, intermediate]);
  const seen = await probe(endpoint, { ...at(server.port), anchors: trustAnchorsOf([]) });
  expect(seen.paths).toEqual([]);
  expect(seen.fault).toMatch(/no chain of signatures leads from "CN=api.example.com" to a trusted CA/);
  expect(seen.served).toHaveLength(2);
});

test.each([
  {
    says: 'one name',
    subject: 'CN=www.example.com',
    names: ['www.example.com'],
    nameFault: 'it is for www.example.com',
  },
  {
    says: 'many names',
    subject: 'CN=0.example.com',
    names: Array.from({ length: 1000 }, (_, index) => `${index}.example.com`),
    nameFault: 'it is for 0.example.com, 1.example.com, 2.example.com, 3.example.com, 4.example.com and 995 more',
  },
])('a certificate for another host is told, with what it is for: $says', async ({ subject, names, nameFault }) => {
  await using server = await startServer([issue({ subject, names, issuer: intermediate }), intermediate]);
  expect(await probe(endpoint, at(server.port))).toMatchObject({ nameFault });
});

test('who cannot be reached is named, with the reason', async () => {
  const { port } = await startServer([leaf]).then(async (server) => {
    await server[Symbol.asyncDispose]();
    return server;
  });
  const refused = probe(endpoint, at(port));
  await expect(refused).rejects.toMatchObject({
    code: 'LP_UNREACHABLE',
    message: `api.example.com:443 (at 127.0.0.1:${port}) could not be reached: 127.0.0.1:${port} refused the connection.`,
  });
});

test('who answers, and speaks no TLS, is told in words', async () => {
  const plain = createServer(
    (socket) => void socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await new Promise<void>((listening) => plain.listen(0, '127.0.0.1', listening));
  try {
    await expect(probe(endpoint, at((plain.address() as AddressInfo).port))).rejects.toMatchObject({
      code: 'LP_UNREACHABLE',
      message: expect.stringMatching(/the TLS handshake failed \(wrong version number; does it speak TLS\?\)\.$/),
    });
  } finally {
    plain.close();
  }
});

test('a silent server is left when the time is up', async () => {
  await using silent = await startSilentServer();
  const waiting = probe(endpoint, { ...at(silent.port), timeoutMilliseconds: 50 });
  await expect(waiting).rejects.toMatchObject({
    code: 'LP_UNREACHABLE',
    message: expect.stringContaining('within 50 ms'),
  });
});

test.each([
  ['api.example.com', 'api.example.com', 443],
  ['API.example.com.:8443', 'api.example.com', 8443],
  ['192.0.2.1:1', '192.0.2.1', 1],
  ['[2001:db8:0::1]:443', '2001:db8::1', 443],
  ['[2001:db8::1]', '2001:db8::1', 443],
  ['https://api.example.com/v1?x=1', 'api.example.com', 443],
  ['https://api.example.com:444', 'api.example.com', 444],
])('%s is an endpoint', (text, host, port) => {
  expect(parseEndpoint(text)).toEqual({ host, port });
});

test.each([
  '',
  'api example.com',
  'api.example.com:',
  'api.example.com:0',
  'api.example.com:65536',
  'http://api.example.com',
  '*.example.com',
  'a:b:c',
])('%j is none', (text) => {
  expect(() => parseEndpoint(text)).toThrow(expect.objectContaining({ code: 'LP_ENDPOINT_MALFORMED' }));
});
