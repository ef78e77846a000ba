import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { issue, makeKey } from '@livepin/testkit';
import type { Errand } from './bettercap-inside.ts';
import type { Peer, Sighting } from './peer.ts';

const run = promisify(execFile);
const inside = fileURLToPath(new URL('bettercap-inside.ts', import.meta.url));

/** @param port on loopback, where the genuine server of the host is */
export async function bettercapPeer(
  program: string,
  host: string,
  port: number,
): Promise<Peer | { readonly missing: string }> {
  try {
    await run('unshare', ['--user', '--map-root-user', '--net', '--mount', 'true']);
  } catch (error) {
    return { missing: `no network of its own can be made for bettercap: ${(error as Error).message}` };
  }
  const { stdout } = await run(program, ['-version']);
  return {
    name: 'bettercap',
    version: /v(\d[\d.]*)/.exec(stdout)![1]!,
    async watch(app) {
      const folder = await mkdtemp(join(tmpdir(), 'livepin-bettercap-'));
      const genuine = join(folder, 'genuine.sock');
      const relay = net.createServer((socket) => {
        const onward = net.connect(port, '127.0.0.1');
        for (const one of [socket, onward]) one.on('error', () => undefined); // who hangs up is what is watched
        socket.pipe(onward).pipe(socket);
      });
      await new Promise<void>((resolve) => relay.listen(genuine, resolve));
      try {
        const ca = issue({ subject: 'CN=bettercap', ca: true, key: makeKey('RSA') });
        const [caFile, keyFile] = ['ca.pem', 'ca.key'].map((name) => join(folder, name)) as [string, string];
        await writeFile(caFile, ca.pem);
        await writeFile(keyFile, ca.key.privateKey.export({ type: 'pkcs1', format: 'pem' }));
        const errand: Errand = {
          ...{ bettercap: program, host, genuine, folder, caFile, keyFile },
          app: await app({ proxyUrl: null, caPem: ca.pem }),
        };
        const { stdout: log } = await run(
          'unshare',
          [
            ...['--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child'],
            ...[process.execPath, inside, JSON.stringify(errand)],
          ],
          { timeout: 120_000 },
        );
        return sightingOf(log, host);
      } finally {
        relay.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function sightingOf(log: string, host: string): Sighting {
  const lines = log.split('\n');
  const read = lines.find((line) => line.includes(`lab-request ${host}`));
  if (read) return { verdict: 'read', detail: read.slice(read.indexOf('lab-request') + 'lab-request '.length).trim() };
  const refused = lines.find((line) => line.includes('Cannot handshake client'));
  if (refused) return { verdict: 'refused', detail: refused.slice(refused.indexOf('Cannot handshake client')).trim() };
  if (log.includes(`creating spoofed certificate for ${host}`))
    return { verdict: 'refused', detail: 'made a certificate, and saw no request' };
  return { verdict: 'not seen', detail: '' };
}
