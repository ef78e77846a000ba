import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureVersion } from 'node:tls';
import { promisify } from 'node:util';
import { issue } from '@livepin/testkit';
import type { Connection, Segment } from '../../src/connection.ts';

// Connections of curl to a server of Node, with all that went by: what the engine would hand out.

export const host = 'api.example.com';
export const secretPath = '/account/of/ada-lovelace';

const root = issue({ subject: 'CN=Test Root', ca: true });
const leaf = issue({ subject: `CN=${host}`, issuer: root });
const stranger = issue({ subject: 'CN=Stranger', ca: true });

export interface Recording {
  readonly version: SecureVersion;
  /** Whether curl knows the CA. */
  readonly isTrusted: boolean;
}

/** @param curl the program */
export async function record(curl: string, { version, isTrusted }: Recording): Promise<Connection> {
  const keyLog: string[] = [];
  const segments: Segment[] = [];
  const server = https.createServer(
    {
      key: leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: leaf.pem + root.pem,
      maxVersion: version,
    },
    (_request, response) => response.end('hello'),
  );
  server.on('keylog', (line) => keyLog.push(line.toString().trimEnd()));
  server.on('tlsClientError', () => undefined); // a client that refuses is half of what is recorded
  const behind = await listen(server);
  const tap = createServer((app) => tie(app, connect(behind, '127.0.0.1'), segments));
  const port = await listen(tap);
  const startedAt = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'livepin-lab-'));
  try {
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, isTrusted ? root.pem : stranger.pem);
    const url = `https://${host}:${port}${secretPath}`;
    const arguments_ = [
      '-sS',
      '--http1.1',
      '--noproxy',
      '*',
      '--cacert',
      ca,
      '--resolve',
      `${host}:${port}:127.0.0.1`,
      url,
    ];
    await promisify(execFile)(curl, arguments_).catch((error) => {
      if (isTrusted) throw error;
    });
  } finally {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    tap.close();
    server.close();
  }
  return connectionOf({ startedAt, endedAt: Date.now(), wire: { segments, isCut: false, keyLog } });
}

function tie(app: Socket, server: Socket, segments: Segment[]): void {
  const clock = () => performance.timeOrigin + performance.now();
  app.on('data', (bytes) => segments.push({ at: clock(), from: 'app', bytes }));
  server.on('data', (bytes) => segments.push({ at: clock(), from: 'lab', bytes }));
  for (const socket of [app, server]) socket.on('error', () => undefined); // curl that refuses resets
  app.pipe(server).pipe(app);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export function connectionOf(more: Partial<Connection>): Connection {
  return {
    id: 7,
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_001_000,
    via: 'connect',
    transport: 'tls',
    host,
    port: 443,
    hello: null,
    treatment: 'terminate',
    isAttack: true,
    shown: [{ subject: `CN=${host}`, pin: leaf.pin }],
    reach: 'body',
    isResumed: false,
    usedEarlyData: false,
    bytesFromApp: 100,
    bytesToApp: 100,
    requests: [],
    end: { during: 'established', by: 'app', alert: null, says: 'closed' },
    wire: { segments: [], isCut: false, keyLog: [] },
    ...more,
  };
}
