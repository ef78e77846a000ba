import { frameTypes, numbersFrame, type StreamFrame } from './frames.ts';
import { QuicFault, transportErrors } from './quic-fault.ts';
import { Reassembly } from './reassembly.ts';
import { limits } from './transport-parameters.ts';

interface Incoming {
  readonly data: Reassembly;
  /** The end of the furthest piece. */
  seen: number;
  limit: number;
  /** Its length, once that is known. */
  size: number | null;
}

/**
 * The app's streams, put together, and within the bounds that it was told of (RFC 9000 §4). What is read is consumed at
 * once, so the bounds move on as it comes.
 */
export class IncomingStreams {
  readonly #open = new Map<number, Incoming>();
  /** By kind: 0 for both directions, 2 for the app's alone. How many there have been, and may be. */
  readonly #counts = new Map([
    [0, { opened: 0, closed: 0, allowed: limits.maxStreams as number }],
    [2, { opened: 0, closed: 0, allowed: limits.maxStreams as number }],
  ]);
  #seen = 0;
  #read = 0;
  #limit: number = limits.maxData;

  /**
   * @param deliver gets what follows in the stream, and whether that is its end
   * @returns frames that move the bounds @throws {QuicFault}
   */
  take(frame: StreamFrame, deliver: (bytes: Uint8Array, isEnd: boolean) => void): Uint8Array[] {
    const stream = this.#find(frame.id);
    if (!stream) return [];
    const end = frame.offset + frame.bytes.length;
    this.#seen += Math.max(0, end - stream.seen);
    stream.seen = Math.max(stream.seen, end);
    if (end > stream.limit || this.#seen > this.#limit)
      throw new QuicFault(transportErrors.flowControlError, 'more data came than was allowed');
    if (frame.isEnd) stream.size ??= end;
    const parts = stream.data.add(frame.offset, frame.bytes);
    const hasEnded = stream.data.length === stream.size;
    for (const part of parts) this.#read += part.length;
    if (parts.length > 0 || hasEnded) deliver(Buffer.concat(parts), hasEnded);
    return [...(hasEnded ? this.close(frame.id) : this.#widen(frame.id, stream)), ...this.#widenAll()];
  }

  /** The stream has ended, or the app gave it up. @returns frames that move the bounds @throws {QuicFault} */
  close(id: number): Uint8Array[] {
    const stream = this.#find(id);
    if (!stream) return [];
    this.#open.delete(id);
    // What was still to come of it counts as read, or the window would shrink for ever.
    this.#read += stream.seen - stream.data.length;
    const count = this.#counts.get(id & 3)!;
    count.closed++;
    if (count.allowed - count.closed > limits.maxStreams / 2) return [];
    count.allowed = count.closed + limits.maxStreams;
    return [numbersFrame(frameTypes.maxStreams + ((id & 3) >> 1), count.allowed)];
  }

  /** @returns null for one that has closed */
  #find(id: number): Incoming | null {
    const count = this.#counts.get(id & 3);
    // The lab opens streams of one direction alone, in which nothing can come.
    if (!count) throw new QuicFault(transportErrors.streamStateError, 'data came in a stream that nobody opened');
    const index = Math.floor(id / 4);
    if (index >= count.allowed) throw new QuicFault(transportErrors.streamLimitError, 'too many streams were opened');
    // One opens all before it (RFC 9000 §3.2).
    for (; count.opened <= index; count.opened++)
      this.#open.set(count.opened * 4 + (id & 3), {
        data: new Reassembly(transportErrors.internalError),
        seen: 0,
        limit: limits.maxStreamData,
        size: null,
      });
    return this.#open.get(id) ?? null;
  }

  #widen(id: number, stream: Incoming): Uint8Array[] {
    if (stream.size !== null || stream.limit - stream.data.length > limits.maxStreamData / 2) return [];
    stream.limit = stream.data.length + limits.maxStreamData;
    return [numbersFrame(frameTypes.maxStreamData, id, stream.limit)];
  }

  #widenAll(): Uint8Array[] {
    if (this.#limit - this.#read > limits.maxData / 2) return [];
    this.#limit = this.#read + limits.maxData;
    return [numbersFrame(frameTypes.maxData, this.#limit)];
  }
}
