import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

// What all apps of the demo have in common: lines of standard input say what to do, lines of standard output what came of it.

/** One request to the API with the user's token. @returns the HTTP status */
export type Send = (url: string, headers: Readonly<Record<string, string>>) => Promise<number>;

/** Answers a further line of input; what it returns is printed as JSON. */
export type Command = () => Promise<unknown>;

/** Requests one after another: how many were answered, and why the others were not. */
interface Traffic {
  answered: number;
  readonly lost: string[];
}

const url = `${process.env['API']}/balance`;
const headers = { authorization: `Bearer ${process.env['TOKEN']}` };
const pauseMilliseconds = 10;

export function runApp(send: Send, commands: Readonly<Record<string, Command>> = {}): void {
  let stop = async (): Promise<Traffic> => ({ answered: 0, lost: [] });
  const all: Readonly<Record<string, Command>> = {
    request: () => attempt(send),
    'traffic on': async () => {
      stop = keepRequesting(send);
      return {};
    },
    'traffic off': () => stop(),
    ...commands,
  };
  const input = createInterface({ input: process.stdin });
  input.on('line', async (line) => {
    const [name, id] = line.split('#') as [string, string];
    const result = await all[name]?.();
    console.log(JSON.stringify({ id, result }));
  });
  // Whoever started the app is gone.
  input.on('close', () => process.exit(0));
  console.log(JSON.stringify({ id: 'ready' }));
}

async function attempt(send: Send): Promise<{ status: number } | { refused: string; code: string | null }> {
  try {
    return { status: await send(url, headers) };
  } catch (error) {
    // fetch says "fetch failed", and why in its cause.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error);
    return { refused: cause.message, code: 'code' in cause ? String(cause.code) : null };
  }
}

/** @returns what ends it and says what came of it */
function keepRequesting(send: Send): () => Promise<Traffic> {
  let isOn = true;
  const run = async () => {
    const traffic: Traffic = { answered: 0, lost: [] };
    while (isOn) {
      const outcome = await attempt(send);
      if ('status' in outcome && outcome.status === 200) traffic.answered++;
      else traffic.lost.push(JSON.stringify(outcome));
      await sleep(pauseMilliseconds);
    }
    return traffic;
  };
  const done = run();
  return () => {
    isOn = false;
    return done;
  };
}
