import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of the demo: a program that runs until it is ended, whose lines are read. */
export interface Child extends AsyncDisposable {
  /** Calls back for each line of standard output and standard error, from now on. */
  onLine(listener: (line: string) => void): void;
  /** The first line from now on that `wanted` takes. @throws where the process ends first, or says nothing such in 20 s */
  line(wanted: (line: string) => boolean): Promise<string>;
  write(line: string): void;
  signal(signal: NodeJS.Signals): void;
  /** How it ended, once it has. */
  readonly fault: Error | null;
  /** Its exit status; null where a signal ended it, or it could not be started. */
  readonly exited: Promise<number | null>;
  /** Ends it by its process id; KILL where it is still there after three seconds. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** All that was started and has not ended: whatever befalls the demo, nothing of it stays behind. */
const running = new Set<Child>();
process.once('exit', () => {
  for (const child of running) child.signal('SIGTERM');
});

let isOver = false;

/** Ends what still runs; nothing can be started any more. */
export async function endChildren(): Promise<void> {
  isOver = true;
  await Promise.all([...running].map((child) => child.end()));
}

const patienceMilliseconds = 20_000;
const politenessMilliseconds = 3_000;

/** @param name for messages */
export function startChild(
  name: string,
  program: string,
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Child {
  if (isOver) throw new Error(`The demo is over, so ${name} is not started.`);
  const process_ = spawn(program, args, {
    ...options,
    env: { ...inherited(), ...options.env },
    stdio: 'pipe',
    // In a group of its own, so that Ctrl-C reaches the demo alone, which then ends everything in order.
    detached: true,
  });
  const listeners = new Set<(line: string) => void>();
  const ends = new Set<(fault: Error) => void>();
  const recent: string[] = [];
  for (const stream of [process_.stdout, process_.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      recent.push(line);
      if (recent.length > 12) recent.shift();
      for (const listener of [...listeners]) listener(line);
    });
  }
  process_.stdin.on('error', () => undefined); // it has ended: whoever waits for its lines is told
  let fault: Error | null = null;
  const { promise: exited, resolve: exit } = Promise.withResolvers<number | null>();
  const ended = (how: string, status: number | null) => {
    running.delete(child);
    exit(status);
    fault ??= new Error(`${name} ${how}. Its last lines:\n${recent.join('\n')}`);
    for (const end of [...ends]) end(fault);
  };
  process_.once('error', (error) => ended(`could not be started: ${error.message}`, null));
  process_.once('close', (code, signal) => ended(`ended (${signal ?? `exit status ${code}`})`, code));

  const child: Child = {
    onLine: (listener) => void listeners.add(listener),
    async line(wanted) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      if (fault) throw fault;
      const listener = (line: string) => wanted(line) && resolve(line);
      const timer = setTimeout(
        () => reject(new Error(`${name} did not say what was waited for. Its last lines:\n${recent.join('\n')}`)),
        patienceMilliseconds,
      );
      listeners.add(listener);
      ends.add(reject);
      return promise.finally(() => {
        clearTimeout(timer);
        listeners.delete(listener);
        ends.delete(reject);
      });
    },
    write: (line) => void process_.stdin.write(`${line}\n`),
    signal: (signal) => void process_.kill(signal),
    get fault() {
      return fault;
    },
    exited,
    async end(signal = 'SIGTERM') {
      if (fault) return;
      process_.kill(signal);
      const timer = setTimeout(() => process_.kill('SIGKILL'), politenessMilliseconds);
      await exited;
      clearTimeout(timer);
    },
    [Symbol.asyncDispose]: () => child.end(),
  };
  running.add(child);
  return child;
}

/** Runs a program to its end. @returns the lines that it said @throws where it does not end well */
export async function runToEnd(...[name, program, args, options]: Parameters<typeof startChild>): Promise<string[]> {
  const child = startChild(name, program, args, options);
  const lines: string[] = [];
  child.onLine((line) => lines.push(line));
  if ((await child.exited) !== 0) throw child.fault;
  return lines;
}

/** Not the whole environment: a proxy or a Node option of the person at the keyboard is no part of the story. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SystemRoot'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
