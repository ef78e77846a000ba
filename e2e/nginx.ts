import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@livepin/testkit';

/** An nginx of its own on loopback, with one worker and its files in a folder of its own. */
export interface Nginx extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
}

/**
 * @param program what runs nginx: its path, or a program that runs it (`taskset`) and its arguments before that
 * @param server the inside of the one `server` block; `listen` is there already
 * @param http what stands beside the `server` block; relative paths lie in the folder
 */
export async function startNginx(
  program: readonly [string, ...string[]],
  { server, http = '', prepare = () => {} }: { server: string; http?: string; prepare?: (folder: string) => void },
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-nginx-'));
  chmodSync(folder, 0o755); // nginx started by root reads as another user
  prepare(folder);
  const port = await freePort();
  const config = `
    daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;
    events { worker_connections 4096; }
    http {
      access_log off; default_type application/octet-stream; sendfile on; keepalive_requests 1000000000;
      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
      ${http}
      server { listen 127.0.0.1:${port} backlog=4096; ${server} }
    }`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const [command, ...before] = program;
  const child = spawn(command, [...before, '-e', 'stderr', '-p', folder, '-c', 'nginx.conf'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  await reachable(port, child, () => Buffer.concat(said).toString());
  return {
    port,
    pid: child.pid!,
    folder,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Until something accepts connections on the port. @throws the child has ended before; the message is what it said */
export async function reachable(port: number, child: ChildProcess, said: () => string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${child.spawnargs.join(' ')} did not start: ${said()}`);
}

/**
 * The cache that is to stand before a service: all lifetimes are the service's own headers, and polls that come together
 * go to it as one. Long-polls and event streams go around the cache: where it caches, nginx takes If-None-Match away.
 * Kept files stay open: nginx would open, read and close one for each poll, and do a quarter less.
 */
export function cacheBefore(servicePort: number): { server: string; http: string } {
  return {
    http: `
      proxy_cache_path cache keys_zone=livepin:1m max_size=64m; open_file_cache max=1000;
      upstream service { server 127.0.0.1:${servicePort}; keepalive 16; }`,
    server: `
      proxy_http_version 1.1; proxy_set_header Connection ""; proxy_read_timeout 90s;
      location / {
        error_page 418 = @direct;
        if ($http_prefer) { return 418; }
        proxy_pass http://service; proxy_cache livepin; proxy_cache_lock on; proxy_cache_background_update on;
      }
      location ~ /events$ { proxy_pass http://service; }
      location @direct { proxy_pass http://service; }`,
  };
}
