import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, type ServiceOptions, startService } from '@livepin/server';
import { type Issued, issue, startServer, type TestServer } from '@livepin/testkit';

/** A folder that is gone at the end. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'livepin-server-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Json;
}

export interface RunningService extends AsyncDisposable {
  readonly service: Service;
  readonly token: string;
  readonly lines: readonly string[];
  /** Calls the admin API, by default with the token. A text is sent as it is. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  bytes(path: string): Promise<Uint8Array>;
}

/** @param token of an earlier start */
export async function runService(
  folder: string,
  options: Partial<ServiceOptions> = {},
  token?: string,
): Promise<RunningService> {
  const lines: string[] = [];
  const onLine = (line: string) => void lines.push(line);
  const service = await startService({ folder: join(folder, 'data'), port: 0, isTerminal: false, onLine, ...options });
  const bearer = token ?? service.adminToken!;
  return {
    service,
    token: bearer,
    lines,
    call: async (method, path, body, headers = { authorization: `Bearer ${bearer}` }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(service.url + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: text }),
      });
      const answer = await response.text();
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        body: answer === '' ? {} : (JSON.parse(answer) as Json),
      };
    },
    bytes: async (path) => new Uint8Array(await (await fetch(service.url + path)).arrayBuffer()),
    [Symbol.asyncDispose]: () => service.close(),
  };
}

export interface LiveHost extends AsyncDisposable {
  readonly server: TestServer;
  readonly root: Issued;
  readonly leaf: Issued;
  readonly backup: Issued;
  /** A pin set of the served leaf and the backup, probed where the server really is. */
  readonly host: {
    readonly pins: readonly string[];
    readonly probe: { readonly connect: string; readonly ca: string };
  };
}

/** A real TLS server for api.example.com. */
export async function runHost(): Promise<LiveHost> {
  const root = issue({ subject: 'CN=Root', ca: true });
  const leaf = issue({ subject: 'CN=api.example.com', issuer: root });
  const backup = issue({ subject: 'CN=api.example.com', issuer: root });
  const server = await startServer([leaf]);
  const probe = { connect: `127.0.0.1:${server.port}`, ca: root.pem };
  const host = { pins: [leaf.pin, backup.pin], probe };
  return { server, root, leaf, backup, host, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
