import { ByteReader } from '../tls13/byte-reader.ts';
import { varint } from '../tls13/byte-writer.ts';
import { QuicFault, transportErrors } from './quic-fault.ts';

/** What the lab wants to know of an app's parameters (RFC 9000 §18.2). */
export interface PeerParameters {
  readonly maxData: number;
  /** Of streams that the app opens, in the lab's direction. */
  readonly maxStreamDataOfTheirs: number;
  /** Of streams of one direction that the lab opens. */
  readonly maxStreamDataOfOurs: number;
  readonly source: Uint8Array;
}

const fault = (what: string) => new QuicFault(transportErrors.transportParameterError, `${what} is malformed`);

/** @throws {QuicFault} */
export function parseParameters(bytes: Uint8Array): PeerParameters {
  const reader = new ByteReader(bytes, 'the transport parameters', fault);
  const all = reader.all((next) => ({ id: next.varint(), value: next.take(next.varint()) }));
  const values = new Map(all.map(({ id, value }) => [id, value]));
  const number = (id: number) => {
    const value = values.get(id);
    return value ? new ByteReader(value, 'a transport parameter', fault).varint() : 0;
  };
  const source = values.get(0x0f);
  if (values.size < all.length || !source) throw fault('the list of transport parameters');
  return { maxData: number(0x04), maxStreamDataOfTheirs: number(0x05), maxStreamDataOfOurs: number(0x07), source };
}

export const limits = {
  idleMilliseconds: 30_000,
  maxData: 1_048_576,
  maxStreamData: 262_144,
  maxStreams: 100,
} as const;

/**
 * @param original the Destination Connection ID of the app's first packet
 * @param source the lab's
 */
export function ourParameters(original: Uint8Array, source: Uint8Array): Uint8Array {
  const parameter = (id: number, value: Uint8Array) => Buffer.concat([varint(id), varint(value.length), value]);
  return Buffer.concat([
    parameter(0x00, original),
    parameter(0x01, varint(limits.idleMilliseconds)),
    parameter(0x04, varint(limits.maxData)),
    parameter(0x06, varint(limits.maxStreamData)),
    parameter(0x07, varint(limits.maxStreamData)),
    parameter(0x08, varint(limits.maxStreams)),
    parameter(0x09, varint(limits.maxStreams)),
    // The lab answers to where the first packet came from, and nowhere else.
    parameter(0x0c, new Uint8Array()),
    parameter(0x0f, source),
  ]);
}
