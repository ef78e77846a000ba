import { execFile } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DeviceLab } from '../../src/device/device-lab.ts';
import type { HostStatus } from '../../src/device/device-runs.ts';

export interface Said {
  readonly status: number;
  readonly out: string;
}

/** Runs curl, which plays an app: one process for each connection. */
export function runCurl(curl: string, ...args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(curl, ['-sS', '--max-time', '20', ...args], (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out: stdout + stderr }),
    );
  });
}

/** What a lab tells of its hosts, for whoever waits for it. */
export class Watch {
  #onHosts = (_hosts: readonly HostStatus[]): void => {};

  told(hosts: readonly HostStatus[]): void {
    this.#onHosts(hosts);
  }

  /** Resolves when no connection is open and no try goes on. */
  quiet(lab: DeviceLab): Promise<void> {
    return new Promise((resolve) => {
      this.#onHosts = (hosts) => {
        if (hosts.every(({ open, isGoingOn }) => open === 0 && !isGoingOn)) resolve();
      };
      this.#onHosts(lab.hosts);
    });
  }

  /** Lets an app connect until the lab is done with it, or long enough to say that it never will. */
  async useUntilDone(lab: DeviceLab, app: () => Promise<Said>): Promise<void> {
    for (let index = 0; index < 30 && !lab.isDone; index++) {
      await app();
      await this.quiet(lab);
    }
    if (!lab.isDone) throw new Error(`The lab is not done: ${JSON.stringify(lab.hosts)}`);
  }
}

export async function startPlainServer(body: string) {
  let connections = 0;
  const server = http.createServer((_request, response) => response.end(body));
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
