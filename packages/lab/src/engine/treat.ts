import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { LivepinError } from '@livepin/core';
import type { Arrival } from '../scenario.ts';
import type { TicketVault } from '../tls13/ticket-vault.ts';
import type { Answer, Treatment } from '../treatment.ts';
import { type AnswerContext, answerExchange } from './answer.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { GenuineServers } from './genuine-servers.ts';
import type { Exchange, HttpCarrier } from './http-carrier.ts';
import { canonicalOf, readBeginning } from './intake.ts';
import { wishOf } from './proxy-request.ts';
import { join } from './relay.ts';
import { readRequest } from './request-reader.ts';
import type { ShownChains } from './shown-chains.ts';
import type { Tap } from './tap.ts';
import { terminate } from './terminate.ts';
import { type Destination, Upstreams } from './upstreams.ts';
import { carryUpgrade } from './websocket.ts';

export interface Treated {
  readonly arrival: Arrival;
  readonly record: ConnectionRecord;
  /** The app's bytes, from the first on. */
  readonly tap: Tap;
  readonly stream: Duplex;
}

export interface Means {
  readonly genuine: GenuineServers;
  readonly chains: ShownChains;
  readonly tickets: TicketVault;
  carrier(): Promise<HttpCarrier>;
}

/** Carries a treatment out. What goes wrong ends the connection, and is in its record. */
export async function treat(treatment: Treatment, treated: Treated, means: Means): Promise<void> {
  const { arrival, record, tap, stream } = treated;
  try {
    switch (treatment.kind) {
      case 'relay':
        return await relay(arrival, treated, means);
      case 'relay-to':
        return await relay(treatment, treated, means);
      case 'close':
        record.ends('lab', 'reset by the lab');
        if (stream instanceof Socket) stream.resetAndDestroy();
        tap.destroy();
        return;
      case 'silence':
        tap.resume();
        return;
      case 'terminate':
      case 'own-handshake':
        return await terminated(treatment, treated, means);
      case 'plain':
        return await plain(treatment.answer, treated, means);
      case 'quic':
        throw new Error('QUIC was to be spoken on a stream');
    }
  } catch (error) {
    const isOwn = error instanceof LivepinError;
    record.ends(isOwn || arrival.host === null ? 'lab' : 'server', (error as Error).message);
    tap.destroy();
  }
}

async function relay(
  to: { host: string | null; port: number },
  { record, tap }: Treated,
  { genuine }: Means,
): Promise<void> {
  record.bytesFromApp = () => tap.bytesFromApp;
  record.bytesToApp = () => tap.bytesToApp;
  const { host, port } = to;
  if (host === null) throw new Error('nothing says whom the connection is for');
  await join(tap, await genuine.openPlain({ host, port }), record);
}

async function terminated(
  treatment: Extract<Treatment, { kind: 'terminate' | 'own-handshake' }>,
  treated: Treated,
  means: Means,
): Promise<void> {
  const { arrival, record, tap } = treated;
  const { hello, host, port } = arrival;
  if (!hello) {
    await plain(treatment.answer, treated, means);
    return;
  }
  const target = host === null ? null : { host, port, serverName: hello.serverName };
  const wanted = treatment.kind === 'terminate' ? treatment.protocols : undefined;
  const offered = wanted ? hello.protocols.filter((protocol) => wanted.includes(protocol)) : hello.protocols;
  const genuine = target
    ? await means.genuine.meet(target, offered)
    : { chain: null, protocol: null, problem: 'nothing says whom the connection is for' };
  if (tap.destroyed) return;
  const plaintext = await terminate(treatment, {
    tap,
    record,
    hello,
    host: host ?? 'localhost',
    genuine,
    chains: means.chains,
    tickets: means.tickets,
  });
  if (!plaintext) return;
  const named = treatment.shows.kind === 'forged' ? treatment.shows.names : undefined;
  await carry(plaintext.stream, treatment.answer, treated, means, {
    protocol: plaintext.protocol,
    destinationOf(exchange) {
      if (!target) return null;
      const asked = exchange.authority === null ? null : wishOf(exchange.authority, port);
      const other = asked ? canonicalOf(asked.host) : null;
      const isSecure = true;
      const { protocol } = plaintext;
      // A request for a host that only the lab's certificate made this connection good for goes where that host is.
      return other !== null && other !== host && named?.includes(other)
        ? { host: other, port, serverName: other, isSecure, protocol }
        : { ...target, isSecure, protocol };
    },
  });
}

async function plain(answer: Answer, treated: Treated, means: Means): Promise<void> {
  const { arrival, tap, record } = treated;
  const { host, port } = arrival;
  record.bytesFromApp = () => tap.bytesFromApp;
  record.bytesToApp = () => tap.bytesToApp;
  await carry(tap, answer, treated, means, {
    protocol: null,
    destinationOf(exchange) {
      if (arrival.via !== 'absolute-uri') return host === null ? null : plainTo(host, port);
      const { protocol, hostname, port: given } = new URL(exchange.url);
      const isSecure = protocol === 'https:' || protocol === 'wss:';
      const named = canonicalOf(hostname);
      return named === null ? null : { ...plainTo(named, Number(given) || (isSecure ? 443 : 80)), isSecure };
    },
  });
}

const plainTo = (host: string, port: number): Destination => ({
  host,
  port,
  serverName: null,
  isSecure: false,
  protocol: null,
});

interface Carriage {
  /** Of ALPN. */
  readonly protocol: string | null;
  destinationOf(exchange: Pick<Exchange, 'authority' | 'url'>): Destination | null;
}

/** Sees what the app speaks on a stream that can be read, and answers it. */
async function carry(
  stream: Duplex,
  answer: Answer,
  { record }: Treated,
  means: Means,
  carriage: Carriage,
): Promise<void> {
  const { protocol, destinationOf } = carriage;
  const upstreams = new Upstreams(means.genuine);
  stream.once('close', () => upstreams[Symbol.dispose]());
  const context: AnswerContext = { answer, record, upstreams, destinationOf };
  const isHttp = protocol === 'h2' || (await speaksHttp(stream));
  if (stream.destroyed) return;
  if (isHttp) {
    const carrier = await means.carrier();
    carrier.carry(stream, {
      exchange: (exchange) => answerExchange(exchange, context),
      upgrade: (upgrade) => carryUpgrade(upgrade, context),
    });
    return;
  }
  const reading = readRequest(record, { protocol: 'raw', method: '', authority: null, target: '', headers: [] });
  stream.on('data', (bytes: Buffer) => reading.body(bytes));
  const destination = destinationOf({ authority: null, url: '' });
  if (answer.kind !== 'forward') return;
  if (!destination) throw new Error('nothing says whom the connection is for');
  const server = destination.isSecure
    ? await means.genuine.open(destination, protocol)
    : await means.genuine.openPlain(destination);
  await join(stream, server, record);
}

async function speaksHttp(stream: Duplex): Promise<boolean> {
  const beginning = await readBeginning(stream);
  return beginning.kind === 'taken' && /^http/.test(beginning.value.kind);
}
