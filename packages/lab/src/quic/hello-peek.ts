import { type OfferedHello, parseClientHello } from '../tls13/parse-client-hello.ts';
import { ProtocolFault } from '../tls13/protocol-fault.ts';
import { parseFrames } from './frames.ts';
import { type PacketHeader, packetsOf } from './packet-header.ts';
import { initialProtection } from './packet-protection.ts';
import { QuicFault, transportErrors } from './quic-fault.ts';
import { Reassembly } from './reassembly.ts';

export type Peek =
  /** So far it could be one. */
  | { readonly kind: 'more' }
  /** No first packet of a connection, or one of bad form. */
  | { readonly kind: 'none' }
  | { readonly kind: 'hello'; readonly offered: OfferedHello };

// As in records of TCP; with the header of the message.
const maxHelloBytes = 65_540;

/** Reads the ClientHello out of the first datagrams of a connection, before it is decided what becomes of it. */
export class HelloPeek {
  readonly #client;
  readonly #crypto = new Reassembly(transportErrors.cryptoBufferExceeded);
  #message: Uint8Array = new Uint8Array();
  #hasOpened = false;

  /** @param original the Destination Connection ID of the first packet */
  constructor(original: Uint8Array) {
    this.#client = initialProtection(original).client;
  }

  /** Never throws. */
  add(datagram: Uint8Array): Peek {
    try {
      for (const header of packetsOf(datagram, 0)) if (header.kind === 'initial') this.#take(header);
      const message = this.#message;
      if (message.length < 4) return this.#hasOpened ? { kind: 'more' } : { kind: 'none' };
      const length = 4 + message[1]! * 65_536 + message[2]! * 256 + message[3]!;
      if (length > maxHelloBytes) return { kind: 'none' };
      return message.length < length
        ? { kind: 'more' }
        : { kind: 'hello', offered: parseClientHello(message.subarray(0, length)) };
    } catch (error) {
      if (error instanceof QuicFault || error instanceof ProtocolFault) return { kind: 'none' };
      throw error;
    }
  }

  #take({ packet, numberAt }: Extract<PacketHeader, { packet: Uint8Array }>): void {
    const unmasked = this.#client.unmask(packet, numberAt, -1);
    const frames = unmasked && this.#client.open(unmasked);
    if (!frames) return;
    this.#hasOpened = true;
    for (const frame of parseFrames(frames, false)) {
      if (frame.kind !== 'crypto' || frame.offset + frame.bytes.length > maxHelloBytes) continue;
      this.#message = Buffer.concat([this.#message, ...this.#crypto.add(frame.offset, frame.bytes)]);
    }
  }
}
