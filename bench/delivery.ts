import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Nginx, startNginx } from '../e2e/nginx.ts';
import { findProgram } from '../e2e/system.ts';
import { type Load, loadOf } from './load.ts';
import { inRounds, type Measure, median, type Round } from './measure.ts';
import { onCore, servingCore, startPart } from './pinned.ts';
import { app } from './sample-bundle.ts';

/** Of the bundle, on every server of these rows. */
export const path = `/v1/apps/${app}/bundle`;

/** Delivery by Node on one core beside nginx with one worker, which serves the same bytes from its disk. */
export async function deliveryRow(): Promise<Measure[]> {
  await using part = await startPart('delivery.ts', servingCore);
  const ours = { url: `http://127.0.0.1:${await part.ask('port')}${path}`, pid: part.pid };
  await using nginx = await startDiskNginx(ours.url);
  const theirs = { url: `http://127.0.0.1:${nginx.port}${path}`, pid: nginx.pid };
  const reference = 'nginx, one worker, same bytes from disk';
  const goal = { atLeast: 0.48 };
  return [
    await compareServers({ name: 'delivery on one core, 200', reference, goal, theirs, ours, status: 200 }),
    await compareServers({ name: 'delivery on one core, 304', reference, goal, theirs, ours, status: 304 }),
  ];
}

interface Server {
  readonly url: string;
  readonly pid: number;
}

export interface Comparison extends Pick<Measure, 'name' | 'reference' | 'goal'> {
  readonly theirs: Server;
  readonly ours: Server;
  /** Polls of apps that hold nothing (200), or the newest bundle (304). */
  readonly status: 200 | 304;
}

/** @returns `candidateRequests`: how many requests ours has answered, the warm-up among them */
export async function compareServers({
  name,
  reference,
  goal,
  theirs,
  ours,
  status,
}: Comparison): Promise<Measure & { candidateRequests: number }> {
  const [first, second] = await Promise.all([theirs, ours].map((server) => requestTo(server, status)));
  await loadOf(first!, 1);
  let candidateRequests = (await loadOf(second!, 1)).requests;
  const byProcessor: number[] = [];
  const rounds: Round[] = [];
  for (const { reference, candidate } of await inRounds(
    () => loadOf(first!, 1),
    () => loadOf(second!, 1),
    15,
  )) {
    candidateRequests += candidate.requests;
    rounds.push({ reference: reference.perSecond, candidate: candidate.perSecond });
    if (candidate.perProcessorSecond === null || reference.perProcessorSecond === null) continue;
    byProcessor.push(candidate.perProcessorSecond / reference.perProcessorSecond);
  }
  const told = byProcessor.length > 0 ? [`by processor time of the servers: ${median(byProcessor).toFixed(2)}`] : [];
  return { name, reference, unit: 'requests/s', goal, rounds, notes: told, candidateRequests };
}

async function requestTo({ url, pid }: Server, status: 200 | 304): Promise<Load> {
  if (status === 200) return { url, pid, headers: {}, status };
  const etag = (await fetch(url)).headers.get('etag')!;
  return { url, pid, headers: { 'If-None-Match': etag }, status };
}

/** nginx with a file that holds what `url` answers now, under the same path and with the same headers. */
export async function startDiskNginx(url: string): Promise<Nginx> {
  const answer = await fetch(url);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const { headers } = answer;
  return startNginx(nginxOnCore(servingCore), {
    server: `
      root .; default_type ${headers.get('content-type')};
      add_header Cache-Control "${headers.get('cache-control')}"; add_header Vary "${headers.get('vary')}";`,
    prepare(folder) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    },
  });
}

/** The command line that runs nginx on one core. */
export function nginxOnCore(core: string): [string, ...string[]] {
  const program = findProgram('nginx');
  if (!('path' in program)) throw new Error(program.missing);
  const [command, ...before] = [...onCore(core), program.path];
  return [command!, ...before];
}
