import { ByteReader } from '../tls13/byte-reader.ts';
import { uint, vector } from '../tls13/byte-writer.ts';
import { malformedFrame, QuicFault } from './quic-fault.ts';

const version1 = 1;

/** What stands at the front of a packet, before protection is taken off (RFC 9000 §17). */
export type PacketHeader =
  | {
      readonly kind: 'initial' | 'early' | 'handshake';
      readonly destination: Uint8Array;
      readonly source: Uint8Array;
      readonly packet: Uint8Array;
      readonly numberAt: number;
    }
  | { readonly kind: 'short'; readonly destination: Uint8Array; readonly packet: Uint8Array; readonly numberAt: number }
  /** Of a version that the lab does not speak; the identifiers can be longer than in version 1. */
  | { readonly kind: 'other-version'; readonly destination: Uint8Array; readonly source: Uint8Array };

const longKinds = ['initial', 'early', 'handshake'] as const;

/**
 * The packets that a datagram holds, one behind the other (RFC 9000 §12.2).
 * @param idBytes of the connection IDs that the lab gives out, which a short header does not tell
 * @returns as far as they can be read: what follows a packet of bad form is noise
 */
export function* packetsOf(datagram: Uint8Array, idBytes: number): Generator<PacketHeader> {
  let rest = datagram;
  while (rest.length > 0) {
    const found = readHeader(rest, idBytes);
    if (!found) return;
    yield found;
    if (!('packet' in found)) return;
    rest = rest.subarray(found.packet.length);
  }
}

function readHeader(bytes: Uint8Array, idBytes: number): PacketHeader | null {
  try {
    const reader = new ByteReader(bytes, 'a packet', malformedFrame);
    const first = reader.uint(1);
    if ((first & 0x80) === 0) {
      if ((first & 0x40) === 0) return null;
      const destination = reader.take(idBytes);
      return { kind: 'short', destination, packet: bytes, numberAt: reader.offset };
    }
    const version = reader.uint(4);
    const destination = reader.vector(1).rest();
    const source = reader.vector(1).rest();
    // Version 0 is a negotiation, which only servers begin.
    if (version === 0) return null;
    if (version !== version1) return { kind: 'other-version', destination, source };
    const kind = longKinds[(first >> 4) & 3];
    // The fourth is a Retry, which a client has no reason to send.
    if (!kind || (first & 0x40) === 0 || destination.length > 20 || source.length > 20) return null;
    if (kind === 'initial') reader.take(reader.varint());
    const length = reader.varint();
    const numberAt = reader.offset;
    reader.take(length);
    return { kind, destination, source, packet: bytes.subarray(0, reader.offset), numberAt };
  } catch (error) {
    if (error instanceof QuicFault) return null;
    throw error;
  }
}

const longTypes = { initial: 0xc0, handshake: 0xe0 };

/** Up to and with a packet number of four bytes. @param bodyBytes of frames and tag */
export function longHeader(
  kind: 'initial' | 'handshake',
  destination: Uint8Array,
  source: Uint8Array,
  bodyBytes: number,
  number: number,
): Uint8Array {
  return Buffer.concat([
    uint(1, longTypes[kind] + 3),
    uint(4, version1),
    vector(1, destination),
    vector(1, source),
    // No token.
    ...(kind === 'initial' ? [uint(1, 0)] : []),
    // In two bytes whatever it is, so that a header's length is known before its packet's.
    uint(2, 0x4000 + 4 + bodyBytes),
    uint(4, number),
  ]);
}

export const shortHeader = (destination: Uint8Array, keyPhase: boolean, number: number): Uint8Array =>
  Buffer.concat([uint(1, 0x43 + (keyPhase ? 4 : 0)), destination, uint(4, number)]);

/** RFC 9000 §17.2.1: that the lab speaks version 1 alone. @param destination the source of what it answers */
export const versionNegotiation = (destination: Uint8Array, source: Uint8Array): Uint8Array =>
  Buffer.concat([uint(1, 0xc0), uint(4, 0), vector(1, destination), vector(1, source), uint(4, version1)]);
