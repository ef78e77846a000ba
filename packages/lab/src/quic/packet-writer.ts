import { tagBytes } from '../tls13/cipher-suites.ts';
import { closeFrame } from './frames.ts';
import { longHeader, shortHeader } from './packet-header.ts';
import { type Filling, PacketSpace } from './packet-space.ts';
import { transportErrors } from './quic-fault.ts';

/** What every path carries (RFC 9000 §14). */
export const datagramBytes = 1200;

export type SpaceName = 'initial' | 'handshake' | 'application';

/** The three spaces of a connection, and the datagrams that what waits in them makes. */
export class PacketWriter {
  readonly spaces: Readonly<Record<SpaceName, PacketSpace>> = {
    initial: new PacketSpace(),
    handshake: new PacketSpace(),
    application: new PacketSpace(),
  };
  /** The connection ID of the app. */
  peer: Uint8Array;
  /** RFC 9001 §6 */
  keyPhase = false;
  readonly #source: Uint8Array;

  /** @param source the lab's own connection ID */
  constructor(source: Uint8Array, peer: Uint8Array) {
    this.#source = source;
    this.peer = peer;
  }

  get isAwaitingAck(): boolean {
    return this.#all.some(([, space]) => space.isAwaitingAck);
  }

  sendAgain(): void {
    for (const [, space] of this.#all) space.sendAgain();
  }

  /** @returns the next datagram, as full as it gets; null where nothing waits */
  next(): Uint8Array | null {
    const packets: (Filling & { name: SpaceName })[] = [];
    let left = datagramBytes;
    for (const [name, space] of this.#all) {
      const overhead = this.#header(name, 0, 0).length;
      const filling = space.fill(left - overhead);
      if (!filling) continue;
      packets.push({ ...filling, name });
      left -= overhead + filling.frames.length + tagBytes;
    }
    if (packets.length === 0) return null;
    // Packets of the first kind have to fill a datagram (RFC 9000 §14.1).
    const isPadded = packets.some(({ name, wantsAck }) => name === 'initial' && wantsAck);
    return Buffer.concat(
      packets.map(({ name, frames, number }, index) => {
        const padding = isPadded && index === packets.length - 1 ? left : 0;
        return this.#seal(name, number, Buffer.concat([frames, new Uint8Array(padding)]));
      }),
    );
  }

  /** With all keys that there are: which of them the app has is not known (RFC 9000 §10.2.3). */
  close(isTransport: boolean, code: number, reason: string): Uint8Array {
    const packets = this.#all.flatMap(([name, space]) => {
      if (!space.writer) return [];
      // An error of the application says what the app was doing, which is nobody's concern before the handshake is over.
      const isPlain = isTransport || name === 'application';
      const frames = isPlain
        ? closeFrame(isTransport, code, reason)
        : closeFrame(true, transportErrors.applicationError, '');
      return [this.#seal(name, space.takeNumber(), frames)];
    });
    return Buffer.concat(packets);
  }

  get #all(): [SpaceName, PacketSpace][] {
    return Object.entries(this.spaces) as [SpaceName, PacketSpace][];
  }

  #seal(name: SpaceName, number: number, frames: Uint8Array): Uint8Array {
    return this.spaces[name].writer!.seal(this.#header(name, frames.length + tagBytes, number), number, frames);
  }

  #header(name: SpaceName, bodyBytes: number, number: number): Uint8Array {
    return name === 'application'
      ? shortHeader(this.peer, this.keyPhase, number)
      : longHeader(name, this.peer, this.#source, bodyBytes, number);
  }
}
