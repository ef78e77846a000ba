import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test, vi } from 'vitest';
import { FalseClaim, Narrator } from '../demo/parts/narrate.ts';
import { findPrograms } from '../demo/parts/programs.ts';
import { describeWith } from './system.ts';

const main = fileURLToPath(new URL('../demo/main.ts', import.meta.url));
const twoMinutes = 120_000;

const claims = [
  /the app without pins notices nothing; mitmproxy reads its token, Bearer unpinned-[0-9a-f]+/,
  /three apps with pins break off before they send a byte: none of their tokens is read/,
  /the app that walks through what the server sent finds its pin there, and is read/,
  /Livepin pins the same CA, judges the path that was verified, and breaks off \(LP_PIN_MISMATCH\)/,
  /a new key: the app with a static pin is dead until it is updated/,
  /from RSA to ECDSA/,
  /both at once/,
  /to another CA/,
  /the Livepin app is the same process as before, at version 4: \d+ requests, 0 missed/,
  /pins are published as the key changes, and no app has polled: one heal brings them/,
  /\d+ requests meanwhile, 0 missed$/m,
  /the thief shows the genuine certificate, and nobody can tell: the Livepin app is read/,
  /from the next poll on he is refused \(LP_PIN_REVOKED\)/,
  /and the genuine API answers/,
  /the thief signs pins of his own, with the highest version there is: accepted, and the app is read/,
  /the next request heals the app: new root, genuine pins; no update, no request lost/,
  /the thief comes back with a later bundle: refused \(LP_BUNDLE_SIGNATURES\), and so is his certificate/,
  /the owner's bundles count as ever/,
  /killed: the app goes on/,
  /also after a restart of the app: it remembers version \d+/,
  /and the man in the middle is refused as ever/,
  /he replays an older bundle, genuinely signed: refused \(LP_BUNDLE_ROLLBACK\)/,
  /he changes one letter of a pin in the next: refused \(LP_BUNDLE_SIGNATURES\)/,
  /he holds it back: the app goes on with the pins it has/,
  /delaying is all he can do: \d+ requests meanwhile, 0 missed; version \d+ arrives when he lets go/,
];

const programs = findPrograms();
const needed =
  'missing' in programs
    ? { missing: `${programs.missing.join(', ')} not installed (see scripts/system-packages.json)` }
    : { path: main };

/** The demo with a folder for temporary files of its own. */
async function startDemo() {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-demo-test-'));
  const child = spawn(process.execPath, [main, '--fast'], { env: { ...process.env, TMPDIR: folder, NO_COLOR: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, folder, closed, output: () => output };
}

/** Command lines of processes that name a folder: those of the demo do. Empty where there is no /proc. */
async function processesIn(folder: string): Promise<string[]> {
  if (!existsSync('/proc/self/cmdline')) return [];
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process can be gone before it is read.
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(folder));
}

describeWith(needed, 'npm run demo', () => {
  let output: string;
  let status: number | null;

  beforeAll(async () => {
    const demo = await startDemo();
    [status] = await demo.closed;
    output = demo.output();
    await rm(demo.folder, { recursive: true });
  }, twoMinutes);

  test('ends well', () => {
    expect(output).toMatch(new RegExp(`^${claims.length} claims, all true: .* seconds\\.$`, 'm'));
    expect(status).toBe(0);
  });

  test.each(claims)('claims: %s', (claim) => {
    const told = output.split('\n').filter((line) => line.startsWith('   ✓ '));
    expect(told.join('\n')).toMatch(claim);
  });

  test('leaves nothing behind when it is interrupted', { timeout: twoMinutes }, async () => {
    const { child, folder, closed, output } = await startDemo();
    await vi.waitUntil(() => output().includes('✓'), { timeout: twoMinutes, interval: 50 });
    expect(await processesIn(folder)).not.toEqual([]);
    child.kill('SIGINT');
    expect(await closed).toEqual([130, null]);
    expect(output()).not.toContain('Error');
    expect(await processesIn(folder)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

test('the demo says what it needs where that is not there', () => {
  const { status, stderr } = spawnSync(process.execPath, [main], { env: { PATH: '' }, encoding: 'utf8' });
  expect(stderr).toMatch(/^livepin: the demo needs .*mitmdump.*\nhint: .*setup/);
  expect(status).toBe(3);
});

test('a claim of the demo that is not so ends it', async () => {
  const told = vi.spyOn(console, 'log').mockReturnValue();
  try {
    await expect(new Narrator(true).claim('the earth is flat', false, { horizon: 'round' })).rejects.toThrow(
      FalseClaim,
    );
    expect(told.mock.calls.flat().join()).toContain('✗ the earth is flat');
  } finally {
    told.mockRestore();
  }
});
