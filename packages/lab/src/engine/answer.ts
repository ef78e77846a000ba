import { finished, type Readable } from 'node:stream';
import type { Answer } from '../treatment.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { askGenuine, type GenuineAnswer, writeHead } from './forward.ts';
import { type Exchange, headerOf } from './http-carrier.ts';
import { type Reading, readRequest } from './request-reader.ts';
import { hasLinks, plainRequestHeaders, stripHeaders, stripText } from './strip.ts';
import type { Destination, Upstreams } from './upstreams.ts';

export interface AnswerContext {
  readonly answer: Answer;
  readonly record: ConnectionRecord;
  readonly upstreams: Upstreams;
  /** Where a request is to go, by whom it names. Null: nobody. */
  destinationOf(exchange: Pick<Exchange, 'authority' | 'url'>): Destination | null;
}

/** Of a text in which links are rewritten. Longer ones go through as they are. */
const maxTextBytes = 4_194_304;

/** Reads a request of the app and answers it. Never rejects. */
export async function answerExchange(exchange: Exchange, context: AnswerContext): Promise<void> {
  const reading = readRequest(context.record, exchange);
  exchange.request.on('data', (chunk: Buffer) => reading.body(chunk));
  exchange.request.on('error', () => {}); // the app went; the record of its connection tells of it
  exchange.response.on('error', () => {});
  try {
    await answered(exchange, context, reading);
  } catch (error) {
    if (!exchange.response.destroyed) context.record.ends('server', (error as Error).message);
    failed(exchange, (error as Error).message);
  }
}

async function answered(exchange: Exchange, context: AnswerContext, reading: Reading): Promise<void> {
  const { answer } = context;
  switch (answer.kind) {
    case 'hold':
      exchange.request.resume();
      return;
    case 'fixed':
      await whole(exchange);
      writeAll(exchange, reading, answer.status, answer.headers, answer.body);
      return;
    case 'redirect-to-http':
      await whole(exchange);
      writeAll(exchange, reading, 301, [['Location', plainUrl(exchange, context)]], new Uint8Array());
      return;
    case 'forward':
      // A tunnel over HTTP/2 (RFC 9113 §8.5): what the app asked for is read, and that is all.
      if (exchange.method === 'CONNECT') return writeAll(exchange, reading, 501, [], new Uint8Array());
      return forward(exchange, context, answer, reading);
  }
}

function whole({ request }: Exchange): Promise<unknown> {
  request.resume();
  return new Promise((resolve) => finished(request, resolve));
}

function plainUrl(exchange: Exchange, context: AnswerContext): string {
  const destination = context.destinationOf(exchange);
  const authority = (exchange.authority ?? destination?.host ?? 'localhost').replace(/:443$/, '');
  return `http://${authority}${exchange.target}`;
}

function writeAll(
  exchange: Exchange,
  reading: Reading,
  status: number,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array,
): void {
  reading.answered(status);
  const own = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  writeHead(exchange, status, [...own, ['Content-Length', String(body.length)]]);
  exchange.response.end(body);
}

async function forward(
  exchange: Exchange,
  context: AnswerContext,
  { strip = false, addHeaders = [] }: Extract<Answer, { kind: 'forward' }>,
  reading: Reading,
): Promise<void> {
  const destination = context.destinationOf(exchange);
  if (!destination) throw new Error('the request names no host that it could be for');
  const headers = strip ? plainRequestHeaders(exchange.headers) : exchange.headers;
  const genuine = await askGenuine(exchange, destination, context.upstreams, headers);
  reading.answered(genuine.status);
  const changed = [...(strip ? stripHeaders(genuine.headers) : genuine.headers), ...addHeaders];
  if (strip && hasLinks(headerOf(genuine.headers, 'content-type'))) await sendStripped(exchange, genuine, changed);
  else sendAsItIs(exchange, genuine, changed);
}

function sendAsItIs(exchange: Exchange, genuine: GenuineAnswer, headers: GenuineAnswer['headers']): void {
  const { response } = exchange;
  writeHead(exchange, genuine.status, headers);
  genuine.body.on('error', () => response.destroy());
  genuine.body.on('end', () => {
    const trailers = genuine.trailers();
    if (trailers.length > 0) response.addTrailers(Object.fromEntries(trailers));
  });
  genuine.body.pipe(response);
}

async function sendStripped(
  exchange: Exchange,
  genuine: GenuineAnswer,
  headers: GenuineAnswer['headers'],
): Promise<void> {
  const text = await textOf(genuine.body);
  const body = Buffer.from(stripText(text), 'latin1');
  const own = headers.filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name));
  const isBodiless = exchange.method === 'HEAD' || genuine.status === 204 || genuine.status === 304;
  writeHead(exchange, genuine.status, isBodiless ? headers : [...own, ['Content-Length', String(body.length)]]);
  exchange.response.end(isBodiless ? undefined : body);
}

async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxTextBytes) throw new Error('a text in which links were to be rewritten is too long');
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** What a proxy says that could not reach the server; where the answer has begun already, it is cut off. */
function failed(exchange: Exchange, says: string): void {
  const { response } = exchange;
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(`${says}\n`);
  writeHead(exchange, 502, [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(body.length)],
  ]);
  response.end(body);
}
