import type { Segment, Wire } from '../connection.ts';

const maxBytes = 1_048_576;
/** Of a connection that is let through: its handshake and its beginning say whether the app used it. */
const genuineBytes = 65_536;

/** Keeps what goes over the wire, up to a mebibyte, and the secrets that open it. */
export class WireRecorder {
  readonly #segments: Segment[] = [];
  readonly #keyLog: string[] = [];
  #left = maxBytes;
  #isCut = false;

  /** It is let through: of all the downloads of an app, in all runs of a lab, little is to be kept. To be called before `add`. */
  keepsBeginning(): void {
    this.#left = genuineBytes;
  }

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
