import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService } from '@livepin/server';
import { freePort } from '@livepin/testkit';
import { inRounds, type Measure } from './measure.ts';
import { onCore, servingCore } from './pinned.ts';

const program = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** `livepin serve` on the folder of an earlier start, from the command line to its first answer. */
export async function coldStartRow(): Promise<Measure[]> {
  const parent = mkdtempSync(join(tmpdir(), 'livepin-bench-'));
  try {
    const folder = join(parent, 'data');
    const first = await startService({ folder, port: 0, onLine: () => {}, isTerminal: false });
    await first.close();
    const bare = () => startMilliseconds((port) => [program('bench/parts/bare-server.ts'), String(port)]);
    const serve = (port: number) => ['serve', '--folder', folder, '--port', String(port), '--json'];
    const service = () => startMilliseconds((port) => [program('packages/cli/src/main.ts'), ...serve(port)]);
    await inRounds(bare, service, 2);
    return [
      {
        name: 'start of the service, to its first answer',
        reference: 'a bare node:http program with the same answer',
        unit: 'milliseconds',
        goal: { atMost: 3 },
        rounds: await inRounds(bare, service, 15),
      },
    ];
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** @returns milliseconds from the start of the process until it has answered 200 */
async function startMilliseconds(commandLine: (port: number) => string[]): Promise<number> {
  const port = await freePort();
  const [command, ...before] = [...onCore(servingCore), process.execPath];
  const start = process.hrtime.bigint();
  const child = spawn(command!, [...before, ...commandLine(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  try {
    while ((await statusOf(port)) !== 200) {
      if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} has ended: ${Buffer.concat(said)}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return Number(process.hrtime.bigint() - start) / 1e6;
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

function statusOf(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', path: '/healthz', agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? null));
    });
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
