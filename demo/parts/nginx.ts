import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@livepin/testkit';
import { apiHost, type CertificateFile } from './certificates.ts';
import { runToEnd, startChild } from './child.ts';
import { portOpens } from './port-opens.ts';

/** The API: nginx with one certificate, or with several of different kinds at once. */
export interface Api extends AsyncDisposable {
  readonly port: number;
  /** Shows other certificates from now on: nginx re-reads its configuration, as after a renewal. No connection is cut. */
  serve(...certificates: CertificateFile[]): Promise<void>;
}

/** @param folder an empty one of its own */
export async function startApi(nginx: string, folder: string, ...certificates: CertificateFile[]): Promise<Api> {
  const [port, temporary] = [await freePort(), await temporaryPaths(nginx, folder)];
  const configFile = join(folder, 'nginx.conf');
  await mkdir(folder, { recursive: true });
  await writeFile(configFile, configurationOf(port, folder, temporary, certificates));
  const child = startChild('nginx', nginx, ['-p', folder, '-e', 'stderr', '-c', configFile]);
  const started = child.line((line) => /start worker process \d+/.test(line));
  await started;
  await portOpens(port, child);
  return {
    port,
    async serve(...next) {
      await writeFile(configFile, configurationOf(port, folder, temporary, next));
      // For a moment old and new workers both take connections; the change is done when the old ones have left.
      const done = child.line((line) => /worker process \d+ exited|\[emerg\]/.test(line));
      child.signal('SIGHUP');
      const line = await done;
      if (line.includes('[emerg]')) throw new Error(`nginx does not take its new certificates: ${line}`);
    },
    [Symbol.asyncDispose]: () => child.end('SIGQUIT'),
  };
}

function configurationOf(
  port: number,
  folder: string,
  temporary: readonly string[],
  certificates: readonly CertificateFile[],
): string {
  const shown = certificates.flatMap(({ chainFile, keyFile }) => [
    `ssl_certificate "${chainFile}";`,
    `ssl_certificate_key "${keyFile}";`,
  ]);
  // Each answer ends its connection, so that each request of the demo is judged by what is shown at that moment.
  return `
daemon off;
pid "${join(folder, 'nginx.pid')}";
error_log stderr notice;
worker_processes 1;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  keepalive_timeout 0;
  server {
    listen 127.0.0.1:${port} ssl;
    server_name ${apiHost};
    ${shown.join('\n    ')}
    location / { default_type application/json; return 200 '{"balance":"1024.00"}'; }
  }
}
`;
}

/** nginx makes its folders for temporary files even where it needs none; which it makes depends on how it was built. */
async function temporaryPaths(nginx: string, folder: string): Promise<string[]> {
  const build = (await runToEnd('nginx', nginx, ['-V'])).join('\n');
  const modules = ['proxy', 'fastcgi', 'uwsgi', 'scgi'].filter(
    (name) => !build.includes(`--without-http_${name}_module`),
  );
  return ['client_body', ...modules].map((name) => `${name}_temp_path "${join(folder, name)}";`);
}
