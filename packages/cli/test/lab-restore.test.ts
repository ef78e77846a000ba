import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { describeWith } from '../../../e2e/system.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const linux = process.platform === 'linux' ? { path: '/proc' } : { missing: 'who runs is read from /proc' };
const script = fileURLToPath(new URL('../../lab/test/keeper/a-lab.ts', import.meta.url));

/** A lab and its watcher that were killed at once: what a power failure leaves. */
async function leave(name: string): Promise<{ env: Record<string, string>; state: string; run: string; mark: string }> {
  const place = (file: string) => join(folder.path, name + file);
  const [state, run, mark] = [place('-state'), join(folder.path, `livepin-lab-${name}`), place('-mark')];
  const lab = spawn(process.execPath, ['--no-warnings', script, state, run, mark, 'wait'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: lab.stdout }), 'line');
  const children = readFileSync(`/proc/${lab.pid}/task/${lab.pid}/children`, 'utf8').trim().split(' ').map(Number);
  const watcher = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('watcher'))!;
  const ended = once(lab, 'exit');
  process.kill(watcher, 'SIGKILL');
  lab.kill('SIGKILL');
  await ended;
  return { env: { LIVEPIN_LAB_STATE: state }, state, run, mark };
}

test('where nothing is left, nothing is done, and no folder made', async () => {
  const state = join(folder.path, 'none');
  for (const more of [[], ['--list'], ['--forget']]) {
    const { status, stdout } = await livepin(['lab', 'restore', ...more], { env: { LIVEPIN_LAB_STATE: state } });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'There is nothing to put back.\n' });
  }
  expect(existsSync(state)).toBe(false);
});

describeWith(linux, 'what a power failure left', () => {
  test('is listed, then put back', async () => {
    const { env, state, run, mark } = await leave('restored');
    const listed = await livepin(['lab', 'restore', '--list'], { env });
    expect(listed.status).toBe(0);
    expect(listed.stdout).toMatch(
      /^3 changes left behind\n {2}folder .* removed\n {2}the mark\n {2}process group \d+ ended\n/,
    );
    expect(existsSync(run)).toBe(true);
    const restored = await livepin(['lab', 'restore', '--json'], { env });
    expect(restored.status).toBe(0);
    expect(restored.json()).toMatchObject({
      undone: [`folder ${run} removed`, 'the mark', expect.anything()],
      failures: [],
    });
    expect(existsSync(run)).toBe(false);
    expect(readFileSync(mark, 'utf8')).toBe('back as it was\n');
    expect(readdirSync(state)).toEqual([]);
  });

  test('is not put back where others could have written it', async () => {
    const { env, state, run } = await leave('unsafe');
    chmodSync(state, 0o777);
    const { status, stdout, stderr } = await livepin(['lab', 'restore'], { env });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/can be written by other users.*LP_LAB_STATE_UNUSABLE/s);
    expect(existsSync(run)).toBe(true);
    chmodSync(state, 0o700);
    await livepin(['lab', 'restore'], { env });
    expect(existsSync(run)).toBe(false);
  });
});
