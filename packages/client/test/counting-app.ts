// An app that counts what its requests run. It is given its options and its steps as JSON, and prints for each step how
// often each function of Livepin was called.
import https from 'node:https';
import { Session } from 'node:inspector/promises';
import { type LivepinOptions, livepin } from '@livepin/client';
import { lookup } from './fixture.ts';

export interface CountingTask {
  readonly options: LivepinOptions;
  readonly steps: readonly { readonly by: 'fetch' | 'node:https'; readonly url: string }[];
}

/** Calls by function: "packages/tls/src/path/find-paths.ts findPaths". */
export type Calls = Readonly<Record<string, number>>;

const { options, steps } = JSON.parse(process.argv[2]!) as CountingTask;
const app = await livepin({ ...options, lookup });
await app.refresh(); // the one that begins by itself

const inspector = new Session();
inspector.connect();
await inspector.post('Profiler.enable');
await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

/** Since it was asked last. */
async function calls(): Promise<Calls> {
  const { result } = await inspector.post('Profiler.takePreciseCoverage');
  const counts: Record<string, number> = {};
  for (const { url, functions } of result) {
    const path = /packages\/(?:client|core|tls)\/src\/.*$/.exec(url)?.[0];
    if (!path) continue;
    for (const { functionName, ranges } of functions) {
      const count = ranges[0]!.count;
      const name = `${path} ${functionName}`;
      if (count > 0) counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return counts;
}

async function ask(by: 'fetch' | 'node:https', url: string): Promise<void> {
  if (by === 'fetch') return void (await (await app.fetch(url)).text());
  await new Promise<void>((resolve, reject) => {
    https.get(url, { agent: app.agent }, (answer) => answer.resume().once('close', resolve)).on('error', reject);
  });
}

const counted: Calls[] = [];
for (const { by, url } of steps) {
  await calls();
  await ask(by, url);
  counted.push(await calls());
  await new Promise((resolve) => setImmediate(resolve)); // undici frees a connection in the turn after the answer
}
console.log(JSON.stringify(counted));
await app.close();
