import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livepin } from '@livepin/client';
import { app, chainOf, domain, freePort, issue, makeBundle, makeRoot, oneDay } from '@livepin/testkit';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { describeWith, findProgram } from './system.ts';

// OpenSSL as a server that shakes hands anew in the middle of a connection, where it could show another certificate.

const ca = issue({ subject: 'CN=Genuine Root', ca: true });
const leaf = issue({ subject: 'CN=api.example.com', issuer: ca });

describeWith(findProgram('openssl'), 'TLS 1.2 renegotiation', (openssl) => {
  test('ends the connection: what was judged is what the peer showed first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'livepin-renegotiation-'));
    await writeFile(join(folder, 'leaf.pem'), leaf.pem);
    await writeFile(join(folder, 'key.pem'), leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const port = await freePort();
    const arguments_ = ['s_server', '-accept', `127.0.0.1:${port}`, '-tls1_2', '-cert', 'leaf.pem', '-key', 'key.pem'];
    const server = spawn(openssl, arguments_, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    server.stdin.on('error', () => undefined); // it ends when the test does
    let shown = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    const until = async (text: string) => {
      while (!shown.includes(text)) await once(server.stdout, 'data');
    };
    try {
      await until('ACCEPT');
      const now = Math.floor(Date.now() / 1_000);
      const root = await makeRoot({ payload: { iat: now, exp: now + 900 * oneDay } });
      const domains = [domain('api.example.com', [leaf.pin])];
      const seed = await makeBundle(chainOf(root), { iat: now, domains });
      await using pinned = await livepin({
        app,
        root,
        seed,
        sources: ['http://127.0.0.1:1'],
        store: null,
        ca: ca.pem,
        lookup: (_name, { all }, done) =>
          all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
      });
      const answer = request(`https://api.example.com:${port}/first`, { dispatcher: pinned.dispatcher });
      const outcome = answer.then(
        () => 'answered',
        () => 'ended',
      );
      await until('GET /first');
      server.stdin.write('r\n'); // the command of s_server that renegotiates
      expect(await outcome).toBe('ended');
    } finally {
      server.kill();
      await rm(folder, { recursive: true });
    }
  });
});
