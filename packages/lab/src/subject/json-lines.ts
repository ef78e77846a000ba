import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { LivepinError } from '@livepin/core';
import type { Exercise, Subject, World } from '../subject.ts';

/** The two ends of a pipe to a program: a test framework of another language. */
export interface Door {
  readonly input: Readable;
  readonly output: Writable;
}

/** More than any failure has to say. */
const maxLineCharacters = 65_536;
/** How long a program that was told to stop has to answer. */
const answerMilliseconds = 10_000;

/**
 * A program at a pipe, told of each run in one line of JSON, and answering each in one:
 *
 *     → {"event":"run","run":3,"scenario":"user-ca","proxy":"http://127.0.0.1:40123","caFile":"/…/ca.pem","environment":{…}}
 *     ← {"done":3,"failure":null}
 *
 * `failure` is what the app failed with by its own account, or null. A run that lasts too long is told of by
 * `{"event":"stop","run":3}`, and wants its answer all the same.
 */
export function lineJsonSubject(
  door: Door,
  options: { readonly name: string; readonly build?: readonly string[] },
): Subject {
  const answers = new Answers(door.input);
  return {
    name: options.name,
    build: options.build ?? [],
    exercise: (world, signal) => exerciseOnce(world, signal, door, answers),
  };
}

async function exerciseOnce(world: World, signal: AbortSignal, door: Door, answers: Answers): Promise<Exercise> {
  const { run, scenario, proxyUrl, caFile, environment } = world;
  const stop = () => {
    say(door, { event: 'stop', run });
    setTimeout(() => answers.abandon(run), answerMilliseconds).unref();
  };
  const answer = answers.to(run);
  say(door, { event: 'run', run, scenario, proxy: proxyUrl, caFile, environment });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const { failure, said } = await answer;
    return { failure: signal.aborted ? String(signal.reason) : failure, said };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** One value, on a line. */
export function say({ output }: Pick<Door, 'output'>, value: object): void {
  output.write(`${JSON.stringify(value)}\n`);
}

class Answers {
  readonly #waiting = new Map<number, PromiseWithResolvers<Exercise>>();
  readonly #abandoned = new Set<number>();
  #fault: LivepinError | null = null;

  constructor(input: Readable) {
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => {
      if (line.trim() !== '') this.#take(line);
    });
    lines.on('close', () => this.#fail(malformed('The program at the door left before its runs were over')));
  }

  to(run: number): Promise<Exercise> {
    if (this.#fault) return Promise.reject(this.#fault);
    const answer = Promise.withResolvers<Exercise>();
    this.#waiting.set(run, answer);
    return answer.promise;
  }

  /** It was told to stop, and does not answer: the lab goes on without it. */
  abandon(run: number): void {
    const waiting = this.#waiting.get(run);
    if (!waiting) return;
    this.#abandoned.add(run);
    this.#waiting.delete(run);
    waiting.resolve({ failure: 'it was stopped, and did not answer', said: '' });
  }

  #take(line: string): void {
    try {
      const { done, ...exercise } = parseAnswer(line);
      if (this.#abandoned.delete(done)) return;
      const waiting = this.#waiting.get(done);
      if (!waiting) throw malformed(`Run ${done} is answered, and does not wait for an answer`);
      this.#waiting.delete(done);
      waiting.resolve(exercise);
    } catch (error) {
      if (!(error instanceof LivepinError)) throw error;
      this.#fail(error);
    }
  }

  #fail(fault: LivepinError): void {
    this.#fault ??= fault;
    for (const { reject } of this.#waiting.values()) reject(this.#fault);
    this.#waiting.clear();
  }
}

function malformed(what: string): LivepinError {
  return new LivepinError('LP_LAB_DOOR_MALFORMED', `${what}.`);
}

/** @throws {LivepinError} LP_LAB_DOOR_MALFORMED */
function parseAnswer(line: string): Exercise & { readonly done: number } {
  const { done, failure, said = '' } = objectOf(line);
  const where = `in ${JSON.stringify(line.slice(0, 80))}`;
  if (typeof done !== 'number' || !Number.isInteger(done)) throw malformed(`There is no run number as "done" ${where}`);
  if (failure !== null && typeof failure !== 'string')
    throw malformed(`There is neither a text nor null as "failure" ${where}`);
  if (typeof said !== 'string') throw malformed(`There is something else than a text as "said" ${where}`);
  return { done, failure: failure === '' ? null : failure, said };
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  if (line.length > maxLineCharacters) throw malformed(`A line has more than ${maxLineCharacters} characters`);
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw malformed(`A line is no JSON object: ${JSON.stringify(line.slice(0, 80))}`);
}
