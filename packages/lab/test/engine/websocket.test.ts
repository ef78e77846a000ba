import { once } from 'node:events';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { contextOf, host, issuing, type Lab, leaf, listening, openLab, terminated } from './lab.ts';

async function startEcho(perMessageDeflate: boolean) {
  const server = https.createServer(contextOf([leaf, issuing]), (_request, response) => response.end('hello'));
  const sockets = new WebSocketServer({ server, perMessageDeflate });
  sockets.on('connection', (socket) =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  );
  return listening(server);
}

function connect(lab: Lab, path = '/socket'): WebSocket {
  return new WebSocket(`wss://${host}${path}`, {
    createConnection: () => {
      const tcp = net.connect({ port: lab.front.port, host: '127.0.0.1' });
      return tls.connect({ socket: tcp, servername: host, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    },
    perMessageDeflate: { threshold: 0 },
  });
}

test.each([false, true])('messages of a WebSocket are read (compressed: %s), and go on', async (isCompressed) => {
  await using server = await startEcho(isCompressed);
  await using lab = await openLab(server.port, terminated);
  const socket = connect(lab);
  await once(socket, 'open');
  expect(socket.extensions).toBe(isCompressed ? 'permessage-deflate' : '');
  const large = 'large '.repeat(50_000);
  for (const message of ['the pin is 1234', 'the pin is 1234', '', large]) {
    socket.send(message);
    expect(String((await once(socket, 'message'))[0])).toBe(message);
  }
  socket.ping();
  await once(socket, 'pong');
  socket.close();
  await once(socket, 'close');
  const [connection] = await lab.connections();
  const [upgrade, ...messages] = connection!.requests;
  expect(connection).toMatchObject({ reach: 'body', end: { by: expect.stringMatching(/app|server/) } });
  expect(upgrade).toMatchObject({ protocol: 'http/1.1', method: 'GET', host, target: '/socket', status: 101 });
  expect(messages.map(({ protocol, host: named, target }) => [protocol, named, target])).toEqual(
    Array(4).fill(['websocket', host, '/socket']),
  );
  const texts = messages.map(({ body }) => Buffer.from(body).toString());
  expect(texts).toEqual(['the pin is 1234', 'the pin is 1234', '', large.slice(0, 65_536)]);
  if (!isCompressed) expect(messages[3]!.bodyBytes).toBe(large.length);
});

test('a server that does not upgrade is heard', async () => {
  await using server = await listening(
    https.createServer(contextOf([leaf, issuing]), (_request, response) => response.writeHead(403).end('no')),
  );
  await using lab = await openLab(server.port, terminated);
  const [, response] = await once(connect(lab), 'unexpected-response');
  expect(response.statusCode).toBe(403);
  response.destroy();
  expect(await lab.connections()).toMatchObject([{ reach: 'headers', requests: [{ status: 403 }] }]);
});

test('a server that is not there is told of', async () => {
  await using lab = await openLab(1, terminated);
  const [, response] = await once(connect(lab), 'unexpected-response');
  expect(response.statusCode).toBe(502);
  response.destroy();
  expect(await lab.connections()).toMatchObject([{ end: { by: 'server' } }]);
});
