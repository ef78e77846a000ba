import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@livepin/testkit';
import { apiHost } from './certificates.ts';
import { type Child, runToEnd, startChild } from './child.ts';

export const appId = 'com.example.bank';

/** What was published. */
export interface Published {
  readonly epoch: number;
  readonly version: number;
}

/** The Livepin service, a process of its own, and what its operator does with it. */
export interface Service extends AsyncDisposable {
  readonly url: string;
  /** Where its keys are. */
  readonly folder: string;
  /** Pins the API's host to `pins` and publishes. @throws what the service says where it refuses */
  publish(pins: readonly string[], note: string): Promise<Published>;
  /** Runs a command of `livepin` as its operator. @throws what the command says where it does not end well */
  run(...args: string[]): Promise<void>;
  /** What it delivers at this moment. */
  bundle(): Promise<Uint8Array>;
  /** Ends it without a chance to say goodbye. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
}

export interface ServiceSketch {
  /** Made by the service. */
  readonly folder: string;
  /** Where the API really is, whatever the network of the apps says, and the CAs that it has its certificates from. */
  readonly apiPort: number;
  readonly apiAnchors: string;
}

const command = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

export async function startService({ folder, apiPort, apiAnchors }: ServiceSketch): Promise<Service> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = async (): Promise<Child> => {
    const args = [command, 'serve', '--folder', folder, '--port', String(port)];
    const child = startChild('the Livepin service', process.execPath, args);
    await child.line((line) => line.includes(url));
    return child;
  };
  let child = await start();
  const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
  const app = `/v1/admin/apps/${appId}`;

  async function admin(method: string, path: string, body: object = {}): Promise<unknown> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: the service answers ${response.status} ${text}`);
    return JSON.parse(text || 'null');
  }

  const probe = { connect: `127.0.0.1:${apiPort}`, ca: await readFile(apiAnchors, 'utf8') };
  await admin('POST', '/v1/admin/apps', { app: appId, name: 'Example Bank' });
  return {
    url,
    folder,
    async publish(pins, note) {
      const host = { subdomains: false, mode: 'enforce', stale: 'hold', pins, probe };
      await admin('PUT', `${app}/draft/hosts/${apiHost}`, host);
      return (await admin('POST', `${app}/publish`, { note })) as Published;
    },
    run: async (...args) => {
      const env = { LIVEPIN_SERVICE: url, LIVEPIN_TOKEN: token };
      await runToEnd(`livepin ${args[0]}`, process.execPath, [command, ...args], { env });
    },
    bundle: async () => new Uint8Array(await (await fetch(`${url}/v1/apps/${appId}/bundle`)).arrayBuffer()),
    kill: () => child.end('SIGKILL'),
    async startAgain() {
      child = await start();
    },
    [Symbol.asyncDispose]: () => child.end(),
  };
}
