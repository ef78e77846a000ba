import { QuicFault } from './quic-fault.ts';

// Nobody who means it sends a window in crumbs.
const maxPieces = 256;

/** Puts a stream of bytes together from pieces that come in any order, more than once, and overlapping. */
export class Reassembly {
  readonly #limitError: number;
  readonly #pieces = new Map<number, Uint8Array>();
  #next = 0;

  /** @param limitError what a peer is told that sends too many pieces */
  constructor(limitError: number) {
    this.#limitError = limitError;
  }

  /** How much has been put together. */
  get length(): number {
    return this.#next;
  }

  /** @returns what now follows the bytes returned before, mostly in one part @throws {QuicFault} */
  add(offset: number, bytes: Uint8Array): Uint8Array[] {
    if (offset + bytes.length <= this.#next) return [];
    if ((this.#pieces.get(offset)?.length ?? 0) < bytes.length) this.#pieces.set(offset, bytes);
    if (this.#pieces.size > maxPieces) throw new QuicFault(this.#limitError, 'a stream came in too many pieces');
    const found: Uint8Array[] = [];
    for (let piece = this.#take(); piece; piece = this.#take()) found.push(piece);
    return found;
  }

  #take(): Uint8Array | null {
    for (const [offset, bytes] of this.#pieces) {
      if (offset > this.#next) continue;
      this.#pieces.delete(offset);
      if (offset + bytes.length <= this.#next) continue;
      const fresh = bytes.subarray(this.#next - offset);
      this.#next += fresh.length;
      return fresh;
    }
    return null;
  }
}
