import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findEngineFile } from './system.ts';

// The published client runs on these too: what a socket shows, and what `fetch` is, differ between versions of Node.

const workspace = fileURLToPath(new URL('..', import.meta.url));

test.for([
  { version: 22, found: findEngineFile('node-22-linux-x64/bin/node') },
  { version: 26, found: findEngineFile('node-26-linux-x64/bin/node') },
])("all of the client's tests pass in Node $version", { timeout: 300_000 }, async ({ version, found }, { skip }) => {
  if ('missing' in found) return skip(found.missing);
  const { status, output } = await run(found.path, 'node_modules/vitest/vitest.mjs', 'run', 'packages/client');
  expect(output).toMatch(/^\d{2,} passed, 0 failed$/m);
  expect(status).toBe(0);
  expect(await run(found.path, '--version')).toMatchObject({ output: expect.stringMatching(`^v${version}\\.`) });
});

function run(program: string, ...parameters: string[]): Promise<{ status: number | null; output: string }> {
  const { VITEST, VITEST_MODE, VITEST_POOL_ID, VITEST_WORKER_ID, ...env } = process.env; // those of the run that this is a part of
  const child = spawn(program, parameters, { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (status) => resolve({ status, output }));
  });
}
