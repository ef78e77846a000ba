import { createInterface } from 'node:readline';

/*
 * How the suite talks with a client that is a process of its own: it prints a line with its version, then answers each line
 * of standard input with one of its own, in any order, and ends with its input. Members are separated by tabs, the items of
 * a list by commas:
 *
 *   question: id, host, port, CA file, pins, revoked pins      answer: id, "accept" or "refuse", why
 */
export interface Question {
  readonly host: string;
  /** On 127.0.0.1, whatever the name says. */
  readonly port: number;
  /** PEM: what the device trusts. */
  readonly caFile: string;
  readonly pins: readonly string[];
  readonly revoked: readonly string[];
}

export interface Answer {
  /** A request was made, and answered. */
  readonly isAccepted: boolean;
  readonly why: string;
}

export function formatQuestion(id: number, { host, port, caFile, pins, revoked }: Question): string {
  return [id, host, port, caFile, pins.join(','), revoked.join(',')].join('\t');
}

export function parseAnswer(line: string): Answer & { readonly id: number } {
  const [id, verdict, why = ''] = line.split('\t');
  return { id: Number(id), isAccepted: verdict === 'accept', why };
}

/** Reads questions until the input ends. @param request resolves when a request was answered, and rejects otherwise */
export async function answerQuestions(version: string, request: (question: Question) => Promise<void>): Promise<void> {
  console.log(version);
  const list = (text = '') => text.split(',').filter((item) => item !== '');
  for await (const line of createInterface({ input: process.stdin })) {
    const [id, host = '', port, caFile = '', pins, revoked] = line.split('\t');
    request({ host, port: Number(port), caFile, pins: list(pins), revoked: list(revoked) }).then(
      () => console.log(`${id}\taccept\t`),
      (error: unknown) => console.log(`${id}\trefuse\t${reasonOf(error)}`),
    );
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = ((error as Error).cause ?? error) as Error & { code?: string };
  return `${code ?? ''} ${message}`.replaceAll(/\s+/g, ' ').trim();
}
