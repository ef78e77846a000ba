import { type ClientRequest, type IncomingMessage, request as requestHttp1 } from 'node:http';
import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import { pipeline, type Readable, type Writable } from 'node:stream';
import { type Exchange, pairsOf } from './http-carrier.ts';
import type { Destination, Upstreams } from './upstreams.ts';

type Headers = readonly (readonly [name: string, value: string])[];

/** The beginning of a genuine server's answer; its body is still to come. */
export interface GenuineAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readable;
  /** When the body has ended. */
  trailers(): Headers;
}

// RFC 9110 §7.6.1, RFC 9113 §8.2.2: of one connection, and none of HTTP/2's.
const ofConnection = /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade|http2-settings)$/i;

/**
 * Asks the genuine server what the app asked, over the app's own version of HTTP where it speaks that.
 * @throws with a sentence why there is no answer
 */
export async function askGenuine(exchange: Exchange, destination: Destination, upstreams: Upstreams, headers: Headers) {
  const session = exchange.protocol === 'h2' && destination.isSecure ? await upstreams.session(destination) : null;
  return session ? askHttp2(exchange, session, headers) : askHttp1(exchange, destination, upstreams, headers);
}

function askHttp1(exchange: Exchange, destination: Destination, upstreams: Upstreams, headers: Headers) {
  const { request, response, method, target, protocol } = exchange;
  const ask = () => {
    const asked = requestHttp1({
      agent: upstreams.agent(destination),
      method,
      path: target,
      headers: (protocol === 'h2' ? http1Headers(exchange, headers) : headers).flat(),
      setDefaultHeaders: false,
    });
    response.once('close', () => asked.destroy());
    return asked;
  };
  return new Promise<GenuineAnswer>((resolve, reject) => {
    const listen = (asked: ClientRequest, onError: (error: Error) => void) =>
      asked.on('error', onError).on('response', (answer: IncomingMessage) =>
        resolve({
          status: answer.statusCode!,
          headers: pairsOf(answer.rawHeaders),
          body: answer,
          trailers: () => pairsOf(answer.rawTrailers),
        }),
      );
    const asked = ask();
    listen(asked, (error) => {
      // The server closed a connection that was kept for more, at the very moment: what was lost is asked again (RFC 9110 §9.2.2).
      if (asked.reusedSocket && /^(GET|HEAD|OPTIONS)$/.test(method) && !response.destroyed) listen(ask(), reject).end();
      else reject(error);
    });
    send(request, asked);
  });
}

function http1Headers({ authority, request, method }: Exchange, headers: Headers): Headers {
  const cookies = headers.filter(([name]) => name === 'cookie').map(([, value]) => value);
  const hasLength = headers.some(([name]) => name === 'content-length');
  const hasBody = !hasLength && !request.stream?.endAfterHeaders && !/^(GET|HEAD)$/.test(method);
  return [
    ['host', authority ?? ''],
    ...headers.filter(([name]) => name !== 'cookie' && name !== 'host'),
    ...(cookies.length > 0 ? ([['cookie', cookies.join('; ')]] as const) : []),
    ...(hasBody ? ([['transfer-encoding', 'chunked']] as const) : []),
  ];
}

function askHttp2(exchange: Exchange, session: ClientHttp2Session, headers: Headers): Promise<GenuineAnswer> {
  const { request, method, target, authority } = exchange;
  const endStream = request.stream?.endAfterHeaders ?? false;
  const stream = session.request(
    {
      ':method': method,
      ':scheme': 'https',
      ...(authority === null ? {} : { ':authority': authority }),
      ':path': target,
      ...objectOf(headers),
    },
    { endStream, waitForTrailers: !endStream },
  );
  if (!endStream) {
    send(request, stream);
    stream.on('wantTrailers', () => stream.sendTrailers(request.trailers as Record<string, string>));
  }
  exchange.response.once('close', () => stream.close());
  let trailers: Headers = [];
  stream.on('trailers', (_headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
    trailers = pairsOf(raw);
  });
  return new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.on('close', () => reject(new Error('the genuine server closed the stream')));
    // Not in the types of this version: the last argument, which has the headers as they came.
    stream.on('response', (_headers, _flags, ...[raw]: string[][]) => {
      const pairs = pairsOf(raw ?? []);
      resolve({
        status: Number(pairs.find(([name]) => name === ':status')?.[1]),
        headers: pairs.filter(([name]) => !name.startsWith(':')),
        body: stream,
        trailers: () => trailers,
      });
    });
  });
}

function objectOf(headers: Headers): Record<string, string | string[]> {
  const lists = Map.groupBy(
    headers.filter(([name]) => !ofConnection.test(name)),
    ([name]) => name.toLowerCase(),
  );
  return Object.fromEntries(
    [...lists].map(([name, list]) => [name, list.length === 1 ? list[0]![1] : list.map(([, value]) => value)]),
  );
}

function send(from: Readable, to: Writable): void {
  pipeline(from, to, () => {}); // how it fails is told by the answer that does not come
}

/** Writes the head of an answer as the app's version of HTTP has it. Nothing is added to what the genuine server said. */
export function writeHead({ protocol, response }: Exchange, status: number, headers: Headers): void {
  response.sendDate = false;
  if (protocol === 'h2') {
    response.writeHead(status, objectOf(headers));
    return;
  }
  response.removeHeader('connection');
  response.writeHead(status, headers.flat());
}
