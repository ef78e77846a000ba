import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Position } from '../case.ts';
import { type Answer, formatQuestion, parseAnswer, type Question } from './line-protocol.ts';

/** A client as it runs, all questions to one process. */
export interface RunningClient extends AsyncDisposable {
  readonly version: string;
  ask(question: Question): Promise<Answer>;
}

export interface Client {
  readonly id: string;
  /** What stands above its column. */
  readonly name: string;
  /** How it looks for pins. Part of a sentence. */
  readonly how: string;
  /** What it can pin at all; it is asked for nothing else. */
  readonly positions: readonly Position[];
  /** Whether a list of revoked pins can be given to it. */
  readonly knowsRevocation: boolean;
  /** @returns why it cannot be tried on this machine, in a sentence, where that is so */
  start(): Promise<RunningClient | { readonly missing: string }>;
}

/** Starts a process that speaks the line protocol. @throws it ends before it has said its version */
export async function startProcess(program: string, ...parameters: readonly string[]): Promise<RunningClient> {
  const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = endOf(child, program);
  const waiting = new Map<number, (answer: Answer) => void>();
  const version = Promise.withResolvers<string>();
  let count = 0;
  createInterface({ input: child.stdout })
    .once('line', version.resolve)
    .on('line', (line) => {
      const { id, ...answer } = parseAnswer(line);
      waiting.get(id)?.(answer);
      waiting.delete(id);
    });
  return {
    version: await Promise.race([version.promise, ended]),
    ask(question) {
      const id = ++count;
      child.stdin.write(`${formatQuestion(id, question)}\n`);
      return Promise.race([new Promise<Answer>((resolve) => waiting.set(id, resolve)), ended]);
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended.catch(() => undefined); // whatever is wrong with its end: all questions have been answered
    },
  };
}

/** Rejects when the process ends, with what it said of it. */
async function endOf(child: ChildProcess, program: string): Promise<never> {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [status] = await once(child, 'close');
  throw new Error(`${program} ended with ${status}: ${said}`);
}
