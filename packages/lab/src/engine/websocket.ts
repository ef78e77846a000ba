import { type IncomingMessage, request as requestHttp1 } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AnswerContext } from './answer.ts';
import type { Upgrade } from './http-carrier.ts';
import { join, sayFailure } from './relay.ts';
import { readRequest } from './request-reader.ts';
import { MessageReader } from './websocket-messages.ts';

/** Lets an app upgrade its connection, to WebSocket as a rule, or have a tunnel, and reads what it sends. Never rejects. */
export async function carryUpgrade(upgrade: Upgrade, context: AnswerContext): Promise<void> {
  const { record } = context;
  const reading = readRequest(record, upgrade);
  const { stream, head } = upgrade;
  stream.on('error', (error) => record.ends('app', sayFailure(error)));
  if (context.answer.kind !== 'forward') {
    answerWithout(upgrade, context);
    return;
  }
  try {
    const genuine = await askGenuine(upgrade, context);
    reading.answered(genuine.answer.statusCode!);
    stream.write(headOf(genuine.answer));
    if (!genuine.stream) {
      genuine.answer.pipe(stream);
      return;
    }
    if (genuine.head.length > 0) stream.write(genuine.head);
    if (head.length > 0) stream.unshift(head);
    if (genuine.answer.headers.upgrade?.toLowerCase() === 'websocket') {
      const messages = new MessageReader(genuine.answer.headers['sec-websocket-extensions'] ?? '', (bytes, length) => {
        const message = readRequest(record, { ...upgrade, protocol: 'websocket', method: '', headers: [] });
        message.body(bytes, length);
      });
      record.beforeHandingOut(() => messages.settled());
      stream.on('data', (bytes: Buffer) => messages.add(bytes));
    } else {
      stream.on('data', (bytes: Buffer) => reading.body(bytes));
    }
    await join(stream, genuine.stream, record);
  } catch (error) {
    record.ends('server', (error as Error).message);
    stream.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }
}

function answerWithout({ stream, authority, target }: Upgrade, { answer }: AnswerContext): void {
  switch (answer.kind) {
    case 'hold':
      stream.resume();
      return;
    case 'redirect-to-http':
      stream.end(
        `HTTP/1.1 301 Moved Permanently\r\nLocation: http://${authority}${target}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    default:
      stream.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }
}

interface GenuineUpgrade {
  readonly answer: IncomingMessage;
  /** Null where the server does not upgrade. */
  readonly stream: Duplex | null;
  readonly head: Buffer;
}

function askGenuine(upgrade: Upgrade, { destinationOf, upstreams }: AnswerContext): Promise<GenuineUpgrade> {
  const destination = destinationOf(upgrade);
  if (!destination) return Promise.reject(new Error('the request names no host that it could be for'));
  const asked = requestHttp1({
    agent: upstreams.agent(destination),
    method: upgrade.method,
    path: upgrade.target,
    headers: upgrade.headers.flat(),
    setDefaultHeaders: false,
  });
  asked.end();
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (answer) => resolve({ answer, stream: null, head: Buffer.alloc(0) }));
    asked.on('upgrade', (answer, stream, head) => resolve({ answer, stream, head }));
    asked.on('connect', (answer, stream, head) => resolve({ answer, stream, head }));
    upgrade.stream.once('close', () => asked.destroy());
  });
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = Array.from(
    { length: rawHeaders.length / 2 },
    (_, at) => `${rawHeaders[at * 2]}: ${rawHeaders[at * 2 + 1]}`,
  );
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n');
}
