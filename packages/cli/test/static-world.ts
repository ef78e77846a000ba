import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AdminApi, adminClient } from '@livepin/admin';
import { type Service, startService } from '@livepin/server';
import { type Issued, issue, startServer, type TestServer } from '@livepin/testkit';
import { livepin, type Outcome, type Setting, temporaryFolder } from './command-line.ts';

export const app = 'com.example.bank';
export const host = 'api.example.com';

/** A service, a server that it asks, the keys of that server, and a folder to work in. */
export interface StaticWorld extends AsyncDisposable {
  readonly service: Service;
  readonly admin: AdminApi;
  readonly server: TestServer;
  readonly ca: Issued;
  /** Certificates of the host: the one that is served first, the one kept apart, one for later. */
  readonly keys: readonly [Issued, Issued, Issued];
  readonly folder: ReturnType<typeof temporaryFolder>;
  /** With the address of the service and its token. */
  run(words: readonly string[], setting?: Setting): Promise<Outcome>;
  read(name: string): string;
  write(name: string, content: string): void;
}

export async function startWorld(): Promise<StaticWorld> {
  const folder = temporaryFolder();
  const ca = issue({ subject: 'CN=Example CA', ca: true });
  const keys = [1, 2, 3].map(() => issue({ subject: `CN=${host}`, issuer: ca })) as unknown as StaticWorld['keys'];
  const server = await startServer([keys[0]]);
  const service = await startService({
    folder: folder.in('data'),
    port: 0,
    isTerminal: false,
    onLine: () => undefined,
  });
  const env = { LIVEPIN_SERVICE: service.url, LIVEPIN_TOKEN: service.adminToken! };
  writeFileSync(folder.in('ca.pem'), ca.pem);
  for (const [at, key] of keys.entries()) writeFileSync(folder.in(`key-${at + 1}.pem`), key.pem);
  return {
    service,
    admin: adminClient({ service: service.url, token: service.adminToken! }),
    server,
    ca,
    keys,
    folder,
    run: (words, setting = {}) => livepin(words, { cwd: folder.path, ...setting, env: { ...env, ...setting.env } }),
    read: (name) => readFileSync(folder.in(name), 'utf8'),
    write: (name, content) => {
      mkdirSync(dirname(folder.in(name)), { recursive: true });
      writeFileSync(folder.in(name), content);
    },
    async [Symbol.asyncDispose]() {
      await service.close();
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Publishes the host with the keys of these certificates. */
export async function publish({ admin, server, ca }: StaticWorld, ...keys: readonly Issued[]): Promise<void> {
  const known = (await admin.listApps()).some((one) => one.app === app);
  if (!known) await admin.createApp({ body: { app } });
  const probe = { connect: `127.0.0.1:${server.port}`, ca: ca.pem };
  await admin.putHost({ app, host, body: { pins: keys.map(({ pin }) => pin), probe } });
  await admin.publish({ app });
}
