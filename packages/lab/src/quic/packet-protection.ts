import { createCipheriv } from 'node:crypto';
import { type CipherSuite, cipherSuites, open, type PacketKey, seal } from '../tls13/cipher-suites.ts';
import { expandLabel, extract, nextSecret, packetKey } from '../tls13/key-schedule.ts';

const none = new Uint8Array();

// RFC 9001 §5.2, of version 1.
const initialSalt = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex');

/** Keys of the first packets, which anybody can derive. @param id the Destination Connection ID of the client's first packet */
export function initialProtection(id: Uint8Array): { client: PacketProtection; server: PacketProtection } {
  const suite = cipherSuites[0]!;
  const secret = extract(suite.hash, initialSalt, id);
  const of = (label: string) =>
    new PacketProtection(suite, expandLabel(suite.hash, secret, label, none, suite.hashBytes));
  return { client: of('client in'), server: of('server in') };
}

/** A packet whose header can be read. */
export interface Unmasked {
  /** The first byte as it was before protection. */
  readonly first: number;
  readonly number: number;
  readonly head: Uint8Array;
  readonly sealed: Uint8Array;
}

/** The keys of one direction at one stage (RFC 9001 §5). */
export class PacketProtection {
  readonly #suite: CipherSuite;
  readonly #secret: Uint8Array;
  readonly #key: PacketKey;
  readonly #maskKey: Uint8Array;

  /** @param maskKey where it is to stay what it was, as a key update leaves it */
  constructor(suite: CipherSuite, secret: Uint8Array, maskKey?: Uint8Array) {
    this.#suite = suite;
    this.#secret = secret;
    this.#key = packetKey(suite, secret, 'quic ');
    this.#maskKey = maskKey ?? expandLabel(suite.hash, secret, 'quic hp', none, suite.keyBytes);
  }

  /** RFC 9001 §6.1 */
  next(): PacketProtection {
    return new PacketProtection(this.#suite, nextSecret(this.#suite, this.#secret, 'quic ku'), this.#maskKey);
  }

  /**
   * @param numberAt where the packet number begins
   * @param largest the largest packet number of the peer so far, or -1
   * @returns null where it is too short (RFC 9001 §5.4.2)
   */
  unmask(packet: Uint8Array, numberAt: number, largest: number): Unmasked | null {
    if (packet.length < numberAt + 20) return null;
    const mask = this.#mask(packet.subarray(numberAt + 4, numberAt + 20));
    const first = packet[0]! ^ (mask[0]! & (packet[0]! & 0x80 ? 0x0f : 0x1f));
    const numberBytes = (first & 3) + 1;
    const head = Buffer.from(packet.subarray(0, numberAt + numberBytes));
    head[0] = first;
    for (let index = 0; index < numberBytes; index++) head[numberAt + index]! ^= mask[1 + index]!;
    const number = wholeNumber(head.readUIntBE(numberAt, numberBytes), numberBytes, largest);
    return { first, number, head, sealed: packet.subarray(numberAt + numberBytes) };
  }

  /** @returns the frames; null where the packet is not protected by these keys */
  open({ number, head, sealed }: Unmasked): Uint8Array | null {
    return open(this.#key, number, head, sealed);
  }

  /** @param head ends with the packet number in four bytes, so that every packet is long enough to be sampled */
  seal(head: Uint8Array, number: number, frames: Uint8Array): Uint8Array {
    const sealed = seal(this.#key, number, head, frames);
    const masked = Buffer.from(head);
    const mask = this.#mask(sealed.subarray(0, 16));
    masked[0]! ^= mask[0]! & (masked[0]! & 0x80 ? 0x0f : 0x1f);
    for (let index = 0; index < 4; index++) masked[head.length - 4 + index]! ^= mask[1 + index]!;
    return Buffer.concat([masked, sealed]);
  }

  // RFC 9001 §5.4.3 and §5.4.4
  #mask(sample: Uint8Array): Uint8Array {
    if (this.#suite.aead === 'chacha20-poly1305')
      return createCipheriv('chacha20', this.#maskKey, sample).update(new Uint8Array(5));
    return createCipheriv(`aes-${this.#suite.keyBytes * 8}-ecb`, this.#maskKey, null).update(sample);
  }
}

/** RFC 9000 appendix A.3 */
function wholeNumber(cut: number, bytes: number, largest: number): number {
  const window = 256 ** bytes;
  const expected = largest + 1;
  const candidate = expected - (expected % window) + cut;
  if (candidate <= expected - window / 2) return candidate + window;
  if (candidate > expected + window / 2 && candidate >= window) return candidate - window;
  return candidate;
}
