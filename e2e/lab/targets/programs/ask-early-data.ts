// OpenSSL's command line as a client that keeps the session of each handshake in a file, sends its request as early data
// where that allows it, and looks at the pin when the handshake is over. It asks again where it is refused.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pinOf } from './pin-of.ts';
import { openTunnel } from './tunnel.ts';

const [openssl = '', address = '', canary = '', pin = ''] = process.argv.slice(2);
const { hostname, pathname } = new URL(address);
const folder = await mkdtemp(join(tmpdir(), 'livepin-early-data-'));
const [session, requestFile] = [join(folder, 'session.pem'), join(folder, 'request')];
const request = `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${canary}\r\nConnection: close\r\n\r\n`;

async function ask(port: number): Promise<boolean> {
  const early = existsSync(session) ? ['-sess_in', session, '-early_data', requestFile] : [];
  const trust = ['-CAfile', process.env['SSL_CERT_FILE']!, '-verify_return_error', '-verify_hostname', hostname];
  const parameters = ['-connect', `127.0.0.1:${port}`, '-servername', hostname, '-tls1_3', '-sess_out', session];
  const child = spawn(openssl, ['s_client', ...parameters, ...trust, ...early], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined); // it has ended by itself
  const closed = once(child, 'close');
  let said = '';
  const shaken = new Promise<void>((resolve) => {
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      said += text;
      if (said.includes('Verify return code')) resolve();
    });
  });
  await Promise.race([shaken, closed]);
  const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(said) ?? [];
  const isRight =
    pem !== undefined && said.includes('Verify return code: 0') && pinOf({ raw: Buffer.from(pem) }) === pin;
  if (isRight) child.stdin.write(request);
  // Tickets are on their way when the handshake is over.
  else for (let waits = 0; waits < 15 && !existsSync(session); waits++) await setTimeout(20);
  if (!isRight) child.stdin.end();
  await closed;
  return isRight && / 200 OK/.test(said);
}

try {
  await writeFile(requestFile, request);
  await using tunnel = await openTunnel(hostname, 443);
  process.exitCode = (await ask(tunnel.port)) || (await ask(tunnel.port)) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
