import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { LivepinError } from '@livepin/core';
import type { Front } from '../engine/front.ts';
import { openNamespace } from '../transparent/namespace.ts';
import type { RunPlan } from './run-record.ts';
import type { Bench } from './runner.ts';

/** Where the programs of a run are started. */
export interface Place extends AsyncDisposable {
  spawn(program: string, arguments_: readonly string[], options: SpawnOptions): ChildProcess;
}

const here: Place = {
  spawn: (program, arguments_, options) => spawn(program, arguments_, options),
  [Symbol.asyncDispose]: async () => undefined,
};

/**
 * Beside a proxy programs run here; else in a network of which every address leads to this run's front.
 * @throws {LivepinError} LP_LAB_NOT_TRANSPARENT
 */
export async function placeFor(plan: RunPlan, front: Front, { options, keeper }: Bench): Promise<Place> {
  if (options.mode !== 'transparent') return here;
  const { resolve = (host, port) => ({ host, port }) } = options;
  const namespace = await openNamespace({
    keeper,
    accept: (stream, destination) => front.accept(stream, destination),
    acceptDatagram: (datagram, path) => front.acceptDatagram(datagram, path),
    async exists(name) {
      // The port plays no part in where a name is, but for rules that name one: those of HTTPS.
      const { host } = await resolve(name, 443);
      return host !== name || isName(name);
    },
    announcesHttp3: () => plan.purpose === 'attack' && plan.scenario.needs.includes('datagrams'),
  });
  if ('missing' in namespace)
    throw new LivepinError('LP_LAB_NOT_TRANSPARENT', `Connections cannot be redirected here: ${namespace.missing}.`);
  return namespace;
}

async function isName(name: string): Promise<boolean> {
  try {
    await lookup(name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return false;
    throw error;
  }
}
