import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../e2e/system.ts';

// What is measured runs on one core, what measures it on another, so that neither takes time from the other.
export const servingCore = '0';
export const loadCore = '1';

/** The command line before a program that keeps it on one core; empty where the system cannot do that. */
export function onCore(core: string): readonly string[] {
  const found = findProgram('taskset');
  return 'path' in found ? [found.path, '-c', core] : [];
}

/** A program of `bench/parts` in a Node of its own, which answers questions over a channel. */
export interface Part extends AsyncDisposable {
  readonly pid: number;
  ask(question: string): Promise<unknown>;
}

export async function startPart(name: string, core: string, ...options: string[]): Promise<Part> {
  const path = fileURLToPath(new URL(`parts/${name}`, import.meta.url));
  const [command, ...before] = [...onCore(core), process.execPath];
  const child = spawn(command!, [...before, path, ...options], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const failed = once(child, 'exit').then(() => {
    throw new Error(`bench/parts/${name} has ended.`);
  });
  failed.catch(() => {}); // it ends at the latest when it is told to; whoever waits for an answer hears of it
  return {
    pid: child.pid!,
    async ask(question) {
      const answer = once(child, 'message');
      child.send(question);
      const [message] = await Promise.race([answer, failed]);
      return message;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
