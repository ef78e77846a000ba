import { alerts } from './alerts.ts';
import { uint } from './byte-writer.ts';
import { type CipherSuite, open, type PacketKey, seal, tagBytes } from './cipher-suites.ts';
import { packetKey } from './key-schedule.ts';
import { ProtocolFault } from './protocol-fault.ts';

/** RFC 8446 §5.1 */
export const contentTypes = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export interface Record {
  readonly type: number;
  /** The five bytes before the body, which protection covers too. */
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

const headBytes = 5;
const maxPlainBytes = 16_384;
// RFC 8446 §5.2
const maxBodyBytes = maxPlainBytes + 256;

/** Takes records out of a stream of bytes; holds at most one that is not whole. */
export class RecordReader {
  #unread: Uint8Array = new Uint8Array();

  add(bytes: Uint8Array): void {
    this.#unread = this.#unread.length > 0 ? Buffer.concat([this.#unread, bytes]) : bytes;
  }

  /** @returns null until more bytes come @throws {ProtocolFault} */
  next(): Record | null {
    const unread = this.#unread;
    if (unread.length < headBytes) return null;
    const length = unread[3]! * 256 + unread[4]!;
    // The minor version is whatever middleboxes like (RFC 8446 §5.1); another major one is another protocol.
    if (unread[1] !== 3 || length > maxBodyBytes)
      throw new ProtocolFault(alerts.recordOverflow, 'what came is no record of TLS');
    if (unread.length < headBytes + length) return null;
    this.#unread = unread.subarray(headBytes + length);
    return {
      type: unread[0]!,
      head: unread.subarray(0, headBytes),
      body: unread.subarray(headBytes, headBytes + length),
    };
  }
}

/** @returns as many records as `bytes` needs, without protection */
export function plainRecords(type: number, bytes: Uint8Array): Uint8Array {
  const parts = fragments(bytes).flatMap((part) => [uint(1, type), uint(2, 0x0303), uint(2, part.length), part]);
  return Buffer.concat(parts);
}

/** The keys of one direction at one stage, and how many records they have protected. */
export class Protection {
  readonly #key: PacketKey;
  #sequence = 0;

  constructor(suite: CipherSuite, secret: Uint8Array) {
    this.#key = packetKey(suite, secret);
  }

  /** @returns as many records as `bytes` needs (RFC 8446 §5.2) */
  seal(type: number, bytes: Uint8Array): Uint8Array {
    const records = fragments(bytes).map((part) => {
      const inner = Buffer.concat([part, uint(1, type)]);
      const head = Buffer.concat([
        uint(1, contentTypes.applicationData),
        uint(2, 0x0303),
        uint(2, inner.length + tagBytes),
      ]);
      return Buffer.concat([head, seal(this.#key, this.#sequence++, head, inner)]);
    });
    return Buffer.concat(records);
  }

  /** @returns null where it was not protected by these keys @throws {ProtocolFault} */
  open(record: Record): { type: number; content: Uint8Array } | null {
    const inner = open(this.#key, this.#sequence, record.head, record.body);
    if (!inner) return null;
    this.#sequence++;
    let end = inner.length;
    while (end > 0 && inner[end - 1] === 0) end--;
    if (end === 0) throw new ProtocolFault(alerts.unexpectedMessage, 'a record has no type');
    if (end - 1 > maxPlainBytes) throw new ProtocolFault(alerts.recordOverflow, 'a record is too long');
    return { type: inner[end - 1]!, content: inner.subarray(0, end - 1) };
  }
}

function fragments(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += maxPlainBytes) parts.push(bytes.subarray(at, at + maxPlainBytes));
  return parts;
}
