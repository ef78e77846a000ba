import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@livepin/testkit';
import { findMitmproxy, type Mitmproxy } from '../e2e/mitmproxy.ts';
import { allScenarios } from './lab-scenarios.ts';
import { type Figure, inRounds, type Measure } from './measure.ts';
import { loadCore, onCore, type Part, servingCore, startPart } from './pinned.ts';

const roundCount = 7;
const addon = fileURLToPath(new URL('parts/lab_mitmproxy.py', import.meta.url));

/** The lab beside mitmproxy: same upstream, same app, both on one core, with a rule and a capture of everything. */
export async function labRow(): Promise<(Measure | Figure)[]> {
  const mitmproxy = await findMitmproxy();
  if ('missing' in mitmproxy) {
    console.log(`lab: not measured beside mitmproxy: ${mitmproxy.missing}`);
    return allScenarios();
  }
  const folder = await mkdtemp(join(tmpdir(), 'livepin-bench-'));
  try {
    return [...(await measures(mitmproxy, folder)), ...(await allScenarios())];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measures(mitmproxy: Mitmproxy, folder: string): Promise<Measure[]> {
  await using upstream = await startPart('lab-upstream.ts', loadCore);
  const root = join(folder, 'root.pem');
  await writeFile(root, (await upstream.ask('root')) as string);
  const upstreamPort = String(await upstream.ask('port'));
  await using lab = await startPart('lab-front.ts', servingCore, upstreamPort, root, folder);
  const labPort = (await lab.ask('port')) as number;
  await using peer = await startMitmproxy(mitmproxy, folder, root, upstreamPort);
  await using load = await startPart('lab-load.ts', loadCore, String(labPort), String(peer.port));
  const ask = (question: string, port: number) => () => load.ask(`${question} ${port}`) as Promise<number>;
  const rounds = async (question: string) => {
    await inRounds(ask(question, peer.port), ask(question, labPort), 1);
    return inRounds(ask(question, peer.port), ask(question, labPort), roundCount);
  };
  const measured = { requests: await rounds('requests'), http2: await rounds('http2'), firsts: await rounds('firsts') };
  const asked = (await load.ask(`asked ${labPort}`)) as number;
  await checkCaptures(lab, asked, asked * ((await upstream.ask('bodyBytes')) as number), join(folder, 'flows'));
  const reference = `mitmproxy ${mitmproxy.version}, with a rule and a capture as the lab`;
  return [
    {
      name: 'lab: requests through it',
      reference,
      unit: 'requests per second',
      goal: { atLeast: 2.5 },
      rounds: measured.requests,
    },
    {
      name: 'lab: requests through it over HTTP/2',
      reference,
      unit: 'requests per second',
      goal: { atLeast: 2.5 },
      rounds: measured.http2,
    },
    {
      name: 'lab: first connection to a new host',
      reference,
      unit: 'milliseconds',
      goal: { atMost: 0.75 },
      rounds: measured.firsts,
    },
  ];
}

/** Both have kept all that they were asked, or one of them did less than the other. (The load looks whether their rules are on.) */
async function checkCaptures(lab: Part, asked: number, least: number, flows: string): Promise<void> {
  const { requests, areWhole } = (await lab.ask('captured')) as { requests: number; areWhole: boolean };
  if (requests !== asked || !areWhole)
    throw new Error(
      `The lab has captured ${requests} of ${asked} requests${areWhole ? '' : ', and not all of their bytes'}.`,
    );
  const { size } = await stat(flows);
  if (size < least) throw new Error(`mitmproxy has written ${size} bytes of ${least} at least.`);
}

async function startMitmproxy(
  { command }: Mitmproxy,
  folder: string,
  root: string,
  upstreamPort: string,
): Promise<{ port: number } & AsyncDisposable> {
  const port = await freePort();
  const options = [
    ...['--listen-host', '127.0.0.1', '--listen-port', String(port), '--quiet', '--scripts', addon],
    ...['--set', `confdir=${folder}`, '--set', `ssl_verify_upstream_trusted_ca=${root}`],
    ...['--modify-headers', '/~s/X-Bench/1', '--save-stream-file', join(folder, 'flows')],
  ];
  const [program, ...first] = [...onCore(servingCore), ...command, ...options];
  const env = { ...process.env, BENCH_UPSTREAM: upstreamPort, SSLKEYLOGFILE: join(folder, 'keys') };
  const child = spawn(program!, first, { stdio: ['ignore', 'ignore', 'inherit'], env });
  while (child.exitCode === null && !(await isListening(port))) await new Promise((again) => setTimeout(again, 100));
  if (child.exitCode !== null) throw new Error('mitmdump ended before it listened.');
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
