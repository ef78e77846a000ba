import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { maxBodyBytes } from './decode-body.ts';

type OnMessage = (bytes: Uint8Array, length: number) => void;

interface Frame {
  readonly isFinal: boolean;
  readonly isCompressed: boolean;
  readonly opcode: number;
  readonly length: number;
  readonly mask: Uint8Array | null;
}

/**
 * Reads the messages that a client of WebSocket sends (RFC 6455 §5), compressed ones too (RFC 7692), beside the stream that
 * carries them: nothing is held up, and of each message the first 65,536 bytes are kept.
 */
export class MessageReader {
  readonly #onMessage: OnMessage;
  readonly #inflater: Inflater | null;
  #head = Buffer.alloc(0);
  #frame: Frame | null = null;
  #left = 0;
  #chunks: Buffer[] = [];
  #kept = 0;
  #length = 0;
  #isCompressed = false;
  #isBroken = false;
  #work: Promise<void> = Promise.resolve();

  /** @param extensions as the server agreed to them */
  constructor(extensions: string, onMessage: OnMessage) {
    this.#onMessage = onMessage;
    this.#inflater = /\bpermessage-deflate\b/i.test(extensions) ? new Inflater() : null;
  }

  add(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && !this.#isBroken) rest = this.#frame ? this.#takePayload(rest) : this.#takeHead(rest);
  }

  /** When all messages that came have been told of. */
  async settled(): Promise<void> {
    await this.#work;
    this.#inflater?.close();
  }

  #takeHead(bytes: Buffer): Buffer {
    const seen = Buffer.concat([this.#head, bytes]);
    const needed = seen.length < 2 ? 2 : headLengthOf(seen);
    if (seen.length < needed) {
      this.#head = seen;
      return bytes.subarray(bytes.length);
    }
    this.#head = Buffer.alloc(0);
    const frame = frameOf(seen);
    this.#frame = frame;
    this.#left = frame.length;
    // Control frames stand between the fragments of a message, and are none of it.
    if (frame.opcode === 1 || frame.opcode === 2) this.#begin(frame.isCompressed);
    if (!Number.isSafeInteger(frame.length)) this.#isBroken = true;
    if (frame.length === 0) this.#endFrame();
    return seen.subarray(needed);
  }

  #begin(isCompressed: boolean): void {
    this.#chunks = [];
    [this.#kept, this.#length, this.#isCompressed] = [0, 0, isCompressed];
  }

  #takePayload(bytes: Buffer): Buffer {
    const { mask, length, opcode } = this.#frame!;
    const part = Buffer.from(bytes.subarray(0, this.#left));
    if (mask) for (let at = 0; at < part.length; at++) part[at]! ^= mask[(length - this.#left + at) & 3]!;
    this.#left -= part.length;
    if (opcode < 8) this.#keep(part);
    if (this.#left === 0) this.#endFrame();
    return bytes.subarray(part.length);
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#isCompressed && this.#inflater) {
      this.#chunks.push(part);
    } else if (this.#kept < maxBodyBytes) {
      const kept = part.subarray(0, maxBodyBytes - this.#kept);
      this.#kept += kept.length;
      this.#chunks.push(kept);
    }
    // What is compressed has to be kept whole, since what follows refers to it: not without end.
    if (this.#isCompressed && this.#length > maxCompressedBytes) this.#isBroken = true;
  }

  #endFrame(): void {
    const { isFinal, opcode } = this.#frame!;
    this.#frame = null;
    if (opcode >= 8 || !isFinal) return;
    const [bytes, length, inflater] = [Buffer.concat(this.#chunks), this.#length, this.#inflater];
    this.#chunks = [];
    if (!this.#isCompressed || !inflater) {
      this.#onMessage(bytes, length);
      return;
    }
    this.#work = this.#work.then(async () => this.#onMessage((await inflater.inflate(bytes)) ?? bytes, length));
  }
}

const maxCompressedBytes = 1_048_576;

function headLengthOf(bytes: Uint8Array): number {
  const size = bytes[1]! & 0x7f;
  return 2 + (size === 126 ? 2 : size === 127 ? 8 : 0) + (bytes[1]! & 0x80 ? 4 : 0);
}

function frameOf(bytes: Buffer): Frame {
  const size = bytes[1]! & 0x7f;
  const end = headLengthOf(bytes);
  return {
    isFinal: (bytes[0]! & 0x80) !== 0,
    isCompressed: (bytes[0]! & 0x40) !== 0,
    opcode: bytes[0]! & 0x0f,
    length: size === 126 ? bytes.readUInt16BE(2) : size === 127 ? Number(bytes.readBigUInt64BE(2)) : size,
    mask: bytes[1]! & 0x80 ? bytes.subarray(end - 4, end) : null,
  };
}

/** One for all messages of a connection, since later ones refer to earlier ones. */
class Inflater {
  readonly #stream: InflateRaw = createInflateRaw();
  #chunks: Buffer[] = [];
  #length = 0;
  #failed = false;

  constructor() {
    this.#stream.on('data', (chunk: Buffer) => {
      if (this.#length < maxBodyBytes) this.#chunks.push(chunk);
      this.#length += chunk.length;
    });
    this.#stream.on('error', () => {
      this.#failed = true;
    });
  }

  /** @returns the first 65,536 bytes; null where it is no such message */
  async inflate(bytes: Buffer): Promise<Uint8Array | null> {
    if (this.#failed) return null;
    [this.#chunks, this.#length] = [[], 0];
    // RFC 7692 §7.2.2
    this.#stream.write(Buffer.concat([bytes, Uint8Array.of(0, 0, 0xff, 0xff)]));
    await new Promise<void>((resolve) => {
      this.#stream.flush(() => resolve());
      this.#stream.once('error', () => resolve());
    });
    return this.#failed ? null : Buffer.concat(this.#chunks).subarray(0, maxBodyBytes);
  }

  close(): void {
    this.#stream.close();
  }
}
