import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { LivepinError } from '@livepin/core';
import type { Exercise, Subject, World } from '../subject.ts';
import { Tail } from './tail.ts';

export interface CommandOptions {
  readonly command: readonly [program: string, ...arguments_: string[]];
  /** Files that are what is tested. */
  readonly build?: readonly string[];
  /** Run when the app is to change its pins, in the same environment; it is done when the command ends. */
  readonly onPinChange?: string;
  /** How the command is started; by default here, as the leader of a process group of its own. */
  readonly start?: Start;
}

/** Starts a process that leads a process group of its own. */
export type Start = (
  command: readonly [program: string, ...arguments_: string[]],
  environment: Readonly<Record<string, string | undefined>>,
) => ChildProcess;

/** How long a command has to end by itself when it is told to, in milliseconds. */
const graceMilliseconds = 2_000;
const saidBytes = 8_192;
const saidLines = 12;

const startHere: Start = ([program, ...arguments_], environment) =>
  spawn(program, arguments_, { env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });

/** A command line, run anew for each exercise. It and all that it has started end with the exercise. */
export function commandSubject({ command, build = [], onPinChange, start = startHere }: CommandOptions): Subject {
  let world: World | null = null;
  const environment = () => ({ ...process.env, ...world?.environment });
  return {
    name: command.join(' '),
    build,
    async exercise(given, signal) {
      world = given;
      return exerciseOnce(command, start, environment(), signal);
    },
    ...(onPinChange === undefined
      ? {}
      : {
          changePins: async () => {
            const ended = await exerciseOnce(['/bin/sh', '-c', onPinChange], startHere, environment(), null);
            if (ended.failure === null) return;
            const sentence = `The command that changes the pins failed: ${ended.failure}.`;
            throw new LivepinError('LP_LAB_COMMAND_FAILED', sentence);
          },
        }),
  };
}

async function exerciseOnce(
  command: CommandOptions['command'],
  start: Start,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | null,
): Promise<Exercise> {
  const child = start(command, environment);
  const tail = new Tail(saidBytes);
  child.stdout?.on('data', (chunk: Uint8Array) => tail.push(chunk));
  child.stderr?.on('data', (chunk: Uint8Array) => tail.push(chunk));
  const stop = () => endGroup(child);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    const [status, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    // What the command left behind would go on in the next run, and speak to a lab that expects somebody else.
    await endGroup(child);
    return { failure: failureOf(status, killedBy, signal), said: tail.text(saidLines) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LivepinError('LP_LAB_COMMAND_FAILED', `${command[0]} cannot be started: ${why}.`, { cause: error });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function failureOf(status: number | null, killedBy: NodeJS.Signals | null, signal: AbortSignal | null): string | null {
  if (signal?.aborted) return String(signal.reason);
  if (killedBy !== null) return `ended by ${killedBy}`;
  return status === 0 ? null : `exit status ${status}`;
}

/** First asks, then ends it. Resolves when nothing of the group is left. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined || !signalGroup(pid, 'SIGTERM')) return;
  const end = Date.now() + graceMilliseconds;
  while (Date.now() < end) {
    await setTimeout(10);
    if (!signalGroup(pid, 0)) return;
  }
  signalGroup(pid, 'SIGKILL');
}

/** @returns whether there is such a group */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    // Zombies that nobody has waited for, on macOS.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
    throw error;
  }
}
