import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '@livepin/testkit';
import type { Mitmproxy } from '../../mitmproxy.ts';
import { type Peer, runApp, type Sighting } from './peer.ts';

const addon = fileURLToPath(new URL('mitmproxy_addon.py', import.meta.url));

type Event =
  | { readonly kind: 'running' }
  | { readonly kind: 'request'; readonly host: string; readonly path: string }
  /** A handshake was completed. */
  | { readonly kind: 'established'; readonly host: string }
  | { readonly kind: 'refused'; readonly host: string; readonly error: string };

/**
 * @param host whose connections count
 * @param upstream where the genuine servers are: "api.example.com:443" to address and port
 * @param anchors PEM: what mitmproxy trusts of them
 */
export function mitmproxyPeer(
  { command: [program, ...first], version }: Mitmproxy,
  host: string,
  upstream: Readonly<Record<string, readonly [address: string, port: number]>>,
  anchors: string,
): Peer {
  return {
    name: 'mitmproxy',
    version,
    async watch(app) {
      const folder = await mkdtemp(join(tmpdir(), 'livepin-mitmproxy-'));
      const port = await freePort();
      const trusted = join(folder, 'genuine.pem');
      await writeFile(trusted, anchors);
      const options = [
        ...['--listen-host', '127.0.0.1', '--listen-port', String(port), '--quiet', '--scripts', addon],
        ...['--set', `confdir=${folder}`, '--set', `ssl_verify_upstream_trusted_ca=${trusted}`],
      ];
      const child = spawn(program, [...first, ...options], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, LAB_UPSTREAM: JSON.stringify(upstream), PYTHONUNBUFFERED: '1' },
      });
      const events: Event[] = [];
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      const closed = once(child, 'close');
      try {
        const running = new Promise<void>((resolve) => {
          createInterface({ input: child.stdout }).on('line', (line) => {
            const event = JSON.parse(line) as Event;
            events.push(event);
            if (event.kind === 'running') resolve();
          });
        });
        await Promise.race([
          running,
          closed.then(() => {
            throw new Error(`mitmdump ended before it ran: ${said}`);
          }),
        ]);
        const caPem = await readFile(join(folder, 'mitmproxy-ca-cert.pem'), 'utf8');
        await runApp(await app({ proxyUrl: `http://127.0.0.1:${port}`, caPem }));
      } finally {
        child.kill('SIGTERM');
        await closed; // with the last lines of what it saw
        await rm(folder, { recursive: true, force: true });
      }
      return sightingOf(events, host);
    },
  };
}

function sightingOf(events: readonly Event[], host: string): Sighting {
  const requests = events.filter((event) => event.kind === 'request').filter((event) => event.host === host);
  if (requests.length > 0) return { verdict: 'read', detail: requests.map(({ path }) => path).join(', ') };
  const refusals = events.filter((event) => event.kind === 'refused').filter((event) => event.host === host);
  if (refusals.length > 0) return { verdict: 'refused', detail: refusals.map(({ error }) => error).join('; ') };
  // Who looks at pins after the handshake hangs up without a word, and mitmproxy logs nothing of it.
  if (events.some((event) => event.kind === 'established' && event.host === host))
    return { verdict: 'refused', detail: 'completed the handshake, and sent nothing' };
  return { verdict: 'not seen', detail: '' };
}
