import { isIPv6 } from 'node:net';
import type { Connection, Segment } from '../connection.ts';
import { type End, tcpFlags, tcpFrame, udpFrame } from './frame.ts';

/** A frame that carries a piece of a connection. */
export interface Packet {
  /** Milliseconds since 1970, with a fraction. */
  readonly at: number;
  readonly bytes: Uint8Array;
  /** For people; null for most. */
  readonly comment: string | null;
}

export interface Ends {
  readonly app: End;
  readonly lab: End;
}

const { ack, fin, psh, rst, syn } = tcpFlags;
const largestPayload = 1_400;
// The largest segment, and a window of 16 MiB: what is captured was taken by the other side, or it would not be here.
const synOptions = Uint8Array.of(2, 4, largestPayload >> 8, largestPayload & 255, 1, 3, 3, 8);

/**
 * The ends that a capture gives to a connection. They are invented, since the lab sees streams and not frames: addresses
 * are of blocks that nobody has, 192.0.2.0/24 (RFC 5737), 198.18.0.0/15 (RFC 2544) and 2001:db8::/32 (RFC 3849).
 * @param host the host's number in the capture, from 0
 */
export function endsOf({ host, port }: Pick<Connection, 'host' | 'port'>, hostAt: number, connectionAt: number): Ends {
  const isSix = isIPv6((host ?? '').replace(/^\[|\]$/g, ''));
  const [high, low] = [((hostAt + 1) >> 8) & 255, (hostAt + 1) & 255];
  return {
    app: {
      ip: isSix ? documentationAddress(1, 0, 1) : Uint8Array.of(192, 0, 2, 1),
      port: 49_152 + (connectionAt % 16_384),
      mac: Uint8Array.of(2, 0, 0, 0, 0, 1),
    },
    lab: {
      ip: isSix ? documentationAddress(2, high, low) : Uint8Array.of(198, 18, high, low),
      port,
      mac: Uint8Array.of(2, 0, 0, 0, 0, 2),
    },
  };
}

function documentationAddress(net: number, high: number, low: number): Uint8Array {
  return Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, net, 0, 0, 0, 0, 0, 0, 0, 0, high, low);
}

/**
 * A connection as it would look to somebody on the wire.
 * @param segments of the connection, masked where they are to be
 * @param says what is known of it: the comment of its first packet
 */
export function packetsOf(connection: Connection, segments: readonly Segment[], ends: Ends, says: string): Packet[] {
  const packets =
    connection.transport === 'quic' ? datagrams(segments, ends) : new TcpStream(ends).packets(connection, segments);
  // Clocks are set back, and an end is told late: in a capture time goes on.
  let latest = connection.startedAt;
  return packets.map((packet, at) => {
    latest = Math.max(latest, packet.at);
    return { ...packet, at: latest, comment: at === 0 ? says : packet.comment };
  });
}

function datagrams(segments: readonly Segment[], { app, lab }: Ends): Packet[] {
  return segments.map(({ at, from, bytes }) => {
    const frame = from === 'app' ? udpFrame(app, lab, bytes) : udpFrame(lab, app, bytes);
    return { at, bytes: frame, comment: null };
  });
}

/** Both directions of one connection of TCP, with the next number of each. */
class TcpStream {
  readonly #ends: Ends;
  readonly #next = { app: 1_000, lab: 5_000 };
  readonly #packets: Packet[] = [];

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  packets(connection: Connection, segments: readonly Segment[]): readonly Packet[] {
    const { startedAt, endedAt, end, treatment, wire } = connection;
    this.#send('app', startedAt, syn);
    this.#send('lab', startedAt, syn | ack);
    this.#send('app', startedAt, ack);
    for (const { at, from, bytes } of segments) {
      for (let begin = 0; begin < bytes.length; begin += largestPayload)
        this.#send(from, at, psh | ack, bytes.subarray(begin, begin + largestPayload));
      this.#send(from === 'app' ? 'lab' : 'app', at, ack);
    }
    const ended = `The connection was ended by the ${end.by}, ${end.during === 'handshake' ? 'in the handshake' : 'after the handshake'}: ${end.says}`;
    const first = end.by === 'app' ? 'app' : 'lab';
    if (wire.isCut) this.#comment('The capture of this connection was cut here; the connection went on.');
    else if (treatment === 'close') this.#send('lab', endedAt, rst | ack, undefined, ended);
    else {
      this.#send(first, endedAt, fin | ack, undefined, ended);
      this.#send(first === 'app' ? 'lab' : 'app', endedAt, fin | ack);
      this.#send(first, endedAt, ack);
    }
    return this.#packets;
  }

  #send(
    from: 'app' | 'lab',
    at: number,
    flags: number,
    payload: Uint8Array = new Uint8Array(),
    comment: string | null = null,
  ): void {
    const to = from === 'app' ? 'lab' : 'app';
    const fields = {
      sequence: this.#next[from],
      // The first segment of all acknowledges nothing.
      acknowledgment: flags & ack ? this.#next[to] : 0,
      flags,
      ...(flags & syn ? { options: synOptions } : {}),
    };
    this.#packets.push({ at, bytes: tcpFrame(this.#ends[from], this.#ends[to], fields, payload), comment });
    // SYN and FIN take a number each. A capture ends after a mebibyte, so numbers do not begin anew.
    this.#next[from] += payload.length + (flags & (syn | fin) ? 1 : 0);
  }

  #comment(comment: string): void {
    const last = this.#packets.pop()!;
    this.#packets.push({ ...last, comment });
  }
}
