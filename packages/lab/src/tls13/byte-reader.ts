import { malformed } from './protocol-fault.ts';

/** Reads what a peer sent, from front to back. Reading past the end is the peer's fault, never an `undefined`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  readonly #fault: (what: string) => Error;
  #at = 0;

  /**
   * @param what is read, for the sentence of a fault
   * @param fault what is thrown: TLS and QUIC have errors of their own
   */
  constructor(bytes: Uint8Array, what: string, fault: (what: string) => Error = malformed) {
    this.#bytes = bytes;
    this.#what = what;
    this.#fault = fault;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get offset(): number {
    return this.#at;
  }

  /** Big-endian. @throws {ProtocolFault} */
  uint(size: 1 | 2 | 3 | 4): number {
    let value = 0;
    for (const byte of this.take(size)) value = value * 256 + byte;
    return value;
  }

  /** A view, not a copy. @throws {ProtocolFault} */
  take(length: number): Uint8Array {
    if (length > this.left) throw this.#fault(this.#what);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** What stands behind its length, as TLS writes vectors (RFC 8446 §3.4). @throws {ProtocolFault} */
  vector(size: 1 | 2 | 3): ByteReader {
    return new ByteReader(this.take(this.uint(size)), this.#what, this.#fault);
  }

  rest(): Uint8Array {
    return this.take(this.left);
  }

  /** A number of QUIC (RFC 9000 §16). Those beyond 2^53 come out as the nearest that JavaScript has. @throws {ProtocolFault} */
  varint(): number {
    const [first] = this.take(1);
    let value = first! & 0x3f;
    for (const byte of this.take((1 << (first! >> 6)) - 1)) value = value * 256 + byte;
    return value;
  }

  /** All that is left, one after the other. @throws {ProtocolFault} */
  all<T>(read: (reader: ByteReader) => T): T[] {
    const found: T[] = [];
    while (this.left > 0) found.push(read(this));
    return found;
  }

  /** @throws {ProtocolFault} where something is left that nobody asked for */
  end(): void {
    if (this.left > 0) throw this.#fault(this.#what);
  }
}
