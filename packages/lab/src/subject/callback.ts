import type { Exercise, Subject, World } from '../subject.ts';

/** Makes the app open its connections, once; how it went by the app's own account is whether it throws. */
export type ExerciseFunction = (world: World, signal: AbortSignal) => unknown;

export interface CallbackOptions {
  /** For the head of the report. */
  readonly name?: string;
  readonly build?: readonly string[];
  readonly changePins?: (world: World) => Promise<void>;
}

/** A function, as a test framework has it. */
export function callbackSubject(exercise: ExerciseFunction, options: CallbackOptions = {}): Subject {
  const { name = exercise.name || 'a function', build = [], changePins } = options;
  return {
    name,
    build,
    exercise: (world, signal) => exerciseOnce(exercise, world, signal),
    ...(changePins ? { changePins } : {}),
  };
}

async function exerciseOnce(exercise: ExerciseFunction, world: World, signal: AbortSignal): Promise<Exercise> {
  const stopped = Promise.withResolvers<Exercise>();
  const stop = () => stopped.resolve({ failure: String(signal.reason), said: '' });
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    // A function that does not heed the signal is left behind: it cannot be ended from outside.
    return await Promise.race([stopped.promise, settled(exercise, world, signal)]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function settled(exercise: ExerciseFunction, world: World, signal: AbortSignal): Promise<Exercise> {
  try {
    await exercise(world, signal);
    return { failure: null, said: '' };
  } catch (error) {
    const said = error instanceof Error ? chainOf(error).join('\n') : String(error);
    return { failure: said.split('\n')[0]!.slice(0, 200) || 'it threw', said };
  }
}

/** An error and what caused it: the failed fetch, and the certificate that was refused. */
function chainOf(error: Error): string[] {
  const own = error.message || error.name;
  return error.cause instanceof Error ? [own, ...chainOf(error.cause)] : [own];
}
