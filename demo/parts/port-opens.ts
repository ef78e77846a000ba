import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';

const [patience, pauseMilliseconds] = [800, 25];

/** Waits until a port of this machine takes connections. @throws where the process that should listen there has ended */
export async function portOpens(port: number, child: Child): Promise<void> {
  for (let tries = 0; tries < patience; tries++) {
    if (child.fault) throw child.fault;
    if (await takesConnections(port)) return;
    await sleep(pauseMilliseconds);
  }
  throw new Error(`Nothing listens on port ${port} after ${(patience * pauseMilliseconds) / 1_000} seconds.`);
}

function takesConnections(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
