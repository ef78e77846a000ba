import type { Dialogue } from '../dialogue.ts';
import { Obstacle, quoted } from '../obstacle.ts';

// ExtendedRequest of StartTLS with message id 1, in BER: RFC 4511 §4.12 and §4.14.
const startTls = Buffer.from('1.3.6.1.4.1.1466.20037');
const request = Buffer.from([0x30, startTls.length + 7, 0x02, 1, 1, 0x77, startTls.length + 2, 0x80, startTls.length]);

/** LDAP: RFC 4511 §4.14. */
export function* ldap(): Dialogue {
  const answer = yield { send: Buffer.concat([request, startTls]), answerLength: messageLength };
  const [id, response] = membersOf(bodyOf(answer));
  const [code] = response?.tag === 0x78 ? membersOf(response.body) : [];
  if (id?.body[0] !== 1 || code?.tag !== 0x0a || code.body.length !== 1)
    throw new Obstacle('wrong-protocol', `it answered ${quoted(answer)}`);
  if (code.body[0] !== 0)
    throw new Obstacle('starttls-refused', `it offers no TLS (result code ${code.body[0]}, RFC 4511 appendix A)`);
}

interface Element {
  readonly tag: number;
  readonly body: Buffer;
  /** What follows it. */
  readonly rest: Buffer;
}

// Not the reader of certificates: that wants DER, and directories of Microsoft write every length in four bytes.
function readElement(bytes: Buffer): Element | null {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return null;
  const more = first < 0x80 ? 0 : first - 0x80;
  if (more > 4) throw new Obstacle('wrong-protocol', `it answered ${quoted(bytes)}`);
  if (bytes.length < 2 + more) return null;
  const end = 2 + more + (more === 0 ? first : bytes.readUIntBE(2, more));
  return bytes.length < end ? null : { tag, body: bytes.subarray(2 + more, end), rest: bytes.subarray(end) };
}

function membersOf(body: Buffer): Element[] {
  const members: Element[] = [];
  for (let at = readElement(body); at; at = readElement(at.rest)) members.push(at);
  return members;
}

function bodyOf(message: Buffer): Buffer {
  return readElement(message)!.body;
}

function messageLength(received: Buffer): number | null {
  if (received.length > 0 && received[0] !== 0x30)
    throw new Obstacle('wrong-protocol', `it answered ${quoted(received)}`);
  const message = readElement(received);
  return message === null ? null : received.length - message.rest.length;
}
