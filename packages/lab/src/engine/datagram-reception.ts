import { lookup } from 'node:dns/promises';
import { LivepinError } from '@livepin/core';
import type { Admission, Fate } from '../quic/flow.ts';
import { type DatagramPath, QuicServer } from '../quic/quic-server.ts';
import { limits } from '../quic/transport-parameters.ts';
import type { Arrival } from '../scenario.ts';
import type { OfferedHello } from '../tls13/parse-client-hello.ts';
import type { Treatment } from '../treatment.ts';
import { describeHello } from './client-hello.ts';
import { ConnectionRecord } from './connection-record.ts';
import type { FrontDesk } from './front-desk.ts';
import type { FrontOptions } from './front-options.ts';
import { canonicalOf, type Destination } from './intake.ts';
import type { Means } from './treat.ts';

/** Takes datagrams of the app, which are QUIC or nothing, to the record of their connection. */
export class DatagramReception {
  readonly #options: FrontOptions;
  readonly #desk: FrontDesk;
  readonly #means: Means;
  readonly #server: QuicServer<Destination>;
  readonly #open = new Set<Promise<void>>();

  constructor(options: FrontOptions, desk: FrontDesk, means: Means) {
    this.#options = options;
    this.#desk = desk;
    this.#means = means;
    this.#server = new QuicServer({ admit: (offered, destination) => this.#admit(offered, destination) });
  }

  take(datagram: Uint8Array, path: DatagramPath<Destination>): void {
    this.#server.receive(datagram, path);
  }

  /** Resolves when all connections have been handed out; those that are open when `grace` is over are ended. */
  async settled(grace: Promise<void>): Promise<void> {
    await Promise.race([Promise.all(this.#open), grace]);
    await this.#server.end('closed by the lab');
    await Promise.all(this.#open);
  }

  async #admit(offered: OfferedHello, destination: Destination): Promise<Admission> {
    const record = new ConnectionRecord();
    const hello = describeHello(offered, 'quic');
    const named = hello.serverName === null ? null : canonicalOf(hello.serverName);
    const { via, port } = destination;
    const arrival = this.#desk.arrive({ transport: 'quic', via, host: destination.host ?? named, port, hello });
    const over = Promise.withResolvers<void>();
    const decision = await this.#options.decide(arrival, record.id);
    if (!decision.isAttack) record.recorder.keepsBeginning();
    const fate = await this.#fateOf(decision.treatment, arrival, record);
    const handedOut = over.promise
      .then(() => this.#desk.handOut(record, arrival, decision))
      .finally(() => this.#open.delete(handedOut));
    this.#open.add(handedOut);
    const idleMilliseconds = Math.min(decision.idleMilliseconds ?? limits.idleMilliseconds, limits.idleMilliseconds);
    return { record, fate, idleMilliseconds, onOver: over.resolve };
  }

  /** What goes wrong refuses the connection, and is in its record. */
  async #fateOf(treatment: Treatment, arrival: Arrival, record: ConnectionRecord): Promise<Fate> {
    try {
      switch (treatment.kind) {
        case 'relay':
          return await this.#relayTo(arrival);
        case 'relay-to':
          return await this.#relayTo(treatment);
        case 'silence':
          return { kind: 'silence' };
        case 'quic':
          return await this.#serve(treatment, arrival, record);
        // Of a connection over UDP nothing comes then, and the app takes TCP.
        case 'close':
        case 'terminate':
        case 'own-handshake':
        case 'plain':
          return { kind: 'refuse' };
      }
    } catch (error) {
      const isOwn = error instanceof LivepinError;
      record.ends(isOwn || arrival.host === null ? 'lab' : 'server', (error as Error).message);
      return { kind: 'refuse' };
    }
  }

  async #relayTo(to: { readonly host: string | null; readonly port: number }): Promise<Fate> {
    if (to.host === null) throw new Error('nothing says whom the connection is for');
    const { host, port } = await this.#means.genuine.locate(to.host, to.port);
    const { address } = await lookup(host);
    return { kind: 'relay', address, port };
  }

  async #serve(
    { shows }: Extract<Treatment, { kind: 'quic' }>,
    { host, port, hello }: Arrival,
    record: ConnectionRecord,
  ): Promise<Fate> {
    // What the genuine server shows over TCP is what it shows over QUIC, as far as anybody has seen.
    const target = host === null ? null : { host, port, serverName: hello?.serverName ?? null };
    const genuine = target ? await this.#means.genuine.meet(target, ['h2', 'http/1.1']) : null;
    const shown = this.#means.chains.chain(shows, host ?? 'localhost', genuine?.chain ?? null);
    record.shows(shown.certificates);
    return { kind: 'serve', identityFor: () => shown, tickets: null };
  }
}
