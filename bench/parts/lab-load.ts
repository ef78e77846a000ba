// An app behind a proxy: as many requests as it can make, and first connections to hosts that were never met.
// Options: the ports of the proxies, by which it is asked.
import { once } from 'node:events';
import http2 from 'node:http2';
import { connect } from 'node:net';
import tls from 'node:tls';
import { answerQuestions } from './part.ts';

const connectionCount = 16;
const requestCount = 1_600;
const newHostCount = 30;
const padding = 'x'.repeat(300);
let lastHost = 0;
let asked = 0;

/** A tunnel to the host through the proxy, with TLS in it. What the proxy shows is not looked at. */
async function open(port: number, host: string, protocol = 'http/1.1'): Promise<tls.TLSSocket> {
  const tcp = connect({ port, host: '127.0.0.1', noDelay: true });
  tcp.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  const [answer] = await once(tcp, 'data');
  if (!String(answer).startsWith('HTTP/1.1 200')) throw new Error(`The proxy said: ${answer}`);
  const secure = tls.connect({ socket: tcp, servername: host, rejectUnauthorized: false, ALPNProtocols: [protocol] });
  await once(secure, 'secureConnect');
  if (secure.alpnProtocol !== protocol)
    throw new Error(`The proxy speaks ${secure.alpnProtocol}, and not ${protocol}.`);
  return secure;
}

/** One request, to the last byte of its answer. */
function ask(socket: tls.TLSSocket, host: string): Promise<void> {
  asked++;
  return new Promise((resolve, reject) => {
    let [text, needed] = ['', Number.POSITIVE_INFINITY];
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end >= 0 && needed === Number.POSITIVE_INFINITY) {
        // The rule of either proxy.
        const isRight = text.startsWith('HTTP/1.1 200') && /^x-bench: 1\r$/im.test(text);
        if (!isRight) reject(new Error(`The answer was: ${text.slice(0, 200)}`));
        needed = end + 4 + Number(/content-length: (\d+)/i.exec(text)![1]);
      }
      if (text.length < needed) return;
      socket.removeListener('data', read);
      resolve();
    };
    socket.on('data', read);
    socket.write(
      `GET /v1/accounts?page=1 HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${padding}\r\nAccept: application/json\r\nUser-Agent: bench\r\n\r\n`,
    );
  });
}

/** Requests per second. */
async function requests(port: number): Promise<number> {
  const host = 'api.bench.example';
  const sockets = await Promise.all(Array.from({ length: connectionCount }, () => open(port, host)));
  for (const socket of sockets) await ask(socket, host);
  const begin = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let count = 0; count < requestCount / connectionCount; count++) await ask(socket, host);
    }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  for (const socket of sockets) socket.destroy();
  return requestCount / seconds;
}

/** One request over HTTP/2, to the end of its answer. */
async function askOver(session: http2.ClientHttp2Session): Promise<void> {
  asked++;
  const stream = session.request({
    ...{ ':path': '/v1/accounts?page=1', authorization: `Bearer ${padding}`, accept: 'application/json' },
    'user-agent': 'bench',
  });
  const ended = once(stream.resume(), 'end');
  const [{ ':status': status, 'x-bench': mark }] = await once(stream, 'response');
  if (status !== 200 || mark !== '1') throw new Error(`The answer was ${status}, with x-bench: ${mark}.`);
  await ended;
}

/** Requests per second over HTTP/2: as many at a time as over HTTP/1.1, on a quarter of the connections. */
async function requestsOverHttp2(port: number): Promise<number> {
  const host = 'api.bench.example';
  const sessions = await Promise.all(
    Array.from({ length: connectionCount / 4 }, async () => {
      const socket = await open(port, host, 'h2');
      return http2.connect(`https://${host}`, { createConnection: () => socket });
    }),
  );
  for (const session of sessions) await askOver(session);
  const begin = performance.now();
  await Promise.all(
    sessions
      .flatMap((session) => [session, session, session, session])
      .map(async (session) => {
        for (let count = 0; count < requestCount / connectionCount; count++) await askOver(session);
      }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  for (const session of sessions) session.destroy();
  return requestCount / seconds;
}

/** Milliseconds to the first answer of a host, the median. */
async function firsts(port: number): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < newHostCount; count++) {
    const host = `host-${++lastHost}.bench.example`;
    const begin = performance.now();
    const socket = await open(port, host);
    await ask(socket, host);
    times.push(performance.now() - begin);
    socket.destroy();
    await once(socket, 'close');
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** What has been asked of each proxy. */
const totals = new Map<number, number>();

async function counted(port: number, measure: (port: number) => Promise<number>): Promise<number> {
  asked = 0;
  const figure = await measure(port);
  totals.set(port, (totals.get(port) ?? 0) + asked);
  return figure;
}

const ports = process.argv.slice(2).map(Number);
answerQuestions(
  Object.fromEntries(
    ports.flatMap((port) => [
      [`requests ${port}`, () => counted(port, requests)],
      [`http2 ${port}`, () => counted(port, requestsOverHttp2)],
      [`firsts ${port}`, () => counted(port, firsts)],
      [`asked ${port}`, () => totals.get(port) ?? 0],
    ]),
  ),
);
process.on('disconnect', () => process.exit());
