import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { formatPem } from '@livepin/pki';
import { type Issued, issue, startServer, type TestServer } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { type DeviceLab, openDeviceLab } from '../../src/device/device-lab.ts';
import type { DeviceLabOptions } from '../../src/device/device-options.ts';
import { runCurl, startPlainServer, Watch } from './apps.ts';

const host = 'api.example.com';

// A phone is played by curl: one process for each connection, with the trust store and the pins of an app.
describeWith(findProgram('curl'), 'a device behind the lab', (curl) => {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-'));
  const genuineCa = issue({ subject: 'CN=Genuine CA', ca: true });
  const leaf: Issued = issue({ subject: `CN=${host}`, names: [host], issuer: genuineCa });
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer([leaf]);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const watch = new Watch();

  function open(more: Partial<DeviceLabOptions> = {}): Promise<DeviceLab> {
    return openDeviceLab({
      onEvent: (event) => event.kind === 'hosts' && watch.told(event.hosts),
      mode: 'device',
      listen: { host: '127.0.0.1', port: 0 },
      scenarios: ['user-ca', 'untrusted-ca'],
      tries: 1,
      ca: genuineCa.pem,
      resolve: (name, port) => (name === host ? { host: '127.0.0.1', port: server.port } : { host: name, port }),
      subject: { name: 'a phone', build: [] },
      ...more,
    });
  }

  const run = (...args: readonly string[]) => runCurl(curl, ...args);

  /** An app of the device: what it trusts, and its pins. */
  function appOf(lab: DeviceLab, ...args: readonly string[]) {
    const store = join(folder, `store-${lab.address.port}.pem`);
    writeFileSync(store, genuineCa.pem + formatPem('CERTIFICATE', lab.root));
    return (url = `https://${host}/`) =>
      run('--proxy', `http://127.0.0.1:${lab.address.port}`, '--cacert', store, ...args, url);
  }

  const verdictOf = async (lab: DeviceLab) => (await lab.report()).hosts[0]!;

  test('is not pinned where an app takes what the lab shows', async () => {
    await using lab = await open();
    await watch.useUntilDone(lab, appOf(lab));
    const report = await lab.report();
    expect(report).toMatchObject({
      mode: 'device',
      isPartial: false,
      hosts: [{ host, port: 443, verdict: 'not-pinned' }],
    });
    expect(report.warnings.join(' ')).toContain("in the user's store");
  });

  test('is pinned where an app refuses the trusted CA otherwise than the unknown one', async () => {
    await using lab = await open();
    await watch.useUntilDone(lab, appOf(lab, '--pinnedpubkey', `sha256//${leaf.pin}`));
    const report = await lab.report();
    expect(report.hosts).toMatchObject([{ verdict: 'pinned', cells: [{ verdict: 'held' }, { verdict: 'held' }] }]);
    expect(report.controls.map(({ ok }) => ok)).toEqual([true, true]);
  });

  describe('of an app that does not trust the CA of a user', () => {
    /** As an app for Android 7 and later. */
    const androidApp = (lab: DeviceLab) => {
      const store = join(folder, 'genuine.pem');
      writeFileSync(store, genuineCa.pem);
      const proxy = `http://127.0.0.1:${lab.address.port}`;
      return () => run('--proxy', proxy, '--cacert', store, `https://${host}/`);
    };

    test('proves nothing, whatever a browser of the device trusts', async () => {
      await using lab = await open();
      await watch.useUntilDone(lab, androidApp(lab));
      const browser = appOf(lab);
      await browser('https://check-0123456789ab.livepin.lab/');
      const { verdict, because } = await verdictOf(lab);
      expect(verdict).toBe('unproven');
      expect(because).toContain('--store system');
    });

    test('is pinned where the system of the device trusts the lab, and a browser showed it', async () => {
      await using lab = await open({ store: 'system' });
      await watch.useUntilDone(lab, androidApp(lab));
      expect((await verdictOf(lab)).verdict).toBe('unproven');
      await appOf(lab)('https://check-0123456789ab.livepin.lab/');
      expect((await verdictOf(lab)).verdict).toBe('pinned');
    });

    test('proves nothing where somebody went past a warning of the browser', async () => {
      await using lab = await open({ store: 'system' });
      await watch.useUntilDone(lab, androidApp(lab));
      const proxy = ['--proxy', `http://127.0.0.1:${lab.address.port}`];
      const url = 'https://check-0123456789ab.livepin.lab/';
      expect(await run(...proxy, url)).toMatchObject({ status: 60 });
      expect(await run(...proxy, '--insecure', url)).toMatchObject({ status: 0 });
      expect((await verdictOf(lab)).verdict).toBe('unproven');
    });
  });

  test('that is put away in the middle is told of as far as it went, and a refusal without a control counts for nothing', async () => {
    await using lab = await open({ tries: 2 });
    const app = appOf(lab, '--pinnedpubkey', `sha256//${leaf.pin}`);
    for (let index = 0; index < 4; index++) {
      await app();
      await watch.quiet(lab);
    }
    const report = await lab.report();
    expect(report.isPartial).toBe(true);
    expect(report.hosts[0]!.cells.map(({ tries }) => tries.length)).toEqual([1, 0]);
    expect(report.warnings.join(' ')).toContain('1 try is not counted');
  });

  test('finds the pages of the lab through the proxy and at its address', async () => {
    await using lab = await open();
    const at = `http://127.0.0.1:${lab.address.port}`;
    expect((await run('--proxy', at, 'http://livepin.lab/')).out).toContain('<h1>Livepin lab</h1>');
    expect((await run(`${at}/`)).out).toContain('<h1>Livepin lab</h1>');
    const pem = (await run(`${at}/livepin-lab.pem`)).out;
    expect(pem).toBe(formatPem('CERTIFICATE', lab.root));
    expect(lab.hosts).toEqual([]);
  });

  test('keeps a connection open, and is attacked all the same: the lab ends what is idle', async () => {
    await using lab = await open({ scenarios: ['user-ca'] });
    for (let index = 0; index < 3; index++) {
      const kept = await connectionOf(lab);
      await once(kept, 'close');
      await watch.quiet(lab);
    }
    expect(lab.isDone).toBe(true);
    expect((await verdictOf(lab)).verdict).toBe('not-pinned');
  });

  describe('is not led', () => {
    const refused = async (lab: DeviceLab, url: string) =>
      run('--proxy', `http://127.0.0.1:${lab.address.port}`, '--insecure', '-w', '%{http_code}', url);

    test.each([
      ['to a service of this machine', 'http://127.0.0.1:PORT/'],
      ['to it by name', 'http://localhost:PORT/'],
      ['to it by another spelling', 'http://0x7f.1:PORT/'],
      ['to it by IPv6', 'http://[::ffff:127.0.0.1]:PORT/'],
      ['to what a cloud tells a machine', 'http://169.254.169.254/latest/meta-data/'],
      ['to the lab itself', 'http://127.0.0.1:LAB/livepin-lab.pem'],
    ])('%s', async (_what, url) => {
      await using secret = await startPlainServer('secret');
      await using lab = await open();
      const filled = url.replace('PORT', String(secret.port)).replace('LAB', String(lab.address.port));
      const { out } = await refused(lab, filled);
      expect(out).not.toContain('secret');
      expect(out).not.toContain('BEGIN CERTIFICATE');
      expect(secret.connections()).toBe(0);
    });

    test('through a tunnel to a service of this machine', async () => {
      await using secret = await startPlainServer('secret');
      await using lab = await open();
      await run('--proxytunnel', '--proxy', `http://127.0.0.1:${lab.address.port}`, `http://127.0.0.1:${secret.port}/`);
      expect(secret.connections()).toBe(0);
    });

    test('through SOCKS to a service of this machine', async () => {
      await using secret = await startPlainServer('secret');
      await using lab = await open();
      for (const scheme of ['socks4', 'socks4a', 'socks5', 'socks5h'])
        await run('--proxy', `${scheme}://127.0.0.1:${lab.address.port}`, `http://127.0.0.1:${secret.port}/`);
      expect(secret.connections()).toBe(0);
    });
  });

  test('from an address that is not admitted is turned away before a byte', async () => {
    await using lab = await open({ allow: ['192.0.2.0/24'] });
    const { status, out } = await run(`http://127.0.0.1:${lab.address.port}/`);
    expect(out).not.toContain('Livepin');
    expect(status).not.toBe(0);
  });

  test('a port that is taken is said so', async () => {
    await using lab = await open();
    await expect(open({ listen: lab.address })).rejects.toThrow(expect.objectContaining({ code: 'LP_PORT_IN_USE' }));
  });

  test('hosts that are not asked for are let through, and in no report', async () => {
    await using lab = await open({ only: ['other.example'] });
    const { out } = await appOf(lab)();
    expect(out).toBe('hello');
    await appOf(lab)();
    expect((await lab.report()).hosts).toEqual([]);
  });
});

/** A connection that had an answer, and that its client would keep for good. */
async function connectionOf(lab: DeviceLab): Promise<Socket> {
  const tunnel = http.request({ port: lab.address.port, method: 'CONNECT', path: `${host}:443` });
  tunnel.end();
  const [, socket] = (await once(tunnel, 'connect')) as [unknown, Socket];
  const secure = tls.connect({ socket, servername: host, rejectUnauthorized: false });
  secure.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await once(secure, 'data');
  return secure;
}
