import type { Dialogue } from '../dialogue.ts';
import { noAnswer } from '../dialogue.ts';
import { Obstacle, quoted } from '../obstacle.ts';

// MySQL's client/server protocol: Protocol::HandshakeV10 and Protocol::SSLRequest in its source documentation.
const clientProtocol41 = 0x0000_0200;
const clientSsl = 0x0000_0800;
const clientSecureConnection = 0x0000_8000;
const utf8mb4 = 45;

/** MySQL and MariaDB: the server greets, and the client asks for TLS in the first half of its answer. */
export function* mysql(): Dialogue {
  const greeting = yield { send: null, answerLength: packetLength };
  const payload = greeting.subarray(4);
  if (payload[0] === 0xff) throw new Obstacle('starttls-refused', `it answered ${quoted(payload.subarray(3))}`);
  if (payload[0] !== 10) throw new Obstacle('wrong-protocol', `it greets with ${quoted(greeting)}`);
  // The version ends in a zero; the thread's number (4), a part of the salt (8) and another zero follow.
  const capabilitiesAt = payload.indexOf(0, 1) + 1 + 4 + 8 + 1;
  if (capabilitiesAt < 15 || capabilitiesAt + 2 > payload.length)
    throw new Obstacle('wrong-protocol', 'its greeting is cut short');
  if ((payload.readUInt16LE(capabilitiesAt) & clientSsl) === 0)
    throw new Obstacle('starttls-refused', 'it offers no TLS');
  yield { send: sslRequest(greeting[3]! + 1), answerLength: noAnswer };
}

function sslRequest(sequence: number): Buffer {
  const packet = Buffer.alloc(4 + 32);
  packet.writeUIntLE(32, 0, 3);
  packet.writeUInt8(sequence & 0xff, 3);
  packet.writeUInt32LE(clientProtocol41 | clientSsl | clientSecureConnection, 4);
  packet.writeUInt32LE(0x0100_0000, 8); // the largest packet that the client takes
  packet.writeUInt8(utf8mb4, 12);
  return packet;
}

function packetLength(received: Buffer): number | null {
  if (received.length < 4) return null;
  const length = 4 + received.readUIntLE(0, 3);
  // A greeting has some hundred bytes. Another protocol's first letters would be a length of millions.
  if (length > 4_096) throw new Obstacle('wrong-protocol', `it greets with ${quoted(received)}`);
  return received.length >= length ? length : null;
}
