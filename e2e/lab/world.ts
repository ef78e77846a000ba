import http, { type RequestListener } from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { type Issued, issue, makeKey } from '@livepin/testkit';

/** The host that the targets are to talk to. */
export const host = 'api.example.com';
/** Another, to which some of them talk without pins. */
export const otherHost = 'cdn.example.com';
/** From which some of them get their pins. */
export const channelHost = 'pins.example.com';

export const root = issue({ subject: 'O=Example Trust, CN=Example Root', ca: true });
export const issuing = issue({ subject: 'O=Example Trust, CN=Example Issuing CA', ca: true, issuer: root });
export const leaf = issue({ subject: `CN=${host}`, issuer: issuing });
export const otherLeaf = issue({ subject: `CN=${otherHost}`, issuer: issuing });
const channelLeaf = issue({ subject: `CN=${channelHost}`, issuer: issuing });
/** Pins of the host's keys before the one that it has, and after it. */
export const [formerPin, nextPin] = [makeKey().pin, makeKey().pin];

/** What targets send, so that it can be looked for. */
export const canary = 'canary-7d1f0c52b9';

export interface Listening extends AsyncDisposable {
  readonly port: number;
}

export interface GenuineServers extends AsyncDisposable {
  /** Of api.example.com, with TLS. */
  readonly port: number;
  /** Where the server of a name is; null where nobody listens. */
  locate(host: string, port: number): { readonly host: string; readonly port: number } | null;
  /** Has somebody answer as pins.example.com. */
  serveChannel(answer: RequestListener): Promise<void>;
}

/**
 * The genuine servers, on loopback: api.example.com and cdn.example.com, each with a port and a certificate of its own that it
 * shows to whoever comes, and the former without TLS too, whence it leads to https://.
 */
export async function startGenuine(): Promise<GenuineServers> {
  const running = new AsyncDisposableStack();
  const ports = new Map<string, number>();
  const add = async (name: string, server: Server) => {
    ports.set(name, running.use(await listen(server)).port);
  };
  await add(`${host}:443`, secureServer(leaf, hello));
  await add(`${otherHost}:443`, secureServer(otherLeaf, hello));
  await add(`${host}:80`, http.createServer(leadToHttps));
  return {
    port: ports.get(`${host}:443`)!,
    locate(name, port) {
      const found = ports.get(`${name}:${port}`);
      return found === undefined ? null : { host: '127.0.0.1', port: found };
    },
    serveChannel: (answer) => add(`${channelHost}:443`, secureServer(channelLeaf, answer)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** HTTP/1.1 and HTTP/2, with one certificate whatever name is asked for. */
function secureServer(shown: Issued, answer: RequestListener): Server {
  const key = shown.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = http2.createSecureServer(
    { allowHTTP1: true, cert: shown.pem + issuing.pem, key },
    (request, response) =>
      // Node gives both versions the same shape.
      answer(request as unknown as http.IncomingMessage, response as unknown as http.ServerResponse),
  );
  server.on('tlsClientError', () => undefined); // a client that refuses is what is tested
  server.on('sessionError', () => undefined); // one that hangs up, too
  return server;
}

const hello: RequestListener = (request, response) => {
  response.setHeader('content-type', 'text/plain');
  response.setHeader('strict-transport-security', 'max-age=31536000');
  // Answered before its body has come, a request over HTTP/2 is reset, which some clients take for a failure.
  request.resume().once('end', () => response.end('hello\n'));
};

const leadToHttps: RequestListener = (request, response) => {
  const location = `https://${host}${request.url}`;
  request.resume().once('end', () => response.writeHead(301, { location }).end());
};

async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
