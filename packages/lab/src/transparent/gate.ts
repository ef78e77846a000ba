import type { ChildProcess } from 'node:child_process';
import type { Socket as DatagramSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Destination } from '../engine/intake.ts';
import { findSocket, type SocketAddress, unmapped } from '../engine/socket-table.ts';
import type { DatagramPath } from '../quic/quic-server.ts';
import type { Answer } from './answer-query.ts';
import { type DnsQuery, dnsType } from './dns-message.ts';
import type { FromInside, ToInside } from './inside.ts';
import { NameServer } from './name-server.ts';
import { NamedAddresses } from './named-addresses.ts';

export interface GateOptions {
  /** Has the app's connection, whole. */
  accept(stream: Duplex, destination: Destination): void;
  acceptDatagram(datagram: Uint8Array, path: DatagramPath<Destination>): void;
  /** Whether there is such a name outside; the app is told of no other. A rejection is told as a failure of the resolver. */
  exists(name: string): Promise<boolean>;
  /** Whether the lab's resolver says of a name that HTTP/3 is spoken there (RFC 9460). */
  announcesHttp3(name: string): boolean;
}

export type Beginning =
  | { readonly kind: 'ready'; readonly redirectsAll: boolean }
  | { readonly kind: 'failed'; readonly says: string };

/** More names than any app has; beyond, HTTP/3 over IPv6 is refused, and over IPv4 goes on. */
const maxOpened = 1_000;

/** The lab's side of a namespace: has the sockets that are opened within. */
export class Gate {
  readonly #child: ChildProcess;
  readonly #options: GateOptions;
  readonly #addresses = new NamedAddresses();
  readonly #names: NameServer;
  readonly #sockets = new Set<Server | DatagramSocket>();
  /** By IPv6 address: settled when its datagrams are taken. */
  readonly #opened = new Map<string, PromiseWithResolvers<void>>();
  readonly #beginning = Promise.withResolvers<Beginning>();
  #redirectsAll = false;
  #hasV6 = false;

  constructor(child: ChildProcess, options: GateOptions) {
    this.#child = child;
    this.#options = options;
    const { exists, announcesHttp3 } = options;
    const gate = this;
    this.#names = new NameServer({
      addresses: this.#addresses,
      policy: {
        exists,
        announcesHttp3,
        get hasV6() {
          return gate.#hasV6;
        },
      },
      onAnswer: (query, answer) => this.#open(query, answer),
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_096);
    });
    child.on('message', (message, socket) => this.#take(message as FromInside, socket as Server & DatagramSocket));
    child.once('close', () => {
      this.#beginning.resolve({ kind: 'failed', says: said });
      for (const { resolve } of this.#opened.values()) resolve();
    });
  }

  get beginning(): Promise<Beginning> {
    return this.#beginning.promise;
  }

  /** Nothing is taken any more; what was stays with whom it was given to. */
  close(): void {
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
  }

  #take(message: FromInside, socket: Server & DatagramSocket): void {
    if (message.kind === 'failed') this.#beginning.resolve(message);
    else if (message.kind === 'ready') {
      this.#hasV6 = message.hasV6;
      this.#redirectsAll = message.redirectsAll;
      this.#beginning.resolve(message);
    } else if (message.kind === 'opened') this.#opened.get(message.address)?.resolve();
    else {
      this.#sockets.add(socket);
      // The namespace may go at any time, and its sockets with it.
      socket.on('error', () => {});
      if (message.kind === 'names') this.#names.serveDatagrams(socket);
      else if (message.kind === 'name-streams') this.#names.serveStreams(socket);
      else if (message.kind === 'streams') socket.on('connection', (stream: Socket) => this.#accept(stream));
      else this.#takeDatagrams(socket, message.port, message.address);
    }
  }

  #accept(stream: Socket): void {
    stream.allowHalfOpen = true;
    stream.setNoDelay(true);
    const [address, own] = [stream.remoteAddress, stream.localAddress];
    if (address === undefined || own === undefined) return void stream.destroy();
    const meant = this.#redirectsAll
      ? this.#meant({ address: unmapped(address), port: stream.remotePort! })
      : { address: unmapped(own), port: stream.localPort! };
    // Whose socket is gone has gone; of another, nothing says whom it wanted.
    if (meant === null) return void stream.resetAndDestroy();
    this.#options.accept(stream, this.#destinationOf(meant));
  }

  /** By the app's own socket, which knows nothing of the redirection. (The other way, SO_ORIGINAL_DST, is closed to Node.) */
  #meant(client: SocketAddress): SocketAddress | null {
    return findSocket((name) => this.#table(name), client)?.remote ?? null;
  }

  #table(name: string): string {
    try {
      return readFileSync(`/proc/${this.#child.pid}/net/${name}`, 'latin1');
    } catch (error) {
      // The namespace has ended, and the client with it.
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ESRCH' || code === 'EINVAL') return '';
      throw error;
    }
  }

  #takeDatagrams(socket: DatagramSocket, port: number, own: string | null): void {
    socket.on('message', (datagram, from) => {
      // Over IPv4 the source is the address that is sent to: `inside.ts` says why.
      const destination = this.#destinationOf({ address: own ?? from.address, port });
      this.#options.acceptDatagram(datagram, {
        key: `${from.address} ${from.port} ${own ?? from.address} ${port}`,
        destination,
        // One that is lost is sent again by whom it came from.
        reply: (answer) => {
          if (this.#sockets.has(socket as Server & DatagramSocket))
            socket.send(answer, from.port, from.address, () => {});
        },
      });
    });
  }

  #destinationOf({ address, port }: SocketAddress): Destination {
    return { via: 'transparent', host: this.#addresses.nameOf(address), port, address };
  }

  /** Datagrams to an IPv6 address are taken before the app knows of it. */
  async #open({ name }: DnsQuery, { records }: Answer): Promise<void> {
    if (!records.some(({ type }) => type === dnsType.aaaa)) return;
    const address = this.#addresses.addressOf(name)?.v6;
    // The loopback's, which is nobody else's.
    if (address === undefined || this.#addresses.nameOf(address) !== name) return;
    if (!this.#opened.has(address)) {
      if (this.#opened.size >= maxOpened || !this.#child.connected) return;
      this.#opened.set(address, Promise.withResolvers());
      this.#child.send({ address } satisfies ToInside);
    }
    await this.#opened.get(address)!.promise;
  }
}
