import type { Connection, Segment } from '../connection.ts';
import { reachesAtLeast } from './reach.ts';

/**
 * Whether an app used a connection to a genuine server, which the lab let through without being able to read it. An app
 * that refuses a certificate, in the handshake or just after it, sends no more than the end of its handshake and an alert.
 */
export function wasUsed({ treatment, transport, requests, reach, end, wire }: Connection): boolean {
  if (transport === 'plain') return requests.some(({ status }) => status !== null);
  if (treatment !== 'relay' && treatment !== 'relay-to') return reachesAtLeast(reach, 'headers');
  if (transport === 'quic') return end.during === 'established';
  return sentData(wire.segments);
}

/**
 * How an app turned the genuine server down, after it was shown a certificate: `in-answer` to it, by an alert or after the
 * handshake; `without-a-word`, which an app also does that ends for another reason. Null where it did not.
 */
export function turnedDown(connection: Connection): 'in-answer' | 'without-a-word' | null {
  const { transport, end, wire } = connection;
  if (transport === 'plain' || wasUsed(connection)) return null;
  const isByApp = end.by === 'app';
  if (transport === 'quic') return isByApp ? 'in-answer' : null;
  if (!wire.segments.some(({ from }) => from === 'lab')) return null;
  const answers = recordsOf(wire.segments, 'app').filter(({ type }) => type === alert || type === applicationData);
  // The server hangs up in answer to it, which may be seen first.
  const areAlerts = answers.every(({ type, length }) => type === alert || isAlertLength(length));
  if (answers.length > 0 && (areAlerts || isByApp)) return 'in-answer';
  return isByApp ? 'without-a-word' : null;
}

const alert = 0x15;
const applicationData = 0x17;
// An alert of two bytes, its type, and the tag of any of TLS 1.3's ciphers; Java's TLS adds 16 bytes of padding. The end of a
// handshake is longer. What an app says may be as short, and is taken for an alert then: it proves too little, not too much.
const encryptedAlertBytes = 2 + 1 + 16;
const isAlertLength = (length: number) => length === encryptedAlertBytes || length === encryptedAlertBytes + 16;

function sentData(segments: readonly Segment[]): boolean {
  const fromApp = recordsOf(segments, 'app').filter(({ type }) => type === applicationData);
  // From TLS 1.3 on the server's part of the handshake, from its second message, looks like application data (RFC 8446 §5.2),
  // and the app's too; before, what looks like application data is application data.
  if (!isTls13(segments)) return fromApp.length > 0;
  return fromApp.slice(1).some(({ length }) => !isAlertLength(length));
}

function isTls13(segments: readonly Segment[]): boolean {
  const first = recordsOf(segments, 'lab').find(({ type }) => type === handshake);
  return first !== undefined && offersTls13(first.body);
}

const handshake = 0x16;

// The extension supported_versions of a ServerHello, whole: type 43, two bytes, 0x0304 (RFC 8446 §4.2.1). Its like could
// stand in the 32 random bytes with a chance of 2^-43.
const supportedVersions = Buffer.from('002b00020304', 'hex');

function offersTls13(serverHello: Buffer): boolean {
  return serverHello.includes(supportedVersions);
}

interface Record {
  readonly type: number;
  readonly length: number;
  /** May be cut short where the capture is. */
  readonly body: Buffer;
}

/** TLS records of one direction (RFC 8446 §5.1), as far as the capture goes. */
function recordsOf(segments: readonly Segment[], from: Segment['from']): Record[] {
  const bytes = Buffer.concat(segments.filter((segment) => segment.from === from).map((segment) => segment.bytes));
  const records: Record[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3);
    records.push({ type: bytes[at]!, length, body: bytes.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return records;
}
