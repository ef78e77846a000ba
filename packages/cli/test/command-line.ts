import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = new URL('../src/main.ts', import.meta.url).pathname;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed. */
  json<T = Record<string, unknown>>(): T;
}

export interface Setting {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a real command line, in an environment that holds nothing of ours but what is given. */
export function livepin(arguments_: readonly string[], { cwd, input = '', env = {} }: Setting = {}): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const child = spawn(process.execPath, [main, ...arguments_], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.once('error', reject);
  child.stdin.on('error', () => undefined); // a command that reads nothing may have ended already
  child.stdin.end(input);
  child.once('close', (status) => resolve({ status, stdout, stderr, json: () => JSON.parse(stdout) }));
  return promise;
}

/**
 * Runs a command line on a terminal, and types each answer once its question stands there.
 * @param script the program of that name, which makes terminals
 * @returns all that the terminal showed
 */
export async function onTerminal(
  script: string,
  cwd: string,
  command: string,
  answers: readonly (readonly [question: string, typed: string])[],
): Promise<string> {
  const child = spawn(script, ['-qec', `"$NODE" "$MAIN" ${command}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], TERM: 'dumb', NODE: process.execPath, MAIN: main },
  });
  const left = [...answers];
  let seen = '';
  child.stdout.on('data', (chunk) => {
    seen += chunk;
    if (left[0] && seen.includes(left[0][0])) child.stdin.write(left.shift()![1]);
  });
  await once(child, 'close');
  return seen;
}

/** A folder of its own, gone at the end of the block. */
export function temporaryFolder(): { path: string; in(name: string): string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'livepin-cli-'));
  return {
    path,
    in: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}
