import type { Connection, Segment } from '../connection.ts';

const mask = 0x78; // "x"

/**
 * The segments of a connection with all masked that anybody could read. Of TLS and QUIC nothing is, since they are
 * encrypted; but what does not look like records of TLS is taken for plain text, whatever the connection was thought to be.
 */
export function maskPlainText({ transport, wire }: Pick<Connection, 'transport' | 'wire'>): readonly Segment[] {
  if (transport === 'quic') return wire.segments;
  if (transport === 'plain') return wire.segments.map((segment) => ({ ...segment, bytes: masked(segment.bytes) }));
  const records = { app: new RecordReader(), lab: new RecordReader() };
  return wire.segments.map((segment) => {
    const isRecords = records[segment.from].read(segment.bytes);
    return isRecords === segment.bytes.length
      ? segment
      : {
          ...segment,
          bytes: Buffer.concat([segment.bytes.subarray(0, isRecords), masked(segment.bytes.subarray(isRecords))]),
        };
  });
}

function masked(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.length).fill(mask);
}

/** Follows one direction of a stream from record to record (RFC 8446 §5.1), until something stands there that is none. */
class RecordReader {
  readonly #head: number[] = [];
  #rest = 0;
  #isBroken = false;

  /** @returns how many of the bytes, from the first on, belong to records */
  read(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; ) {
      if (this.#isBroken) return at;
      if (this.#rest > 0) {
        const taken = Math.min(this.#rest, bytes.length - at);
        this.#rest -= taken;
        at += taken;
        continue;
      }
      this.#head.push(bytes[at]!);
      if (!this.#isHead()) {
        this.#isBroken = true;
        return at;
      }
      at++;
      if (this.#head.length === 5) {
        this.#rest = this.#head[3]! * 256 + this.#head[4]!;
        this.#head.length = 0;
      }
    }
    return bytes.length;
  }

  #isHead(): boolean {
    const [type = 0, major = 3, minor = 0, lengthHigh = 0] = this.#head;
    return type >= 20 && type <= 24 && major === 3 && minor <= 4 && lengthHigh <= 0x48;
  }
}
