import type { ConnectionRecord } from '../engine/connection-record.ts';
import { type Reading, readRequest } from '../engine/request-reader.ts';
import { ByteReader } from '../tls13/byte-reader.ts';
import { varint } from '../tls13/byte-writer.ts';
import { ProtocolFault } from '../tls13/protocol-fault.ts';
import { decodeFields, encodeFields } from './qpack.ts';
import { QuicFault } from './quic-fault.ts';

/** What is spoken in the streams of a connection. */
export interface StreamSession {
  /** @param id a stream of the app's @throws {QuicFault} */
  take(id: number, bytes: Uint8Array, isEnd: boolean): void;
  /** The app gave the stream up. */
  drop(id: number): void;
}

type Send = (id: number, bytes: Uint8Array, isEnd: boolean) => void;

const frameTypes = { data: 0, headers: 1, settings: 4 } as const;

/** Errors of HTTP/3 and QPACK (RFC 9114 §8.1, RFC 9204 §6). */
export const http3Errors = { noError: 0x100, frameUnexpected: 0x105, excessiveLoad: 0x107, decompressionFailed: 0x200 };

const maxHeadBytes = 65_536;
/** The lab's control stream: the first that a server opens in one direction. */
const controlStream = 3;

const frame = (type: number, bytes: Uint8Array) => Buffer.concat([varint(type), varint(bytes.length), bytes]);

const body = Buffer.from('ok\n');
// An app that gets an answer goes on, and shows what else it would have said.
const answer = Buffer.concat([
  frame(
    frameTypes.headers,
    encodeFields([
      [':status', '200'],
      ['content-type', 'text/plain'],
      ['content-length', `${body.length}`],
    ]),
  ),
  frame(frameTypes.data, body),
]);

/** Reads the requests of HTTP/3 (RFC 9114), and answers each with a small 200. */
export class Http3Session implements StreamSession {
  readonly #record: ConnectionRecord;
  readonly #send: Send;
  readonly #requests = new Map<number, RequestReader>();

  constructor(record: ConnectionRecord, send: Send) {
    this.#record = record;
    this.#send = send;
    // No setting is needed: that there is no dynamic table is the default (RFC 9204 §5).
    send(controlStream, Buffer.concat([varint(0), frame(frameTypes.settings, new Uint8Array())]), false);
  }

  take(id: number, bytes: Uint8Array, isEnd: boolean): void {
    // Streams of one direction tell of settings and tables, which nothing hangs on here.
    if (id % 4 !== 0) return;
    const known = this.#requests.get(id);
    const request = known ?? new RequestReader(this.#record);
    if (!known) this.#requests.set(id, request);
    request.add(bytes);
    if (!isEnd) return;
    this.drop(id);
    request.answered();
    this.#send(id, answer, true);
  }

  drop(id: number): void {
    this.#requests.delete(id);
  }
}

class RequestReader {
  readonly #record: ConnectionRecord;
  #unread: Uint8Array = new Uint8Array();
  #type = -1;
  /** Of the frame that is being read. */
  #left = 0;
  #reading: Reading | null = null;

  constructor(record: ConnectionRecord) {
    this.#record = record;
  }

  add(bytes: Uint8Array): void {
    this.#unread = this.#unread.length > 0 ? Buffer.concat([this.#unread, bytes]) : bytes;
    while (this.#left > 0 ? this.#readFrame() : this.#readHead());
  }

  answered(): void {
    this.#reading?.answered(200);
  }

  /** @returns whether there may be more to read */
  #readHead(): boolean {
    const [type, typeBytes] = peekVarint(this.#unread);
    const [length, lengthBytes] = peekVarint(this.#unread.subarray(typeBytes));
    if (typeBytes === 0 || lengthBytes === 0) return false;
    this.#unread = this.#unread.subarray(typeBytes + lengthBytes);
    this.#type = type;
    this.#left = length;
    if (type === frameTypes.headers && length > maxHeadBytes)
      throw new QuicFault(http3Errors.excessiveLoad, 'a header of a request is too long', false);
    if (type === frameTypes.data && !this.#reading)
      throw new QuicFault(http3Errors.frameUnexpected, 'a request begins with its body', false);
    return true;
  }

  #readFrame(): boolean {
    // The head of a request is read as a whole, all else as it comes.
    const isHead = this.#type === frameTypes.headers && !this.#reading;
    if (this.#unread.length === 0 || (isHead && this.#unread.length < this.#left)) return false;
    const part = this.#unread.subarray(0, this.#left);
    this.#unread = this.#unread.subarray(part.length);
    this.#left -= part.length;
    if (isHead) this.#readFields(part);
    else if (this.#type === frameTypes.data) this.#reading!.body(part);
    return true;
  }

  #readFields(section: Uint8Array): void {
    const fields = fieldsOf(section);
    const pseudo = (name: string) => fields.find(([found]) => found === name)?.[1];
    this.#reading = readRequest(this.#record, {
      protocol: 'h3',
      method: pseudo(':method') ?? '',
      authority: pseudo(':authority') ?? pseudo('host') ?? null,
      target: pseudo(':path') ?? '',
      headers: fields.filter(([name]) => !name.startsWith(':')),
    });
  }
}

function fieldsOf(section: Uint8Array): (readonly [name: string, value: string])[] {
  try {
    return decodeFields(section);
  } catch (error) {
    if (error instanceof ProtocolFault) throw new QuicFault(http3Errors.decompressionFailed, error.message, false);
    throw error;
  }
}

/** @returns the number and its length; 0 where it is not all there */
function peekVarint(bytes: Uint8Array): [value: number, length: number] {
  const length = bytes.length > 0 ? 1 << (bytes[0]! >> 6) : Number.POSITIVE_INFINITY;
  return bytes.length < length ? [0, 0] : [new ByteReader(bytes, 'a number').varint(), length];
}

/** What is no HTTP/3, DNS over QUIC say: what the app says is kept as it is, and not answered. */
export class RawSession implements StreamSession {
  readonly #record: ConnectionRecord;
  readonly #readings = new Map<number, Reading>();

  constructor(record: ConnectionRecord) {
    this.#record = record;
  }

  take(id: number, bytes: Uint8Array, isEnd: boolean): void {
    if (bytes.length === 0) {
      if (isEnd) this.drop(id);
      return;
    }
    const known = this.#readings.get(id);
    const reading = known ?? readRequest(this.#record, rawHead);
    if (!known && !isEnd) this.#readings.set(id, reading);
    if (isEnd) this.drop(id);
    reading.body(bytes);
  }

  drop(id: number): void {
    this.#readings.delete(id);
  }
}

const rawHead = { protocol: 'raw', method: '', authority: null, target: '', headers: [] } as const;
