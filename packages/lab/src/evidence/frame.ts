/** One end of a connection in a capture. */
export interface End {
  /** 4 or 16 bytes; both ends have the same. */
  readonly ip: Uint8Array;
  readonly port: number;
  readonly mac: Uint8Array;
}

export interface TcpFields {
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  /** A multiple of four bytes. */
  readonly options?: Uint8Array;
}

export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

const protocols = { tcp: 6, udp: 17 } as const;

/** A frame of Ethernet with a segment of TCP (RFC 9293 §3.1). */
export function tcpFrame(from: End, to: End, fields: TcpFields, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const options = fields.options ?? new Uint8Array();
  const header = Buffer.alloc(20 + options.length);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt32BE(fields.sequence, 4);
  header.writeUInt32BE(fields.acknowledgment, 8);
  header.writeUInt8((header.length / 4) << 4, 12);
  header.writeUInt8(fields.flags, 13);
  header.writeUInt16BE(0xffff, 14);
  header.set(options, 20);
  const segment = Buffer.concat([header, payload]);
  segment.writeUInt16BE(checksum(pseudoHeader(from, to, protocols.tcp, segment.length), segment), 16);
  return frame(from, to, protocols.tcp, segment);
}

/** A frame of Ethernet with a datagram of UDP (RFC 768). */
export function udpFrame(from: End, to: End, payload: Uint8Array): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  const datagram = Buffer.concat([header, payload]);
  // Zero would say that there is none.
  const sum = checksum(pseudoHeader(from, to, protocols.udp, datagram.length), datagram) || 0xffff;
  datagram.writeUInt16BE(sum, 6);
  return frame(from, to, protocols.udp, datagram);
}

function frame(from: End, to: End, protocol: number, payload: Uint8Array): Uint8Array {
  const isSix = from.ip.length === 16;
  const ip = isSix ? ipv6Header(from, to, protocol, payload.length) : ipv4Header(from, to, protocol, payload.length);
  return Buffer.concat([to.mac, from.mac, Uint8Array.of(...(isSix ? [0x86, 0xdd] : [0x08, 0x00])), ip, payload]);
}

/** RFC 791 §3.1: not fragmented, 64 hops. */
function ipv4Header(from: End, to: End, protocol: number, length: number): Uint8Array {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + length, 2);
  header.writeUInt16BE(0x4000, 6);
  header.writeUInt8(64, 8);
  header.writeUInt8(protocol, 9);
  header.set(from.ip, 12);
  header.set(to.ip, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

/** RFC 8200 §3. */
function ipv6Header(from: End, to: End, protocol: number, length: number): Uint8Array {
  const header = Buffer.alloc(40);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(length, 4);
  header.writeUInt8(protocol, 6);
  header.writeUInt8(64, 7);
  header.set(from.ip, 8);
  header.set(to.ip, 24);
  return header;
}

/** What the checksums of TCP and UDP are over, beside the segment itself. */
function pseudoHeader(from: End, to: End, protocol: number, length: number): Uint8Array {
  const tail = Buffer.alloc(from.ip.length === 16 ? 8 : 4);
  // For IPv4 zero, the protocol and 16 bits of length (RFC 9293 §3.1); for IPv6 32 bits of length first (RFC 8200 §8.1).
  if (from.ip.length === 16) {
    tail.writeUInt32BE(length, 0);
    tail.writeUInt8(protocol, 7);
  } else {
    tail.writeUInt8(protocol, 1);
    tail.writeUInt16BE(length, 2);
  }
  return Buffer.concat([from.ip, to.ip, tail]);
}

/** RFC 1071. Each part but the last has an even number of bytes. */
function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += part[at]! * 256 + (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
