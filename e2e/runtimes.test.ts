import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findEngineFile } from './system.ts';

// The published client runs on these too: what a socket shows, what `fetch` is, and which OpenSSL is inside, differ between
// versions of Node.

const workspace = fileURLToPath(new URL('..', import.meta.url));

const versions = [
  { version: 22, found: findEngineFile('node-22-linux-x64/bin/node') },
  { version: 26, found: findEngineFile('node-26-linux-x64/bin/node') },
];

test.for(versions)(
  "all of the client's tests pass in Node $version",
  { timeout: 300_000 },
  async ({ version, found }, { skip }) => {
    if ('missing' in found) return skip(found.missing);
    await expectPass(found.path, ['packages/client']);
    expect(await run(found.path, ['--version'])).toMatchObject({ output: expect.stringMatching(`^v${version}\\.`) });
  },
);

// With another OpenSSL as oracle; fewer random PKIs and mutants than in the run that this is a part of.
test.for(versions)(
  'all tests of paths pass in Node $version, its OpenSSL judging',
  { timeout: 300_000 },
  async ({ found }, { skip }) => {
    if ('missing' in found) return skip(found.missing);
    const files = ['oracle/', 'find-paths', 'limbo', 'bounds'].map((name) => `packages/tls/test/${name}`);
    await expectPass(found.path, files, { LIVEPIN_ORACLE_PKIS: '200', LIVEPIN_ORACLE_MUTANTS: '1000' });
  },
);

async function expectPass(
  node: string,
  filters: readonly string[],
  variables: Record<string, string> = {},
): Promise<void> {
  const { status, output } = await run(node, ['node_modules/vitest/vitest.mjs', 'run', ...filters], variables);
  expect(output).toMatch(/^\d{2,} passed, 0 failed/m);
  expect(status).toBe(0);
}

function run(
  program: string,
  parameters: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ status: number | null; output: string }> {
  const { VITEST, VITEST_MODE, VITEST_POOL_ID, VITEST_WORKER_ID, ...inherited } = process.env; // those of the run that this is a part of
  const env = { ...inherited, ...variables };
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
