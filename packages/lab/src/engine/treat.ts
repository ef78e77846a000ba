import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Arrival } from '../scenario.ts';
import type { TicketVault } from '../tls13/ticket-vault.ts';
import type { Answer, Treatment } from '../treatment.ts';
import { type AnswerContext, answerExchange } from './answer.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { firstSpeaker } from './first-speaker.ts';
import { type GenuineServers, ServerFault } from './genuine-servers.ts';
import type { Exchange, HttpCarrier } from './http-carrier.ts';
import { canonicalOf, readBeginning } from './intake.ts';
import { wishOf } from './proxy-request.ts';
import { join } from './relay.ts';
import { type Reading, readRequest } from './request-reader.ts';
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
  /** A connection to the genuine server, where that speaks first. */
  readonly server: Duplex | null;
}

export interface Means {
  readonly genuine: GenuineServers;
  readonly chains: ShownChains;
  readonly tickets: TicketVault;
  carrier(): Promise<HttpCarrier>;
}

/** Carries a treatment out. What goes wrong ends the connection, and is in its record. */
export async function treat(treatment: Treatment, treated: Treated, means: Means): Promise<void> {
  const { arrival, record, tap, stream, server } = treated;
  stream.once('close', () => server?.destroy());
  try {
    switch (treatment.kind) {
      case 'relay':
        return await relay(treated, () => treated.server ?? plainServer(arrival, means));
      case 'relay-to':
        return await relay(treated, () => plainServer(treatment, means));
      case 'close':
        record.ends('lab', 'reset by the lab');
        if (stream instanceof Socket) stream.resetAndDestroy();
        tap.destroy();
        return;
      case 'silence':
        tap.resume().once('end', () => tap.end());
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
    record.ends(error instanceof ServerFault ? 'server' : 'lab', (error as Error).message);
    tap.destroy();
  }
}

async function relay({ record, tap }: Treated, open: () => Duplex | Promise<Duplex>): Promise<void> {
  record.bytesFromApp = () => tap.bytesFromApp;
  record.bytesToApp = () => tap.bytesToApp;
  const server = await open();
  record.isEstablished = true;
  await join(tap, server, record);
}

function plainServer({ host, port }: { host: string | null; port: number }, { genuine }: Means): Promise<Duplex> {
  if (host === null) throw new Error('nothing says whom the connection is for');
  return genuine.openPlain({ host, port });
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
  record.isEstablished = true;
  record.bytesFromApp = () => tap.bytesFromApp;
  record.bytesToApp = () => tap.bytesToApp;
  const own = host === null ? null : await plainDestination({ host, port }, answer, means);
  await carry(tap, answer, treated, means, {
    protocol: null,
    destinationOf(exchange) {
      if (arrival.via !== 'absolute-uri' || !URL.canParse(exchange.url)) return own;
      const { protocol, hostname, port: given } = new URL(exchange.url);
      const isSecure = protocol === 'https:' || protocol === 'wss:';
      const named = canonicalOf(hostname);
      const asked = named && { ...plainTo(named, Number(given) || (isSecure ? 443 : 80)), isSecure };
      return asked && !(asked.host === host && asked.port === port) ? asked : own;
    },
  });
}

/** Whoever strips links of their https asks in the app's place where they led: by TLS, if the server speaks it. */
async function plainDestination(
  to: { host: string; port: number },
  answer: Answer,
  { genuine }: Means,
): Promise<Destination> {
  const plain = plainTo(to.host, to.port);
  if (answer.kind !== 'forward' || !answer.strip || to.port !== 80) return plain;
  const secure = { host: to.host, port: 443, serverName: null };
  const { problem } = await genuine.meet(secure, ['http/1.1']);
  return problem === null ? { ...secure, isSecure: true, protocol: 'http/1.1' } : plain;
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
  treated: Treated,
  means: Means,
  carriage: Carriage,
): Promise<void> {
  const { record } = treated;
  const { protocol, destinationOf } = carriage;
  const upstreams = new Upstreams(means.genuine);
  stream.once('close', () => upstreams[Symbol.dispose]());
  const openServer = () => rawServer(destinationOf({ authority: null, url: '' }), protocol, means);
  record.isAllData = protocol !== 'h2';
  const spoken = await spokenOn(stream, protocol, treated.server, openServer);
  if (spoken === 'http') {
    const context: AnswerContext = { answer, record, upstreams, destinationOf };
    const carrier = await means.carrier();
    carrier.carry(stream, {
      exchange: (exchange) => answerExchange(exchange, context),
      upgrade: (upgrade) => carryUpgrade(upgrade, context),
    });
  } else if (spoken === 'nothing') {
    stream.end();
  } else {
    readRaw(stream, record);
    // Only that can be said in a protocol that is not known: what the genuine server says, or nothing.
    if (answer.kind === 'forward') await join(stream, spoken.server ?? (await openServer()), record);
    else stream.resume().once('end', () => stream.end());
  }
}

function readRaw(stream: Duplex, record: ConnectionRecord): void {
  let reading: Reading | null = null;
  stream.pause().on('data', (bytes: Buffer) => {
    reading ??= readRequest(record, { protocol: 'raw', method: '', authority: null, target: '', headers: [] });
    reading.body(bytes);
  });
}

function rawServer(destination: Destination | null, protocol: string | null, { genuine }: Means): Promise<Duplex> {
  if (!destination) throw new Error('nothing says whom the connection is for');
  return destination.isSecure ? genuine.open(destination, protocol) : genuine.openPlain(destination);
}

type Spoken = 'http' | 'nothing' | { readonly server: Duplex | null };

/**
 * Waits for the app, in HTTP/2 too: of a stream that ends before a byte mockttp takes no notice, and leaves it open.
 * @param greeted a server that has spoken already
 */
async function spokenOn(
  stream: Duplex,
  protocol: string | null,
  greeted: Duplex | null,
  openServer: () => Promise<Duplex>,
): Promise<Spoken> {
  if (greeted) return { server: greeted };
  const beginning = await readBeginning(stream, protocol !== 'http/1.1' && protocol !== 'h2');
  if (beginning.kind === 'ended') return 'nothing';
  // Whatever it says: it was agreed on.
  if (protocol === 'h2') return 'http';
  if (beginning.value.kind !== 'quiet') return /^http/.test(beginning.value.kind) ? 'http' : { server: null };
  const server = await openServer();
  if ((await firstSpeaker(stream, server)) === 'server') return { server };
  const late = await readBeginning(stream, false);
  if (late.kind === 'taken' && !/^http/.test(late.value.kind)) return { server };
  server.destroy();
  return late.kind === 'ended' ? 'nothing' : 'http';
}
