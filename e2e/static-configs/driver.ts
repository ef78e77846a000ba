import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process that sends requests: one line in ("WHICH HOST PORT"), one line out ("accept", or "refuse" and why). */
export interface Driver extends AsyncDisposable {
  ask(which: string, host: string, port: number): Promise<void>;
}

export function startDriver(program: string, parameters: readonly string[], env: NodeJS.ProcessEnv): Driver {
  const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([status]) => {
    throw new Error(`${program} ended with ${status}: ${said}`);
  });
  ended.catch(() => undefined); // what it means is for those to say who wait for an answer
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(which, host, port) {
      child.stdin.write(`${which} ${host} ${port}\n`);
      const { value } = await Promise.race([lines.next(), ended]);
      if (value !== 'accept') throw new Error(value);
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended.catch(() => undefined); // whatever is wrong with its end: all questions have been answered
    },
  };
}
