import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '@livepin/lab';
import { findProgram } from '../e2e/system.ts';
import type { Figure } from './measure.ts';
import { startPart } from './pinned.ts';

const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
const host = 'api.bench.example';

/** `livepin lab run` with all scenarios, three tries each, on one host; the app is curl. From its start to its end. */
export async function allScenarios(): Promise<Figure[]> {
  const curl = findProgram('curl');
  if ('missing' in curl) {
    console.log(`lab: all scenarios not measured: ${curl.missing}`);
    return [];
  }
  const folder = await mkdtemp(join(tmpdir(), 'livepin-bench-'));
  try {
    await using upstream = await startPart('lab-upstream.ts', '0-1');
    const ca = join(folder, 'root.pem');
    await writeFile(ca, (await upstream.ask('root')) as string);
    const out = join(folder, 'report');
    const options = ['--ca', ca, '--resolve', `${host}=127.0.0.1:${await upstream.ask('port')}`, '--out', out];
    const command = [curl.path, '--silent', '--show-error', `https://${host}/`];
    const begin = performance.now();
    const lab = spawn(process.execPath, [main, 'lab', 'run', ...options, '--fail-on', 'never', '--', ...command], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LIVEPIN_LAB_STATE: join(folder, 'state') },
    });
    let said = '';
    lab.stderr!.on('data', (chunk) => {
      said += chunk;
    });
    const [status] = await once(lab, 'close');
    const seconds = (performance.now() - begin) / 1_000;
    if (status !== 0) throw new Error(`livepin lab run has ended with ${status}: ${said}`);
    return [figureOf(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')), seconds)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function figureOf({ hosts, controls, tries, scenarios }: Report, seconds: number): Figure {
  const found = hosts.find((one) => one.host === host);
  // An unpinned curl: another verdict means that something else was measured.
  if (found?.verdict !== 'not-pinned') throw new Error(`The lab found ${found?.verdict ?? 'nothing'}.`);
  const ran = found.cells.filter(({ verdict }) => verdict !== 'not-run').length;
  return {
    name: 'lab: all scenarios on one host',
    unit: 'seconds',
    goal: { atMost: 30 },
    value: seconds,
    notes: [
      `${ran} of ${scenarios.length} scenarios, ${tries} tries each, ${controls.length} controls; the others want what curl has not (pins that change, a channel, a second host, UDP)`,
    ],
  };
}
