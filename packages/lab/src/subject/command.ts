import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { LivepinError } from '@livepin/core';
import { findCommand } from '../evidence/build-hash.ts';
import { endProcessGroup } from '../keeper/process-group.ts';
import { identityOf } from '../keeper/process-identity.ts';
import type { Exercise, Subject, World } from '../subject.ts';
import { Tail } from './tail.ts';

export interface CommandOptions {
  readonly command: readonly [program: string, ...arguments_: string[]];
  /** Files that are what is tested. */
  readonly build?: readonly string[];
  /** Sentences for the report. */
  readonly warnings?: readonly string[];
  /** For the shell: makes the app change its pins while it runs; they are changed when it ends. */
  readonly onPinChange?: string;
}

const lastWordsMilliseconds = 200;
const saidBytes = 8_192;
// An error that ends Node has a dozen lines below the one that says what it is.
const saidLines = 24;

/** A command line, run anew for each exercise. It and all that it has started end with the exercise. */
export function commandSubject({ command, build = [], warnings = [], onPinChange }: CommandOptions): Subject {
  const subject: Subject = {
    name: command.join(' '),
    build,
    warnings,
    exercise: (world, signal) => exerciseOnce(command, world, signal),
  };
  if (onPinChange === undefined) return subject;
  return { ...subject, changePins: (world) => changePins(onPinChange, world) };
}

async function changePins(onPinChange: string, world: World): Promise<void> {
  const { failure } = await exerciseOnce(['/bin/sh', '-c', onPinChange], world, new AbortController().signal);
  if (failure === null) return;
  throw new LivepinError('LP_LAB_COMMAND_FAILED', `The command that changes the pins failed: ${failure}.`);
}

async function exerciseOnce(
  [program, ...arguments_]: CommandOptions['command'],
  world: World,
  signal: AbortSignal,
): Promise<Exercise> {
  const child = world.spawn(program, arguments_);
  const tail = new Tail(saidBytes);
  child.stdout?.on('data', (chunk: Uint8Array) => tail.push(chunk));
  child.stderr?.on('data', (chunk: Uint8Array) => tail.push(chunk));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const leader = child.pid === undefined ? null : identityOf(child.pid);
  const endGroup = async () => leader && endProcessGroup(leader);
  const stop = () => void endGroup();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const [status, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    // What the command left behind would go on in the next run, and speak to a lab that expects somebody else.
    await endGroup();
    // Its last words may still be in the pipe; who left the group and holds the pipe is not waited for.
    await Promise.race([closed, setTimeout(lastWordsMilliseconds)]);
    if (await isNotThere(program, status)) throw new Error('there is no such program');
    return { failure: failureOf(status, killedBy, signal), said: tail.text(saidLines) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LivepinError('LP_LAB_COMMAND_FAILED', `${program} cannot be started: ${why}.`, { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** In a namespace it is a shell that starts it, and says so by its status alone, which a program that is there may have too. */
async function isNotThere(program: string, status: number | null): Promise<boolean> {
  if (status !== 126 && status !== 127) return false;
  return (await findCommand(program, process.env['PATH'] ?? '', process.cwd())) === null;
}

function failureOf(status: number | null, killedBy: NodeJS.Signals | null, signal: AbortSignal): string | null {
  if (signal.aborted) return String(signal.reason);
  if (killedBy !== null) return `ended by ${killedBy}`;
  return status === 0 ? null : `exit status ${status}`;
}
