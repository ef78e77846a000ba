import type { Turn } from '../dialogue.ts';
import { Obstacle, quoted } from '../obstacle.ts';

// Replies of three digits, as SMTP (RFC 5321 §4.2) and FTP (RFC 959 §4.2) have them: "250-first", …, "250 last".

/** @param send without its line end; null for the greeting */
export function turnOfCode(send: string | null): Turn {
  return { send: send === null ? null : `${send}\r\n`, answerLength: replyLength };
}

/** @throws {Obstacle} another code than the one wanted */
export function expectCode(code: string, reply: Buffer, reason: 'wrong-protocol' | 'starttls-refused'): void {
  if (!reply.toString('latin1').startsWith(code)) throw new Obstacle(reason, `it answered ${quoted(reply)}`);
}

function replyLength(received: Buffer): number | null {
  for (let begin = 0; ; ) {
    const end = received.indexOf(0x0a, begin);
    if (end === -1) return null;
    const line = received.subarray(begin, end).toString('latin1');
    const [, code, separator] = /^(\d{3})([ -]?)/.exec(line) ?? [];
    // FTP has lines without a code inside a reply, SMTP has not; the last line decides in both.
    if (code === undefined && begin === 0)
      throw new Obstacle('wrong-protocol', `it answered ${quoted(received.subarray(begin, end))}`);
    begin = end + 1;
    if (code !== undefined && separator !== '-') return begin;
  }
}
