import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../e2e/system.ts';
import { loadCore, onCore } from './pinned.ts';
import { processorSecondsOf } from './processor-time.ts';

const run = promisify(execFile);

/** One kind of request, and what its answer has to be for the load to count. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  /** The process that answers. */
  readonly pid: number;
}

export interface Speed {
  readonly requests: number;
  readonly perSecond: number;
  /** Requests for each second of processor time of the server; null where that cannot be told. */
  readonly perProcessorSecond: number | null;
}

const connections = 32;

/** Asks as fast as it can for `seconds`. @throws an answer was of another kind than asked for, or none came */
export async function loadOf({ url, headers, status, pid }: Load, seconds: number): Promise<Speed> {
  const before = await fetch(url, { headers });
  if (before.status !== status) throw new Error(`${url} answered ${before.status}, not ${status}.`);
  await before.arrayBuffer();
  const wrk = findProgram('wrk');
  if (!('path' in wrk)) throw new Error(wrk.missing);
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const [command, ...rest] = [
    ...onCore(loadCore),
    wrk.path,
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    ...fields,
    url,
  ];
  const used = processorSecondsOf(pid);
  const { stdout } = await run(command!, rest);
  const usedNow = processorSecondsOf(pid);
  const [, requests, perSecond] = /(\d+) requests in [\s\S]*Requests\/sec:\s*([\d.]+)/.exec(stdout)?.map(Number) ?? [];
  if (requests === undefined || perSecond === undefined || /Non-2xx|Socket errors/.test(stdout)) {
    throw new Error(`wrk on ${url}: ${stdout}`);
  }
  const isTold = used !== null && usedNow !== null && usedNow > used;
  return { requests, perSecond, perProcessorSecond: isTold ? requests / (usedNow - used) : null };
}
