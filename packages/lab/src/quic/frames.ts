import { ByteReader } from '../tls13/byte-reader.ts';
import { uint, varint } from '../tls13/byte-writer.ts';
import { malformedFrame, violation } from './quic-fault.ts';

/** The frames that the lab does something about (RFC 9000 §19). */
export type Frame =
  | { readonly kind: 'padding' | 'ping' | 'ignored' }
  | { readonly kind: 'ack'; readonly ranges: readonly Range[] }
  | { readonly kind: 'crypto'; readonly offset: number; readonly bytes: Uint8Array }
  | StreamFrame
  | { readonly kind: 'reset-stream'; readonly id: number }
  | { readonly kind: 'stop-sending'; readonly id: number; readonly code: number }
  | { readonly kind: 'max-data'; readonly limit: number }
  | { readonly kind: 'max-stream-data'; readonly id: number; readonly limit: number }
  | { readonly kind: 'new-connection-id'; readonly sequence: number; readonly before: number; readonly id: Uint8Array }
  | { readonly kind: 'path-challenge'; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly isTransport: boolean; readonly code: number; readonly reason: string };

export interface StreamFrame {
  readonly kind: 'stream';
  readonly id: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly isEnd: boolean;
}

/** Packet numbers from the one to the other, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Whether the peer wants to hear that it came (RFC 9000 §13.2). */
export const wantsAck = ({ kind }: Frame): boolean => kind !== 'padding' && kind !== 'ack' && kind !== 'close';

const early = new Set<Frame['kind']>(['padding', 'ping', 'ack', 'crypto', 'close']);

/**
 * @param isData whether the packet is one of 0-RTT or 1-RTT, where all kinds of frames are allowed (RFC 9000 §12.4)
 * @throws {QuicFault}
 */
export function parseFrames(payload: Uint8Array, isData: boolean): Frame[] {
  if (payload.length === 0) throw violation('a packet has no frame');
  const reader = new ByteReader(payload, 'a frame', malformedFrame);
  const frames = reader.all((next) => readFrame(next, next.varint()));
  const wrong = isData ? undefined : frames.find(({ kind }) => !early.has(kind));
  if (wrong) throw violation(`a frame (${wrong.kind}) came before the handshake was over`);
  return frames;
}

function readFrame(reader: ByteReader, type: number): Frame {
  if (type >= 0x08 && type <= 0x0f) return readStream(reader, type);
  switch (type) {
    case 0x00:
      return { kind: 'padding' };
    case 0x01:
      return { kind: 'ping' };
    case 0x02:
    case 0x03:
      return readAck(reader, type === 0x03);
    case 0x04:
      return { kind: 'reset-stream', id: skipBehind(reader, 2) };
    case 0x05:
      return { kind: 'stop-sending', id: reader.varint(), code: reader.varint() };
    case 0x06:
      return { kind: 'crypto', offset: reader.varint(), bytes: reader.take(reader.varint()) };
    case 0x10:
      return { kind: 'max-data', limit: reader.varint() };
    case 0x11:
      return { kind: 'max-stream-data', id: reader.varint(), limit: reader.varint() };
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x16:
    case 0x17:
    case 0x19:
      // How many streams there may be, that somebody waits, that an identifier is used no more.
      return ignored(reader.varint());
    case 0x15:
      return ignored(reader.varint() + reader.varint());
    case 0x18:
      return readConnectionId(reader);
    case 0x1a:
      return { kind: 'path-challenge', bytes: reader.take(8) };
    case 0x1b:
      return ignored(reader.take(8).length);
    case 0x1c:
    case 0x1d:
      return readClose(reader, type === 0x1c);
    default:
      // Among them those that only servers send: NEW_TOKEN, HANDSHAKE_DONE.
      throw malformedFrame(`a frame of type ${type}`);
  }
}

const ignored = (_read: number): Frame => ({ kind: 'ignored' });

function skipBehind(reader: ByteReader, count: number): number {
  const id = reader.varint();
  for (let index = 0; index < count; index++) reader.varint();
  return id;
}

function readStream(reader: ByteReader, type: number): Frame {
  const id = reader.varint();
  const offset = type & 4 ? reader.varint() : 0;
  const bytes = type & 2 ? reader.take(reader.varint()) : reader.rest();
  return { kind: 'stream', id, offset, bytes, isEnd: (type & 1) === 1 };
}

function readAck(reader: ByteReader, hasCounts: boolean): Frame {
  let to = reader.varint();
  reader.varint();
  let left = reader.varint();
  const ranges: Range[] = [];
  for (let from = to - reader.varint(); ; from = to - reader.varint()) {
    if (from < 0) throw malformedFrame('an acknowledgement');
    ranges.push({ from, to });
    if (left-- === 0) break;
    to = from - reader.varint() - 2;
  }
  if (hasCounts) skipBehind(reader, 2);
  return { kind: 'ack', ranges };
}

function readConnectionId(reader: ByteReader): Frame {
  const sequence = reader.varint();
  const before = reader.varint();
  const id = reader.vector(1).rest();
  reader.take(16);
  if (id.length === 0 || id.length > 20 || before > sequence) throw malformedFrame('a connection identifier');
  return { kind: 'new-connection-id', sequence, before, id };
}

function readClose(reader: ByteReader, isTransport: boolean): Frame {
  const code = reader.varint();
  if (isTransport) reader.varint();
  const reason = Buffer.from(reader.take(reader.varint())).toString('utf8');
  return { kind: 'close', isTransport, code, reason };
}

/** RFC 9000 §19.3. @param ranges the latest first, at least one */
export function ackFrame(ranges: readonly Range[]): Uint8Array {
  const [latest, ...others] = ranges;
  const parts = [
    uint(1, 0x02),
    varint(latest!.to),
    varint(0),
    varint(others.length),
    varint(latest!.to - latest!.from),
  ];
  let last = latest!.from;
  for (const { from, to } of others) {
    parts.push(varint(last - to - 2), varint(to - from));
    last = from;
  }
  return Buffer.concat(parts);
}

export const cryptoFrame = (offset: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([uint(1, 0x06), varint(offset), varint(bytes.length), bytes]);

export const streamFrame = ({ id, offset, bytes, isEnd }: StreamFrame): Uint8Array =>
  Buffer.concat([uint(1, isEnd ? 0x0f : 0x0e), varint(id), varint(offset), varint(bytes.length), bytes]);

/** Frames that are a type and numbers. */
export const numbersFrame = (type: number, ...numbers: readonly number[]): Uint8Array =>
  Buffer.concat([uint(1, type), ...numbers.map(varint)]);

export const frameTypes = {
  resetStream: 0x04,
  maxData: 0x10,
  maxStreamData: 0x11,
  maxStreams: 0x12,
  retireConnectionId: 0x19,
  handshakeDone: 0x1e,
} as const;

export const pathResponse = (bytes: Uint8Array): Uint8Array => Buffer.concat([uint(1, 0x1b), bytes]);

/** RFC 9000 §19.19. @param isTransport false for an error of the application: HTTP/3 */
export function closeFrame(isTransport: boolean, code: number, reason: string): Uint8Array {
  const words = Buffer.from(reason).subarray(0, 200);
  const frameType = isTransport ? [uint(1, 0)] : [];
  return Buffer.concat([uint(1, isTransport ? 0x1c : 0x1d), varint(code), ...frameType, varint(words.length), words]);
}
