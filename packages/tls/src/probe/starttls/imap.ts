import type { Dialogue, Turn } from '../dialogue.ts';
import { Obstacle, quoted } from '../obstacle.ts';

/** IMAP: RFC 9051 §6.1.1 and §6.2.1. A server that is logged in already (PREAUTH) takes no STARTTLS. */
export function* imap(): Dialogue {
  const greeting = yield { send: null, answerLength: lineLength };
  if (!/^\* OK\b/i.test(greeting.toString('latin1')))
    throw new Obstacle('wrong-protocol', `it greets with ${quoted(greeting)}`);
  const capabilities = yield command('a1', 'CAPABILITY');
  if (!/^\* CAPABILITY .*\bSTARTTLS\b/im.test(capabilities.toString('latin1')))
    throw new Obstacle('starttls-refused', 'it offers no STARTTLS');
  const answer = (yield command('a2', 'STARTTLS')).toString('latin1');
  const last = answer.slice(answer.lastIndexOf('\n', answer.length - 2) + 1);
  if (!/^a2 OK\b/i.test(last)) throw new Obstacle('starttls-refused', `it answered ${quoted(Buffer.from(last))}`);
}

/** The answer ends with the line that carries the tag; those before it are of all kinds (§2.2.2). */
function command(tag: string, text: string): Turn {
  return {
    send: `${tag} ${text}\r\n`,
    answerLength(received) {
      for (let begin = 0; ; ) {
        const length = lineLength(received.subarray(begin));
        if (length === null) return null;
        const line = received.subarray(begin, begin + length).toString('latin1');
        begin += length;
        if (line.startsWith(`${tag} `)) return begin;
        if (!line.startsWith('* ')) throw new Obstacle('wrong-protocol', `it answered ${quoted(Buffer.from(line))}`);
      }
    },
  };
}

function lineLength(received: Buffer): number | null {
  const end = received.indexOf(0x0a);
  return end === -1 ? null : end + 1;
}
