import http2 from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { type Issued, issue } from '@livepin/testkit';

/** The host that the targets are to talk to, and another that some of them talk to without pins. */
export const host = 'api.example.com';
export const otherHost = 'cdn.example.com';

export const root = issue({ subject: 'O=Example Trust, CN=Example Root', ca: true });
export const issuing = issue({ subject: 'O=Example Trust, CN=Example Issuing CA', ca: true, issuer: root });
export const leaf = issue({ subject: `CN=${host}`, issuer: issuing });
const otherLeaf = issue({ subject: `CN=${otherHost}`, issuer: issuing });

/** What targets send, so that it can be looked for. */
export const canary = 'canary-7d1f0c52b9';

export interface GenuineServer extends AsyncDisposable {
  readonly port: number;
}

/** An https server on loopback, HTTP/1.1 and HTTP/2, that shows each host its certificate and answers "hello". */
export async function startGenuine(): Promise<GenuineServer> {
  const server = http2.createSecureServer({ allowHTTP1: true, ...contextOf(leaf) }, (request, response) => {
    response.setHeader('content-type', 'text/plain');
    response.setHeader('strict-transport-security', 'max-age=31536000');
    // Answered before its body has come, a request over HTTP/2 is reset, which some clients take for a failure.
    request.resume().once('end', () => response.end('hello\n'));
  });
  server.addContext(otherHost, contextOf(otherLeaf));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined); // a client that refuses is what is tested
  server.on('sessionError', () => undefined); // one that hangs up, too
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function contextOf({ pem, key }: Issued) {
  return { cert: pem + issuing.pem, key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}
