import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';

const given = new Set<number>();

/**
 * For programs that cannot say which free port they took. Below those that operating systems hand out by themselves (from
 * 32768 on), so that nobody else is given it before the program has it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}

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
