import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { DatagramPath } from '../quic/quic-server.ts';
import type { Arrival } from '../scenario.ts';
import { TicketVault } from '../tls13/ticket-vault.ts';
import { describeHello } from './client-hello.ts';
import { ConnectionRecord } from './connection-record.ts';
import { DatagramReception } from './datagram-reception.ts';
import { firstSpeaker } from './first-speaker.ts';
import { FrontDesk } from './front-desk.ts';
import type { FrontOptions } from './front-options.ts';
import type { GenuineServers } from './genuine-servers.ts';
import { type HttpCarrier, openHttpCarrier } from './http-carrier.ts';
import {
  type Beginning,
  canonicalOf,
  type Destination,
  type Intake,
  readBeginning,
  readDestination,
} from './intake.ts';
import { sayFailure } from './relay.ts';
import { ShownChains } from './shown-chains.ts';
import { Tap } from './tap.ts';
import { type Means, treat } from './treat.ts';

const defaultIdleMilliseconds = 120_000;
const lingerMilliseconds = 1_000;

/** Takes streams of the app from their first byte to their record. */
export class Reception {
  readonly #options: FrontOptions;
  readonly #means: Means;
  readonly #open = new Map<Duplex, { readonly record: ConnectionRecord; readonly work: Promise<void> }>();
  readonly #desk: FrontDesk;
  readonly #datagrams: DatagramReception;
  #carrier: Promise<HttpCarrier> | null = null;
  #fault: { readonly error: unknown } | null = null;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#desk = new FrontDesk(options);
    const { cas, genuine, testerFor = () => null, now = () => Math.floor(Date.now() / 1000) } = options;
    this.#means = {
      genuine,
      chains: new ShownChains(cas, testerFor, now),
      tickets: new TicketVault(),
      carrier: () => this.#carried(),
    };
    this.#datagrams = new DatagramReception(options, this.#desk, this.#means);
    // Loading mockttp takes longer than some apps wait for an answer. Who needs it is told if it fails.
    this.#carried().catch(() => {});
  }

  get open(): number {
    return this.#open.size;
  }

  /** @param asksProxy whether its first bytes may be for a proxy */
  take(stream: Duplex, destination: Destination, asksProxy: boolean): void {
    const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
    // Whoever reads the stream at the time tells of its errors.
    stream.on('error', () => {});
    const record = new ConnectionRecord();
    const work = this.#receive(record, stream, destination, asksProxy, closed).catch((error: unknown) => {
      // Of who decides or listens: the fault of a program, told where it waits for its connections.
      this.#fault ??= { error };
      stream.destroy();
    });
    this.#open.set(stream, { record, work });
    void work.then(() => this.#open.delete(stream));
  }

  takeDatagram(datagram: Uint8Array, path: DatagramPath<Destination>): void {
    this.#datagrams.take(datagram, path);
  }

  /** Resolves when all connections have been handed out; those that are open when the grace is over are ended. */
  async settled(graceMilliseconds: number): Promise<void> {
    const all = () => Promise.all([...this.#open.values()].map(({ work }) => work));
    const grace = Promise.withResolvers<void>();
    const timer = setTimeout(grace.resolve, graceMilliseconds);
    const datagrams = this.#datagrams.settled(grace.promise);
    await Promise.race([Promise.all([all(), datagrams]), grace.promise]);
    clearTimeout(timer);
    grace.resolve();
    while (this.#open.size > 0) {
      for (const [stream, { record }] of this.#open) {
        record.closes('lab', 'still open when the run was over');
        stream.destroy();
      }
      await all();
    }
    await datagrams;
  }

  /** @throws what `decide` or a listener has thrown */
  checkListeners(): void {
    if (this.#fault) throw this.#fault.error;
  }

  async close(): Promise<void> {
    const carrier = await this.#carrier;
    carrier?.[Symbol.dispose]();
  }

  #carried(): Promise<HttpCarrier> {
    this.#carrier ??= openHttpCarrier();
    return this.#carrier;
  }

  async #receive(
    record: ConnectionRecord,
    stream: Duplex,
    fallback: Destination,
    asksProxy: boolean,
    closed: Promise<void>,
  ): Promise<void> {
    const gone = closed.then((): Intake<Start> => ({ kind: 'ended', says: 'closed' }));
    const seen = await Promise.race([readStart(stream, fallback, asksProxy, this.#means.genuine), gone]);
    if (seen.kind === 'ended') {
      // It went before it was known for whom it came, or asked for nothing that can be had: nothing was attacked.
      await hangUp(stream, closed);
      return;
    }
    const arrival = this.#arrivalOf(seen.value);
    record.onAnswer = () => this.#options.onAnswer?.(arrival);
    const decision = await this.#options.decide(arrival, record.id);
    if (!decision.isAttack) record.recorder.keepsBeginning();
    const idle = setTimeout(() => {
      record.ends('lab', 'nobody said anything any more');
      stream.destroy();
    }, decision.idleMilliseconds ?? defaultIdleMilliseconds);
    const tap = new Tap(stream, record.recorder, () => idle.refresh());
    tap.on('error', () => {}); // the stream below is watched
    // Later, since what TLS itself says of its end may still be on its way up; in the order in which it came.
    const closes = (by: 'app' | 'lab', says: string) => setImmediate(() => record.closes(by, says));
    stream.once('end', () => closes('app', 'closed without a word'));
    stream.once('error', (error) => closes('app', sayFailure(error)));
    stream.once('finish', () => closes('lab', 'closed by the lab'));
    void treat(decision.treatment, { arrival, record, tap, stream, server: seen.value.server }, this.#means);
    await closed;
    clearTimeout(idle);
    await new Promise((resolve) => setImmediate(resolve));
    await this.#desk.handOut(record, arrival, decision);
  }

  #arrivalOf({ destination, beginning }: Start): Arrival {
    const hello = beginning.kind === 'tls' ? describeHello(beginning.offered, 'tls') : null;
    const http = beginning.kind === 'http' ? beginning : null;
    const said = hello?.serverName ?? http?.host ?? null;
    const named = said === null ? null : canonicalOf(said);
    const isForProxy = http?.isForProxy ?? false;
    const host = isForProxy ? named : nameOf(destination, said === null, named);
    const port =
      isForProxy || (destination.host === null && http?.port) ? (http?.port ?? destination.port) : destination.port;
    const via = isForProxy ? 'absolute-uri' : destination.via;
    return this.#desk.arrive({ transport: hello ? 'tls' : 'plain', via, host, port, hello });
  }
}

/** A name, where there is one: an app that asks a proxy for an address names the server in TLS, or in its request. */
function nameOf({ via, host, address }: Destination, isSilent: boolean, named: string | null): string | null {
  if (host !== null && (via === 'direct' || isIP(host) === 0)) return host;
  return named ?? host ?? (isSilent ? (address ?? null) : null);
}

/** Lets the app read what it was told last: bytes of its own that nobody reads would take that from it, by a reset. */
async function hangUp(stream: Duplex, closed: Promise<void>): Promise<void> {
  const timer = setTimeout(() => stream.destroy(), lingerMilliseconds);
  stream.resume().end();
  await closed;
  clearTimeout(timer);
}

interface Start {
  readonly destination: Destination;
  readonly beginning: Beginning;
  /** Open already, where the server speaks first: with its greeting. */
  readonly server: Duplex | null;
}

async function readStart(
  stream: Duplex,
  fallback: Destination,
  asksProxy: boolean,
  genuine: GenuineServers,
): Promise<Intake<Start>> {
  const wish: Intake<Destination> = asksProxy
    ? await readDestination(stream, fallback)
    : { kind: 'taken', value: fallback };
  if (wish.kind === 'ended') return wish;
  const destination = wish.value;
  const { host, port } = destination;
  const beginning = await readBeginning(stream, host !== null);
  if (beginning.kind === 'ended') return beginning;
  if (beginning.value.kind !== 'quiet' || host === null) return started(destination, beginning.value, null);
  const server = await genuine.openPlain({ host, port }).catch(() => null); // whoever relays to it will be told why
  if (server && (await firstSpeaker(stream, server)) === 'server') return started(destination, beginning.value, server);
  server?.destroy();
  const late = await readBeginning(stream, false);
  return late.kind === 'ended' ? late : started(destination, late.value, null);
}

function started(destination: Destination, beginning: Beginning, server: Duplex | null): Intake<Start> {
  return { kind: 'taken', value: { destination, beginning, server } };
}
