import { tagBytes } from '../tls13/cipher-suites.ts';
import { ackFrame, cryptoFrame, type Range, type StreamFrame, streamFrame } from './frames.ts';
import type { PacketProtection } from './packet-protection.ts';
import { QuicFault, transportErrors } from './quic-fault.ts';
import { Reassembly } from './reassembly.ts';
import { ReceivedNumbers } from './received-numbers.ts';

/** What is sent until it is acknowledged. */
type Outgoing =
  | { readonly kind: 'crypto'; readonly offset: number; readonly bytes: Uint8Array }
  | StreamFrame
  /** A frame as it goes over the wire. */
  | { readonly kind: 'control'; readonly bytes: Uint8Array };

/** What one packet is to hold. */
export interface Filling {
  readonly frames: Uint8Array;
  readonly wantsAck: boolean;
  /** The packet number that it gets. */
  readonly number: number;
}

// Of the frame around a piece: a type and three numbers of four bytes, or eight where a stream is that long.
const frameBytes = 24;
// Answers that wait for the app: more than the streams that it may have open.
const maxOutgoing = 4096;

/** Packets of one kind of keys, with numbers of their own (RFC 9000 §12.3). */
export class PacketSpace {
  reader: PacketProtection | null = null;
  writer: PacketProtection | null = null;
  readonly received = new ReceivedNumbers();
  readonly crypto = new Reassembly(transportErrors.cryptoBufferExceeded);
  ackIsDue = false;
  #cryptoBytes = 0;
  #nextNumber = 0;
  #waiting: Outgoing[] = [];
  readonly #sent = new Map<number, readonly Outgoing[]>();

  /** Whether there is something that can be sent. */
  get hasWork(): boolean {
    return this.writer !== null && (this.ackIsDue || this.#waiting.length > 0);
  }

  /** Whether something was sent that the peer has not acknowledged. */
  get isAwaitingAck(): boolean {
    return this.#sent.size > 0;
  }

  queueCrypto(bytes: Uint8Array): void {
    this.queue({ kind: 'crypto', offset: this.#cryptoBytes, bytes });
    this.#cryptoBytes += bytes.length;
  }

  /** @throws {QuicFault} */
  queue(outgoing: Outgoing): void {
    if (this.#waiting.length + this.#sent.size >= maxOutgoing)
      throw new QuicFault(transportErrors.internalError, 'the app asks for answers, and acknowledges none');
    this.#waiting.push(outgoing);
  }

  /** @param room for frames and tag, in bytes @returns null where there is nothing to send, or too little room */
  fill(room: number): Filling | null {
    if (!this.hasWork) return null;
    let left = room - tagBytes;
    const frames: Uint8Array[] = [];
    const held: Outgoing[] = [];
    const add = (bytes: Uint8Array) => {
      frames.push(bytes);
      left -= bytes.length;
    };
    if (this.ackIsDue) {
      const ack = ackFrame(this.received.ranges);
      if (ack.length > left) return null;
      add(ack);
    }
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const [now, later] = cut(next, left);
      if (!now) break;
      held.push(now);
      add(wireOf(now));
      if (later) this.#waiting[0] = later;
      else this.#waiting.shift();
    }
    if (frames.length === 0) return null;
    this.ackIsDue = false;
    const number = this.takeNumber();
    if (held.length > 0) this.#sent.set(number, held);
    return { frames: Buffer.concat(frames), wantsAck: held.length > 0, number };
  }

  /** Takes an acknowledgement; what was sent three packets before the latest one is taken as lost (RFC 9002 §6.1.1). */
  acknowledge(ranges: readonly Range[]): void {
    const latest = ranges[0]!.to;
    const lost: Outgoing[] = [];
    for (const [number, held] of this.#sent) {
      const hasArrived = ranges.some(({ from, to }) => number >= from && number <= to);
      if (!hasArrived && number > latest - 3) continue;
      this.#sent.delete(number);
      if (!hasArrived) lost.push(...held);
    }
    this.#waiting.unshift(...lost);
  }

  /** The number of the next packet. */
  takeNumber(): number {
    return this.#nextNumber++;
  }

  /** Whether a packet of that number was ever sent. */
  hasSent(number: number): boolean {
    return number < this.#nextNumber;
  }

  /** The peer says nothing: everything that it may not have is sent again. */
  sendAgain(): void {
    const all = [...this.#sent.values()].flat();
    this.#sent.clear();
    this.#waiting.unshift(...all);
  }

  /** The keys are thrown away (RFC 9001 §4.9). */
  discard(): void {
    this.reader = null;
    this.writer = null;
    this.#waiting = [];
    this.#sent.clear();
  }
}

/** @returns the part that fits into `room`, and the rest */
function cut(outgoing: Outgoing, room: number): [Outgoing | null, Outgoing | null] {
  if (outgoing.kind === 'control') return outgoing.bytes.length <= room ? [outgoing, null] : [null, outgoing];
  const { bytes, offset } = outgoing;
  const fitting = room - frameBytes;
  if (bytes.length <= fitting) return [outgoing, null];
  if (fitting <= 0) return [null, outgoing];
  const [now, later] = [bytes.subarray(0, fitting), bytes.subarray(fitting)];
  const first = outgoing.kind === 'stream' ? { ...outgoing, bytes: now, isEnd: false } : { ...outgoing, bytes: now };
  return [first, { ...outgoing, offset: offset + fitting, bytes: later }];
}

function wireOf(outgoing: Outgoing): Uint8Array {
  if (outgoing.kind === 'control') return outgoing.bytes;
  return outgoing.kind === 'stream' ? streamFrame(outgoing) : cryptoFrame(outgoing.offset, outgoing.bytes);
}
