import { cacheBefore, startNginx } from '../e2e/nginx.ts';
import { compareServers, nginxOnCore, path, startDiskNginx } from './delivery.ts';
import type { Figure, Measure } from './measure.ts';
import { servingCore, startPart } from './pinned.ts';

/** nginx that keeps what the service lets it keep, beside nginx that serves the same bytes from its disk. */
export async function cachedDeliveryRow(): Promise<(Measure | Figure)[]> {
  await using part = await startPart('delivery.ts', servingCore);
  const port = (await part.ask('port')) as number;
  await using cache = await startNginx(nginxOnCore(servingCore), cacheBefore(port));
  await using disk = await startDiskNginx(`http://127.0.0.1:${port}${path}`);
  const theirs = { url: `http://127.0.0.1:${disk.port}${path}`, pid: disk.pid };
  const ours = { url: `http://127.0.0.1:${cache.port}${path}`, pid: cache.pid };
  const reference = 'nginx, one worker, same bytes from disk';
  const goal = { atLeast: 0.8 };
  const before = (await part.ask('requests')) as number;
  const full = await compareServers({
    name: "behind nginx's cache (open_file_cache), 200",
    reference,
    goal,
    theirs,
    ours,
    status: 200,
  });
  const conditional = await compareServers({
    name: "behind nginx's cache (open_file_cache), 304",
    reference,
    goal,
    theirs,
    ours,
    status: 304,
  });
  const reached = ((await part.ask('requests')) as number) - before;
  const polls = full.candidateRequests + conditional.candidateRequests;
  return [
    full,
    conditional,
    {
      name: 'polls that never reach Node',
      unit: '%',
      goal: { atLeast: 99 },
      value: (1 - reached / polls) * 100,
      notes: [`${reached} of ${polls.toLocaleString('en-US')} polls reached it: one for each max-age of 60 s`],
    },
  ];
}
