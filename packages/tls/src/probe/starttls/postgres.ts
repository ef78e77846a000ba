import type { Dialogue } from '../dialogue.ts';
import { Obstacle, quoted } from '../obstacle.ts';

// Length 8, then the number that stands where a version would: 1234.5679.
const sslRequest = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);

/** PostgreSQL's SSLRequest: one letter answers it (its manual, "Message Flow", SSL Session Encryption; CVE-2021-23222). */
export function* postgres(): Dialogue {
  const answer = yield { send: sslRequest, answerLength: ({ length }) => (length >= 1 ? 1 : null) };
  const letter = answer.toString('latin1');
  if (letter === 'N') throw new Obstacle('starttls-refused', 'it offers no TLS');
  if (letter === 'E') throw new Obstacle('starttls-refused', 'it answered with an error');
  if (letter !== 'S') throw new Obstacle('wrong-protocol', `it answered ${quoted(answer)}`);
}
