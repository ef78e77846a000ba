import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';

/** What came of a request: an HTTP status, or why the app did not make it. */
export type Outcome = { readonly status: number } | { readonly refused: string; readonly code: string | null };

/** An app on the device, a process of its own. */
export interface App extends AsyncDisposable {
  readonly name: string;
  /** The header by which its user is known to the API: what the attacker is after. */
  readonly token: string;
  request(): Promise<Outcome>;
  /** Requests on and on, a few dozen a second, until the returned function is called. */
  startTraffic(): Promise<() => Promise<{ readonly answered: number; readonly lost: readonly string[] }>>;
  /** Gives a further command, which this app understands. */
  ask<Answer>(command: string): Promise<Answer>;
}

export interface AppSketch {
  readonly name: string;
  /** Of its file in demo/apps. */
  readonly script: string;
  readonly apiUrl: string;
  /** PEM file of the CAs that the device trusts besides those of every device. */
  readonly deviceAnchors: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** All requests by all apps, for the last line of the story. */
export const counts = { answered: 0, refused: 0 };

export async function startApp({ name, script, apiUrl, deviceAnchors, env }: AppSketch): Promise<App> {
  const token = `${name}-${randomBytes(6).toString('hex')}`;
  const file = (path: string) => fileURLToPath(new URL(`../apps/${path}`, import.meta.url));
  const child = startChild(`the ${name} app`, process.execPath, ['--import', file('device.ts'), file(script)], {
    env: { ...env, API: apiUrl, TOKEN: token, NODE_EXTRA_CA_CERTS: deviceAnchors },
  });
  const answers = new Map<string, (result: unknown) => void>();
  child.onLine((line) => {
    if (!line.startsWith('{')) return;
    const { id, result } = JSON.parse(line) as { id: string; result: unknown };
    answers.get(id)?.(result);
    answers.delete(id);
  });
  await child.line((line) => line.includes('"ready"'));
  let asked = 0;
  const app: App = {
    name,
    token: `Bearer ${token}`,
    async request() {
      const outcome = await app.ask<Outcome>('request');
      if ('status' in outcome) counts.answered++;
      else counts.refused++;
      return outcome;
    },
    async startTraffic() {
      await app.ask('traffic on');
      return async () => {
        const traffic = await app.ask<{ answered: number; lost: string[] }>('traffic off');
        counts.answered += traffic.answered;
        counts.refused += traffic.lost.length;
        return traffic;
      };
    },
    async ask<Answer>(command: string) {
      const id = String(++asked);
      const answer = new Promise<unknown>((resolve) => answers.set(id, resolve));
      // Waiting for its line as well, so that an app that breaks off is told as what it is.
      const line = child.line((text) => text.includes(`"id":"${id}"`));
      child.write(`${command}#${id}`);
      await line;
      return (await answer) as Answer;
    },
    [Symbol.asyncDispose]: () => child.end(),
  };
  return app;
}
