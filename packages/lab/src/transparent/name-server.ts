import type { Socket as DatagramSocket } from 'node:dgram';
import type { Server, Socket } from 'node:net';
import { type Answer, answerQuery, type NamePolicy } from './answer-query.ts';
import { type DnsQuery, dnsCode, readQuery, writeAnswer } from './dns-message.ts';
import type { NamedAddresses } from './named-addresses.ts';

export interface NameServerOptions {
  readonly addresses: NamedAddresses;
  readonly policy: NamePolicy;
  /** Told of each answer before it is sent: what it names can be connected to from then on. */
  onAnswer(query: DnsQuery, answer: Answer): Promise<void>;
}

/** What is under way at once; beyond, datagrams are lost, as they may be anyway. */
const maxUnderWay = 1_000;
const maxConnections = 200;
const idleMilliseconds = 10_000;

/** Answers on sockets that somebody else has opened. */
export class NameServer {
  readonly #options: NameServerOptions;
  #underWay = 0;

  constructor(options: NameServerOptions) {
    this.#options = options;
  }

  serveDatagrams(socket: DatagramSocket): void {
    socket.on('message', (bytes, { address, port }) => {
      if (this.#underWay >= maxUnderWay) return;
      void this.#answer(bytes, 'udp').then((answer) => {
        // An error of sending is the loss of a datagram: the client asks again.
        if (answer !== null && isOpen(socket)) socket.send(answer, port, address, () => {});
      });
    });
  }

  serveStreams(server: Server): void {
    server.maxConnections = maxConnections;
    server.on('connection', (socket: Socket) => this.#serve(socket));
  }

  #serve(socket: Socket): void {
    // Whoever breaks off needs no answer.
    socket.setTimeout(idleMilliseconds, () => socket.destroy()).on('error', () => {});
    let unread = Buffer.alloc(0);
    let answered = Promise.resolve();
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      // RFC 1035 §4.2.2: each message has its length before it.
      while (unread.length >= 2 && unread.length >= 2 + unread.readUInt16BE(0)) {
        const message = unread.subarray(2, 2 + unread.readUInt16BE(0));
        unread = unread.subarray(2 + message.length);
        if (this.#underWay >= maxUnderWay) return socket.destroy();
        const answer = this.#answer(message, 'tcp');
        answered = answered.then(async () => sendOver(socket, await answer));
      }
      return undefined;
    });
  }

  async #answer(bytes: Uint8Array, carrier: 'udp' | 'tcp'): Promise<Uint8Array | null> {
    const read = readQuery(bytes);
    if (read.kind === 'none') return null;
    if (read.kind === 'refused') return read.answer;
    const { query } = read;
    this.#underWay++;
    try {
      const answer = await answerQuery(query, this.#options.addresses, this.#options.policy);
      await this.#options.onAnswer(query, answer);
      return writeAnswer(query, answer.code, answer.records, carrier);
    } catch {
      // Whether the name exists could not be found out: what a resolver says whose own upstream failed.
      return writeAnswer(query, dnsCode.serverFailure, [], carrier);
    } finally {
      this.#underWay--;
    }
  }
}

function sendOver(socket: Socket, answer: Uint8Array | null): void {
  if (answer === null || !socket.writable) {
    socket.destroy();
    return;
  }
  const length = Buffer.alloc(2);
  length.writeUInt16BE(answer.length);
  socket.write(Buffer.concat([length, answer]));
}

function isOpen(socket: DatagramSocket): boolean {
  try {
    socket.address();
    return true;
  } catch {
    // Closed with the namespace, while the answer was made.
    return false;
  }
}
