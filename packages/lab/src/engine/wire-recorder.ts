import type { Segment, Wire } from '../connection.ts';

const maxBytes = 1_048_576;

/** Keeps what goes over the wire, up to a mebibyte, and the secrets that open it. */
export class WireRecorder {
  readonly #segments: Segment[] = [];
  readonly #keyLog: string[] = [];
  #left = maxBytes;
  #isCut = false;

  /** @param bytes nobody changes them afterwards */
  add(from: Segment['from'], bytes: Uint8Array): void {
    if (this.#left < bytes.length) this.#isCut = true;
    if (this.#left === 0 || bytes.length === 0) return;
    const kept = bytes.length <= this.#left ? bytes : bytes.subarray(0, this.#left);
    this.#left -= kept.length;
    this.#segments.push({ at: performance.timeOrigin + performance.now(), from, bytes: kept });
  }

  /** @param line with or without its end */
  addSecret(line: string): void {
    this.#keyLog.push(line.trimEnd());
  }

  get wire(): Wire {
    return { segments: this.#segments, isCut: this.#isCut, keyLog: this.#keyLog };
  }
}
