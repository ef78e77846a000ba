import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { type Admission, type Fate, type Flow, lingerMilliseconds } from './flow.ts';
import { packetsOf } from './packet-header.ts';

const maxWaiting = 32;

/** A connection that the lab does not take part in: its datagrams go nowhere, or to the genuine server. */
export class UnservedFlow implements Flow {
  readonly #admission: Admission;
  readonly #onGone: () => void;
  readonly #socket: Socket | null;
  readonly #reply: (datagram: Uint8Array) => void;
  #timer: NodeJS.Timeout;
  /** What came before the socket was connected; null from then on. */
  #waiting: Uint8Array[] | null = [];
  #isOver = false;
  #bytesFromApp = 0;
  #bytesToApp = 0;

  constructor(
    admission: Admission,
    fate: Exclude<Fate, { kind: 'serve' }>,
    reply: (datagram: Uint8Array) => void,
    onGone: () => void,
  ) {
    const { record, idleMilliseconds } = admission;
    this.#admission = admission;
    this.#reply = reply;
    this.#onGone = onGone;
    record.bytesFromApp = () => this.#bytesFromApp;
    record.bytesToApp = () => this.#bytesToApp;
    this.#timer = setTimeout(() => this.end('nobody said anything any more'), idleMilliseconds).unref();
    this.#socket = fate.kind === 'relay' ? this.#connect(fate) : null;
    if (fate.kind === 'refuse') this.end('refused by the lab');
  }

  take(datagram: Uint8Array): void {
    const { record } = this.#admission;
    if (this.#isOver) return;
    this.#timer.refresh();
    record.recorder.add('app', datagram);
    this.#bytesFromApp += datagram.length;
    if (!this.#socket) return;
    // Packets with a short header need keys that an app has when it has taken the server's certificate.
    for (const { kind } of packetsOf(datagram, 0)) if (kind === 'short') record.isEstablished = true;
    if (this.#waiting && this.#waiting.length < maxWaiting) this.#waiting.push(datagram);
    else this.#send(datagram);
  }

  end(says: string): void {
    this.#finish('lab', says);
  }

  #connect({ address, port }: Extract<Fate, { kind: 'relay' }>): Socket {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    // An ICMP message that nobody listens there.
    socket.on('error', (error) => this.#finish('server', error.message));
    socket.on('message', (datagram) => {
      this.#timer.refresh();
      this.#admission.record.recorder.add('lab', datagram);
      this.#bytesToApp += datagram.length;
      this.#reply(datagram);
    });
    socket.connect(port, address, () => {
      const waiting = this.#waiting ?? [];
      this.#waiting = null;
      for (const datagram of waiting) this.#send(datagram);
    });
    return socket;
  }

  #send(datagram: Uint8Array): void {
    // That it cannot be sent shows by the connection, or as an error of the socket.
    if (!this.#waiting && !this.#isOver) this.#socket?.send(datagram, () => undefined);
  }

  #finish(by: 'lab' | 'server', says: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#admission.record.ends(by, says);
    this.#timer = setTimeout(this.#onGone, lingerMilliseconds).unref();
    this.#admission.onOver();
  }
}
