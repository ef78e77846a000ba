import type { Duplex } from 'node:stream';
import type { Attempt } from './attempt.ts';
import { Obstacle, obstacleOf, quoted } from './obstacle.ts';

/**
 * What is said in clear before TLS begins, as a pure generator: it yields what to send and how the answer ends, is resumed
 * with the answer, and returns when TLS may begin. @throws {Obstacle} the other side says no, or speaks otherwise
 */
export type Dialogue = Generator<Turn, void, Buffer>;

export interface Turn {
  /** Null where the other side speaks first. */
  readonly send: string | Uint8Array | null;
  /**
   * @param received what has come so far
   * @returns how many bytes of it are the answer, or null while it is not whole
   * @throws {Obstacle} it cannot become an answer
   */
  readonly answerLength: (received: Buffer) => number | null;
}

/** For a turn that has no answer of its own: TLS follows at once. */
export const noAnswer = (): number => 0;

// The longest genuine answers are lists of capabilities, of a few hundred bytes.
const maxAnswerBytes = 16_384;

/**
 * Leads a dialogue over a connection. Afterwards the connection is as it was: no byte has been read that is not part of
 * the dialogue or of `rest`.
 * @param before what has been read from the connection already
 * @returns what came behind the last answer
 */
export async function converse(
  socket: Duplex,
  dialogue: Dialogue,
  attempt: Attempt,
  before: Buffer = noBytes,
): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let received = before;
  let turn = dialogue.next();
  // All that can be done with what is there, at once: whoever takes the connection over must not miss a byte.
  const proceed = () => {
    try {
      for (;;) {
        if (turn.done) return resolve(received);
        const length = turn.value.answerLength(received);
        if (length === null) break;
        const answer = received.subarray(0, length);
        received = received.subarray(length);
        turn = dialogue.next(answer);
        if (!turn.done && turn.value.send !== null) {
          if (received.length > 0) throw earlyBytes(received);
          socket.write(turn.value.send);
        }
      }
      if (received.length > maxAnswerBytes)
        throw new Obstacle('wrong-protocol', `its answer has no end within ${maxAnswerBytes} bytes`);
    } catch (error) {
      reject(error);
    }
  };
  const onData = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    proceed();
  };
  const onEnd = () => reject(new Obstacle('closed', 'it closed the connection before TLS began'));
  const onError = (error: Error) => reject(obstacleOf(error));
  socket.on('data', onData).on('end', onEnd).on('error', onError);
  const first = turn.done ? null : turn.value.send;
  if (first !== null) socket.write(first);
  proceed();
  try {
    return await attempt.until(promise);
  } finally {
    socket.off('data', onData).off('end', onEnd).off('error', onError);
  }
}

/**
 * The known flaw of STARTTLS (CVE-2011-0411 and its kin): bytes in clear, sent along with the last answer by whoever is in
 * between, are taken for words of the encrypted connection. Here they end it.
 */
export function earlyBytes(bytes: Buffer): Obstacle {
  return new Obstacle('early-bytes', `it sent ${quoted(bytes)} before TLS began, and nobody had asked`);
}

const noBytes = Buffer.alloc(0);
