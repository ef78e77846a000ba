import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import type { Livepin } from '@livepin/client';
import { expect, test } from 'vitest';
import { ca, host, intermediate, leaf, lookup, open, startPlace } from './fixture.ts';

// In TLS 1.2 a server can ask for another handshake in the middle of a connection, and show another certificate in it.

const secureContext = tls.createSecureContext({
  key: leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  cert: leaf.pem + intermediate.pem,
  maxVersion: 'TLSv1.2',
});

/** Says "before", asks for another handshake, and says "after" when it is done. */
async function startRenegotiating() {
  const handshakes: string[] = [];
  const raws = new Set<net.Socket>();
  const server = net.createServer((raw) => {
    raws.add(raw);
    const socket = new tls.TLSSocket(raw, { isServer: true, secureContext });
    socket.on('error', () => undefined);
    socket.once('secure', () => {
      handshakes.push(socket.getProtocol()!);
      socket.write('before');
      socket.renegotiate({}, (error) => {
        if (error) return;
        handshakes.push(socket.getProtocol()!);
        socket.write('after');
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    handshakes,
    [Symbol.asyncDispose]: async () => {
      for (const raw of raws) raw.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What was heard until the connection ended (a server's that waits for its handshake in vain does), or until "after". */
function heardOn(socket: net.Socket): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const done = () => {
      socket.destroy();
      resolve(heard);
    };
    socket.once('error', done).once('close', done);
    socket.setEncoding('utf8').on('data', (text) => {
      heard += text;
      if (heard.endsWith('after')) done();
    });
  });
}

function connect(app: Livepin, options: tls.ConnectionOptions): Promise<net.Socket> {
  const all = { host, servername: host, lookup, ...options } as Parameters<Livepin['agent']['createConnection']>[0];
  return new Promise((resolve, reject) => {
    app.agent.createConnection(all, (error, socket) => (error ? reject(error) : resolve(socket as net.Socket)));
  });
}

test('a client that is not pinned goes along', async () => {
  await using server = await startRenegotiating();
  const socket = tls.connect({ host, servername: host, lookup, port: server.port, ca: ca.pem });
  expect(await heardOn(socket)).toBe('beforeafter');
  expect(server.handshakes).toEqual(['TLSv1.2', 'TLSv1.2']);
});

test.each<{ says: string; options: () => tls.ConnectionOptions }>([
  { says: 'by itself', options: () => ({}) },
  { says: 'with protocol versions of the app', options: () => ({ minVersion: 'TLSv1.2' }) },
  {
    says: 'with a secure context of the app',
    options: () => ({ secureContext: tls.createSecureContext({ ca: ca.pem }) }),
  },
])('a pinned client does not, $says', async ({ options }) => {
  await using server = await startRenegotiating();
  await using place = await startPlace();
  await using app = await open(place);
  const socket = await connect(app, { ...options(), port: server.port });
  expect(await heardOn(socket)).toBe('before');
});
