import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import type { Connection } from '../../src/connection.ts';
import { curl, host, type Lab, leaf, openLab, root, run, startGenuine, terminated } from './lab.ts';

const untrusted = { ...terminated, shows: { kind: 'forged', signer: 'unknown-ca' } } as const;

async function theOnly(lab: Lab): Promise<Connection> {
  const connections = await lab.connections();
  expect(connections).toHaveLength(1);
  return connections[0]!;
}

/** Node's client, through the lab as a proxy; resolves with the error's code or the answer. */
async function ask(lab: Lab, options: https.RequestOptions): Promise<string> {
  const tcp = net.connect({ port: lab.front.port, host: '127.0.0.1' });
  tcp.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`);
  await once(tcp, 'data');
  return new Promise((resolve) => {
    const request = https.request({ host, agent: false, ...options, ...{ socket: tcp } } as https.RequestOptions);
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    request.on('response', (response) => response.resume().on('end', () => resolve(String(response.statusCode))));
    request.end();
  });
}

test.each(['TLSv1.2', 'TLSv1.3'] as const)('Node, %s: a CA that it does not know is refused', async (version) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, untrusted);
  const only = { minVersion: version, maxVersion: version, ca: root.pem };
  expect(await ask(lab, only)).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  const connection = await theOnly(lab);
  // Node judges when its side of the handshake is over, and goes without an alert; in TLS 1.3 its last message stays behind.
  expect(connection).toMatchObject({ requests: [], bytesFromApp: 0, end: { by: 'app', alert: null } });
  expect(connection.reach).toBe(version === 'TLSv1.2' ? 'handshake' : 'nothing');
});

test('Node: a pin that is checked behind the handshake holds, before a byte', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const checkServerIdentity = () => Object.assign(new Error('not our pin'), { code: 'PIN' });
  expect(await ask(lab, { ca: readFileSync(lab.caFile), checkServerIdentity })).toBe('PIN');
  expect(await theOnly(lab)).toMatchObject({ reach: 'nothing', requests: [], bytesFromApp: 0, end: { by: 'app' } });
});

test.each(['1.2', '1.3'])('curl, TLS %s: the alert that it sends is read', async (version) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, untrusted);
  expect((await curl(lab, '--tls-max', version, `https://${host}/`)).code).toBe(60);
  expect(await theOnly(lab)).toMatchObject({ reach: 'nothing', requests: [], bytesFromApp: 0 });
  expect((await theOnly(lab)).end).toEqual({
    during: 'handshake',
    by: 'app',
    alert: 48,
    says: 'unknown CA (alert 48)',
  });
});

test('curl: a pinned key that another stands for is refused, before a byte', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  expect((await curl(lab, '--pinnedpubkey', `sha256//${leaf.pin}`, `https://${host}/`)).code).toBe(90);
  expect(await theOnly(lab)).toMatchObject({ reach: 'handshake', requests: [], bytesFromApp: 0, end: { by: 'app' } });
});

test.each(['--http1.1', '--http2'])(
  'curl %s: who hangs up after the handshake is let go without being asked',
  async (version) => {
    await using genuine = await startGenuine();
    const { promise, resolve } = Promise.withResolvers<Connection>();
    await using lab = await openLab(genuine.port, terminated, { onConnection: resolve });
    await curl(lab, version, '--pinnedpubkey', `sha256//${leaf.pin}`, `https://${host}/`);
    expect(await promise).toMatchObject({ reach: 'handshake', end: { by: 'app', says: 'closed without a word' } });
  },
);

test('curl: expired, another name, self-signed, each with what curl says of it', async () => {
  await using genuine = await startGenuine();
  for (const [shows, alert] of [
    [{ kind: 'forged', signer: 'user-ca', dates: 'expired' }, 45],
    [{ kind: 'forged', signer: 'self' }, 48],
  ] as const) {
    await using lab = await openLab(genuine.port, { ...terminated, shows });
    expect((await curl(lab, `https://${host}/`)).code).toBe(60);
    expect(await theOnly(lab)).toMatchObject({ reach: 'nothing', end: { by: 'app', alert } });
  }
  await using lab = await openLab(genuine.port, {
    ...terminated,
    shows: { kind: 'forged', signer: 'user-ca', names: ['other.example.com'] },
  });
  expect((await curl(lab, `https://${host}/`)).code).toBe(60);
  // OpenSSL's clients compare names themselves, behind the handshake.
  expect(await theOnly(lab)).toMatchObject({ reach: 'handshake', bytesFromApp: 0 });
});

test('the genuine chain without its key: no app finishes the handshake', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, {
    kind: 'own-handshake',
    shows: { kind: 'genuine-without-key' },
    earlyData: false,
    answer: { kind: 'forward' },
  });
  expect((await curl(lab, `https://${host}/`)).code).not.toBe(0);
  const connection = await theOnly(lab);
  expect(connection).toMatchObject({ treatment: 'own-handshake', reach: 'nothing', end: { by: 'app', alert: 51 } });
  expect(connection.shown[0]!.pin).toBe(leaf.pin);
});

test('the own handshake with a certificate that is trusted is read as any other', async () => {
  await using genuine = await startGenuine();
  for (const flag of ['--http1.1', '--http2']) {
    await using lab = await openLab(genuine.port, {
      kind: 'own-handshake',
      shows: { kind: 'forged', signer: 'user-ca' },
      earlyData: true,
      answer: { kind: 'forward' },
    });
    expect(await curl(lab, flag, '--data', 'a=1', `https://${host}/`)).toMatchObject({ out: 'a=1', code: 0 });
    const connection = await theOnly(lab);
    expect(connection).toMatchObject({ reach: 'body', requests: [{ status: 200, bodyBytes: 3 }], end: { by: 'app' } });
    expect(connection.wire.keyLog.join()).toContain('CLIENT_HANDSHAKE_TRAFFIC_SECRET');
  }
});

test('what is genuine and not known cannot be shown, and nothing else is', async () => {
  await using lab = await openLab(1, {
    kind: 'own-handshake',
    shows: { kind: 'genuine-without-key' },
    earlyData: false,
    answer: { kind: 'forward' },
  });
  expect((await curl(lab, `https://${host}/`)).code).not.toBe(0);
  expect(await theOnly(lab)).toMatchObject({ reach: 'nothing', shown: [], end: { by: 'lab', during: 'handshake' } });
});

test('an app that goes in the middle of the handshake is told from one that refuses', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const tcp = net.connect({ port: lab.front.port, host: '127.0.0.1' });
  tcp.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`);
  await once(tcp, 'data');
  tcp.write(await helloOf(host));
  await once(tcp, 'data');
  tcp.destroy();
  expect(await theOnly(lab)).toMatchObject({ reach: 'nothing', end: { by: 'app', during: 'handshake', alert: null } });
});

describeWith(findProgram('openssl'), 'openssl s_client', (openssl) => {
  test.each(['-tls1_2', '-tls1_3'])('%s: the alert that it sends is read', async (version) => {
    await using genuine = await startGenuine();
    await using lab = await openLab(genuine.port, untrusted);
    const proxy = ['-proxy', `127.0.0.1:${lab.front.port}`, '-connect', `${host}:443`, '-servername', host];
    await run(openssl, ['s_client', ...proxy, version, '-verify_return_error', '-CAfile', lab.caFile]);
    expect((await theOnly(lab)).end).toMatchObject({ during: 'handshake', by: 'app', alert: 48 });
  });
});

describeWith(findProgram('go'), 'Go', (go) => {
  test('what Go refuses, it refuses with an alert and before a byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'livepin-go-'));
    try {
      const program = join(folder, 'main.go');
      await writeFile(program, goClient);
      await run(go, ['build', '-o', join(folder, 'client'), program]);
      await using genuine = await startGenuine();
      for (const { args, alert, reach } of [
        { args: ['trust'], alert: 42, reach: 'nothing' },
        { args: ['pin'], alert: 42, reach: 'nothing' },
      ] as const) {
        await using lab = await openLab(genuine.port, args[0] === 'trust' ? untrusted : terminated);
        const { out } = await run(join(folder, 'client'), [...args, `https://${host}/`, lab.proxyUrl, lab.caFile]);
        expect(out).toMatch(/^refused/);
        expect(await theOnly(lab)).toMatchObject({ reach, bytesFromApp: 0, end: { by: 'app', alert } });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const goClient = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
)

func main() {
	proxy, _ := url.Parse(os.Args[3])
	pem, _ := os.ReadFile(os.Args[4])
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	config := &tls.Config{RootCAs: roots}
	if os.Args[1] == "pin" {
		config.VerifyConnection = func(tls.ConnectionState) error { return errors.New("not our pin") }
	}
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: config}}
	if _, err := client.Get(os.Args[2]); err != nil {
		fmt.Println("refused:", err)
		return
	}
	fmt.Println("answered")
}
`;

/** The first flight of Node's client. */
async function helloOf(name: string): Promise<Buffer> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = tls.connect({ port: (server.address() as net.AddressInfo).port, host: '127.0.0.1', servername: name });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [net.Socket];
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}
