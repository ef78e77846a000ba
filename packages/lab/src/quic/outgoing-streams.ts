import type { StreamFrame } from './frames.ts';
import type { PeerParameters } from './transport-parameters.ts';

/** What the lab sends in streams, as far as the app allows it (RFC 9000 §4.1). */
export class OutgoingStreams {
  readonly #parameters: PeerParameters;
  readonly #offsets = new Map<number, number>();
  readonly #limits = new Map<number, number>();
  #held: StreamFrame[] = [];
  #sent = 0;
  #limit: number;

  constructor(parameters: PeerParameters) {
    this.#parameters = parameters;
    this.#limit = parameters.maxData;
  }

  /** @returns the frames that may be sent now */
  write(id: number, bytes: Uint8Array, isEnd: boolean): StreamFrame[] {
    const offset = this.#offsets.get(id) ?? 0;
    this.#offsets.set(id, offset + bytes.length);
    this.#held.push({ kind: 'stream', id, offset, bytes, isEnd });
    return this.#release();
  }

  /** @param id null for the connection as a whole */
  allow(id: number | null, limit: number): StreamFrame[] {
    if (id === null) this.#limit = Math.max(this.#limit, limit);
    else if (this.#offsets.has(id)) this.#limits.set(id, Math.max(this.#limitOf(id), limit));
    return this.#release();
  }

  /** The app does not want more of it. @returns how long the stream was */
  drop(id: number): number {
    this.#held = this.#held.filter((frame) => frame.id !== id);
    return this.#offsets.get(id) ?? 0;
  }

  #release(): StreamFrame[] {
    const free: StreamFrame[] = [];
    this.#held = this.#held.filter((frame) => {
      const end = frame.offset + frame.bytes.length;
      if (end > this.#limitOf(frame.id) || this.#sent + frame.bytes.length > this.#limit) return true;
      this.#sent += frame.bytes.length;
      free.push(frame);
      return false;
    });
    return free;
  }

  #limitOf(id: number): number {
    const { maxStreamDataOfOurs, maxStreamDataOfTheirs } = this.#parameters;
    return this.#limits.get(id) ?? (id % 4 === 3 ? maxStreamDataOfOurs : maxStreamDataOfTheirs);
  }
}
