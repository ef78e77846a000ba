import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inRounds, type Measure } from './measure.ts';
import { servingCore, startPart } from './pinned.ts';

const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));

// The pipeline of the manuals, once for each host.
const pipeline = `while read -r host; do
  openssl s_client -connect "$host" -servername "\${host%:*}" -showcerts </dev/null 2>/dev/null |
    openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64
done <"$0"`;

/** `livepin probe` on 200 hosts that are 50 ms away, beside what manuals tell people to type for each of them. */
export async function probeRow(): Promise<Measure[]> {
  await using servers = await startPart('many-servers.ts', servingCore);
  const near = (await servers.ask('ports')) as number[];
  await using distance = await startPart('distance.ts', servingCore, near.join(','));
  const hosts = ((await distance.ask('ports')) as number[]).map((port) => `localhost:${port}`);
  const folder = mkdtempSync(join(tmpdir(), 'livepin-bench-'));
  try {
    const [list, ca, output] = ['hosts', 'ca.pem', 'output'].map((name) => join(folder, name));
    writeFileSync(list!, `${hosts.join('\n')}\n`);
    writeFileSync(ca!, (await servers.ask('root')) as string);
    const openssl = () => timeOf(output!, ['bash', '-c', pipeline, list!]);
    const livepin = () => timeOf(output!, [process.execPath, main, 'probe', '--file', list!, '--ca', ca!]);
    const found = new Set<string>();
    const noting = async (time: Promise<Time>) => {
      const spent = await time;
      found.add(pinsIn(output!).join());
      return spent;
    };
    await noting(livepin());
    const rounds = await inRounds(
      () => noting(openssl()),
      () => noting(livepin()),
      3,
    );
    if (found.size !== 1 || [...found][0]!.split(',').length !== hosts.length)
      throw new Error('The two do not find the same 200 pins.');
    const reference = 'openssl s_client, x509, pkey, dgst and base64, one host after the other';
    const row = (name: string, unit: string, atMost: number, pick: (time: Time) => number): Measure => ({
      name,
      reference,
      unit,
      goal: { atMost },
      rounds: rounds.map((one) => ({ reference: pick(one.reference), candidate: pick(one.candidate) })),
    });
    return [
      row('livepin probe of 200 hosts at 50 ms, from start to end', 'seconds', 0.035, ({ wall }) => wall),
      row('livepin probe of 200 hosts, its processor time', 'seconds of processor time', 0.04, ({ cpu }) => cpu),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Time {
  readonly wall: number;
  /** Of the process and all its children. */
  readonly cpu: number;
}

/** @throws the command fails */
async function timeOf(output: string, command: readonly string[]): Promise<Time> {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >"$0"';
  // What is published is JavaScript. Here the sources run, and Node would load what strips the first of them of its types
  // each time; where it is kept compiled, it need not.
  const compiled = join(output, '..', 'compiled');
  const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_COMPILE_CACHE: compiled };
  const { stderr } = await promisify(execFile)('bash', ['-c', script, output, ...command], { env: environment });
  const [wall, user, system] = stderr.trim().split('\n').pop()!.split(' ').map(Number);
  return { wall: wall!, cpu: user! + system! };
}

/** Of the leaves: the first on each line that has one. */
function pinsIn(output: string): string[] {
  const lines = readFileSync(output, 'utf8').split('\n');
  return lines.flatMap((line) => /[A-Za-z0-9+/]{43}=/.exec(line)?.[0] ?? []);
}
