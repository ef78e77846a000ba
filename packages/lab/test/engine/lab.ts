import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Issued, issue } from '@livepin/testkit';
import type { Connection } from '../../src/connection.ts';
import { type Front, type FrontOptions, GenuineServers, openFront } from '../../src/engine/front.ts';
import type { GenuineOptions } from '../../src/engine/genuine-servers.ts';
import { makeLabCas, pemOfCas } from '../../src/forge/lab-cas.ts';
import type { Treatment } from '../../src/treatment.ts';

export const host = 'api.example.com';
export const root = issue({ subject: 'CN=Genuine Root', ca: true });
export const issuing = issue({ subject: 'CN=Genuine CA', ca: true, issuer: root });
export const leaf = issue({ subject: `CN=${host}`, issuer: issuing });
export const cas = makeLabCas(Math.floor(Date.now() / 1000));

export const terminated: Extract<Treatment, { kind: 'terminate' }> = {
  kind: 'terminate',
  shows: { kind: 'forged', signer: 'user-ca' },
  answer: { kind: 'forward' },
};

export function contextOf(chain: readonly [Issued, ...Pick<Issued, 'pem'>[]]) {
  const [{ key }] = chain;
  return {
    key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: chain.map(({ pem }) => pem).join(''),
  };
}

/** Says hello in HTTP/1.1 and HTTP/2, and echoes what is posted. */
export async function startGenuine(options: http2.SecureServerOptions = {}) {
  const server = http2.createSecureServer(
    { allowHTTP1: true, ...contextOf([leaf, issuing]), ...options },
    (request, response) => {
      response.setHeader('strict-transport-security', 'max-age=31536000');
      if (request.method === 'POST') request.pipe(response as unknown as NodeJS.WritableStream);
      else response.end('hello\n');
    },
  );
  server.on('tlsClientError', () => undefined).on('sessionError', () => undefined);
  return listening(server);
}

/** A server on a free port of loopback, which is ended with its connections. */
export async function listening(server: Server, address = '127.0.0.1'): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Lab extends AsyncDisposable {
  readonly front: Front;
  readonly proxyUrl: string;
  /** PEM file of the lab's CAs. */
  readonly caFile: string;
  readonly folder: string;
  /** When all have ended. */
  connections(): Promise<readonly Connection[]>;
}

/** A front whose genuine servers are all at one port of this machine. */
export async function openLab(
  port: number,
  treatment: Treatment,
  more: Partial<FrontOptions> & Partial<GenuineOptions> = {},
): Promise<Lab> {
  const connections: Connection[] = [];
  const genuine = new GenuineServers({
    anchors: more.anchors ?? root.pem,
    resolve: more.resolve ?? (() => ({ host: '127.0.0.1', port })),
  });
  const front = await openFront({
    cas,
    genuine,
    decide: () => ({ treatment, isAttack: true }),
    onConnection: (connection) => connections.push(connection),
    ...more,
  });
  const folder = mkdtempSync(join(tmpdir(), 'livepin-lab-'));
  // Where a test is given up before its lab is disposed of, too.
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, pemOfCas(cas, ['user-ca', 'public-ca']) + root.pem);
  return {
    front,
    proxyUrl: `http://127.0.0.1:${front.port}`,
    caFile,
    folder,
    async connections() {
      await front.settled();
      return connections;
    },
    async [Symbol.asyncDispose]() {
      process.removeListener('exit', remove);
      remove();
      await front[Symbol.asyncDispose]();
      genuine[Symbol.dispose]();
    },
  };
}

/** Runs a program to its end; a failure is an outcome. */
export async function run(
  program: string,
  args: readonly string[],
): Promise<{ out: string; err: string; code: number }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args);
    return { out: stdout, err: stderr, code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { out: stdout, err: stderr, code };
  }
}

export const curl = (lab: Lab, ...args: string[]) =>
  run('curl', [
    '--silent',
    '--show-error',
    '--suppress-connect-headers',
    '--proxy',
    lab.proxyUrl,
    '--cacert',
    lab.caFile,
    ...args,
  ]);
