import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

const script = new URL('serve.ts', import.meta.url).pathname;

test('a case is served with all that a client of anybody needs, until Ctrl-C', async () => {
  const child = spawn(process.execPath, [script, 'made-up-issuers']);
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ctrl-C')) break;
  }
  expect(said).toMatch(/^made-up-issuers: .+\nThe server is api\.example\.com at 127\.0\.0\.1:\d+;/);
  expect(said.match(/^(leaf|intermediate|root|backup) +\S{43}= {2}refuse: a name is no signature$/gm)).toHaveLength(4);
  const caFile = /the CAs in (\S+)\.\n/.exec(said)![1]!;
  expect(existsSync(caFile)).toBe(true);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(existsSync(caFile)).toBe(false);
});

test('without the name of a case they are listed', async () => {
  const child = spawn(process.execPath, [script]);
  const [[chunk], [status]] = await Promise.all([once(child.stderr, 'data'), once(child, 'exit')]);
  expect(`${chunk}`).toMatch(/^Name a case: p256 /);
  expect(status).toBe(2);
});
