import type { Dialogue } from '../dialogue.ts';
import { Obstacle, quoted } from '../obstacle.ts';

/** POP3: RFC 1939 §3, RFC 2595 §4. Servers that know no CAPA (RFC 2449) are asked for STLS all the same. */
export function* pop3(): Dialogue {
  const greeting = yield { send: null, answerLength: lineLength };
  if (!isGood(greeting)) throw new Obstacle('wrong-protocol', `it greets with ${quoted(greeting)}`);
  const capabilities = yield { send: 'CAPA\r\n', answerLength: listLength };
  if (isGood(capabilities) && !/^STLS\r?$/im.test(capabilities.toString('latin1')))
    throw new Obstacle('starttls-refused', 'it offers no STLS');
  const answer = yield { send: 'STLS\r\n', answerLength: lineLength };
  if (!isGood(answer)) throw new Obstacle('starttls-refused', `it answered ${quoted(answer)}`);
}

function isGood(answer: Buffer): boolean {
  return /^\+OK\b/.test(answer.toString('latin1'));
}

function lineLength(received: Buffer): number | null {
  const end = received.indexOf(0x0a);
  return end === -1 ? null : end + 1;
}

/** A list ends with a dot alone; a refusal is one line. */
function listLength(received: Buffer): number | null {
  if (!isGood(received)) return lineLength(received);
  const end = /\n\.\r?\n/.exec(received.toString('latin1'));
  return end === null ? null : end.index + end[0].length;
}
