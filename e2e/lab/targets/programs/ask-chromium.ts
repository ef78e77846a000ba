// Opens a page in Chromium without a window, with a profile of its own whose trust store is what SSL_CERT_FILE names.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [chromium = '', certutil = '', url = '', ...flags] = process.argv.slice(2);
const home = await mkdtemp(join(tmpdir(), 'livepin-chromium-'));

async function run(program: string, parameters: readonly string[]): Promise<string> {
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOME: home },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
  return said;
}

/** Chromium has the public roots built in; what else the store holds goes into its profile. */
async function trust(): Promise<void> {
  const store = `sql:${join(home, '.pki', 'nssdb')}`;
  await mkdir(join(home, '.pki', 'nssdb'), { recursive: true });
  await run(certutil, ['-N', '-d', store, '--empty-password']);
  const certificates = (file: string) => file.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const own = certificates(await readFile(process.env['SSL_CERT_FILE']!, 'utf8'));
  const known = await readFile('/etc/ssl/certs/ca-certificates.crt', 'utf8').catch(() => '');
  const builtIn = new Set(certificates(known));
  for (const [at, pem] of own.filter((one) => !builtIn.has(one)).entries()) {
    const file = join(home, `${at}.pem`);
    await writeFile(file, pem);
    await run(certutil, ['-A', '-d', store, '-n', `lab ${at}`, '-t', 'C,,', '-i', file]);
  }
}

try {
  await trust();
  const proxy = process.env['https_proxy'];
  const quiet = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const still = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
  ];
  const where = [`--user-data-dir=${join(home, 'profile')}`, ...(proxy ? [`--proxy-server=${proxy}`] : [])];
  const page = await run(chromium, [...quiet, ...still, ...where, ...flags, '--dump-dom', url]);
  process.exitCode = page.includes('hello') ? 0 : 1;
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
