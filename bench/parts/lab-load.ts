// An app behind a proxy: as many requests as it can make, and first connections to hosts that were never met.
// Options: the ports of the proxies, by which it is asked.
import { once } from 'node:events';
import { connect } from 'node:net';
import tls from 'node:tls';
import { answerQuestions } from './part.ts';

const connectionCount = 16;
const requestCount = 1_600;
const newHostCount = 30;
const padding = 'x'.repeat(300);
let lastHost = 0;

/** A tunnel to the host through the proxy, with TLS in it. What the proxy shows is not looked at. */
async function open(port: number, host: string): Promise<tls.TLSSocket> {
  const tcp = connect({ port, host: '127.0.0.1', noDelay: true });
  tcp.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  const [answer] = await once(tcp, 'data');
  if (!String(answer).startsWith('HTTP/1.1 200')) throw new Error(`The proxy said: ${answer}`);
  const secure = tls.connect({ socket: tcp, servername: host, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  await once(secure, 'secureConnect');
  return secure;
}

/** One request, to the last byte of its answer. */
function ask(socket: tls.TLSSocket, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let [text, needed] = ['', Number.POSITIVE_INFINITY];
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end >= 0 && needed === Number.POSITIVE_INFINITY) {
        if (!text.startsWith('HTTP/1.1 200')) reject(new Error(`The answer was: ${text.slice(0, 200)}`));
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

const ports = process.argv.slice(2).map(Number);
answerQuestions(
  Object.fromEntries(
    ports.flatMap((port) => [
      [`requests ${port}`, () => requests(port)],
      [`firsts ${port}`, () => firsts(port)],
    ]),
  ),
);
process.on('disconnect', () => process.exit());
