import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPem } from '@livepin/pki';
import { issue, startServer, type TestServer } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { type DeviceLab, openDeviceLab } from '../../src/device/device-lab.ts';
import type { DeviceLabOptions } from '../../src/device/device-options.ts';
import { runCurl, Watch } from './apps.ts';

const host = 'api.example.com';

// Apps are led here as a hosts file would: curl's --connect-to.
describeWith(findProgram('curl'), 'a lab in the place of a server', (curl) => {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-'));
  const genuineCa = issue({ subject: 'CN=Genuine CA', ca: true });
  const leaf = issue({ subject: `CN=${host}`, names: [host], issuer: genuineCa });
  const watch = new Watch();
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer([leaf]);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  function open(more: Partial<DeviceLabOptions> = {}): Promise<DeviceLab> {
    return openDeviceLab({
      mode: 'upstream',
      listen: { host: '127.0.0.1', port: 0 },
      hosts: [{ host, port: 443 }],
      scenarios: ['user-ca', 'untrusted-ca'],
      tries: 1,
      ca: genuineCa.pem,
      resolve: (name, port) => (name === host ? { host: '127.0.0.1', port: server.port } : { host: name, port }),
      subject: { name: 'an app', build: [] },
      onEvent: (event) => event.kind === 'hosts' && watch.told(event.hosts),
      ...more,
    });
  }

  function appOf(lab: DeviceLab, ...args: readonly string[]) {
    const store = join(folder, `store-${lab.address.port}.pem`);
    writeFileSync(store, genuineCa.pem + formatPem('CERTIFICATE', lab.root));
    return (url = `https://${host}/`) =>
      runCurl(curl, '--connect-to', `::127.0.0.1:${lab.address.port}`, '--cacert', store, ...args, url);
  }

  test('reads an app that is not pinned', async () => {
    await using lab = await open();
    await watch.useUntilDone(lab, appOf(lab));
    const report = await lab.report();
    expect(report).toMatchObject({ mode: 'upstream', hosts: [{ host, port: 443, verdict: 'not-pinned' }] });
  });

  test('is refused by an app that is pinned', async () => {
    await using lab = await open();
    await watch.useUntilDone(lab, appOf(lab, '--pinnedpubkey', `sha256//${leaf.pin}`));
    expect((await lab.report()).hosts).toMatchObject([{ verdict: 'pinned' }]);
  });

  test('says how to prove it where an app does not trust the lab', async () => {
    await using lab = await open();
    const store = join(folder, 'genuine.pem');
    writeFileSync(store, genuineCa.pem);
    const to = `::127.0.0.1:${lab.address.port}`;
    await watch.useUntilDone(lab, () => runCurl(curl, '--connect-to', to, '--cacert', store, `https://${host}/`));
    const [judged] = (await lab.report()).hosts;
    expect(judged?.verdict).toBe('unproven');
    expect(judged?.because).toContain('--write-ca');
  });

  test('answers by itself, with the genuine key, where there is no genuine server', async () => {
    const tester = { certificates: [new Certificate(leaf.der)] as const, key: leaf.key.privateKey };
    await using lab = await open({
      tester,
      answer: 204,
      resolve: () => {
        throw new Error('nobody is to be asked');
      },
    });
    const app = appOf(lab, '--pinnedpubkey', `sha256//${leaf.pin}`, '-w', '%{http_code}');
    expect((await app()).out).toBe('204');
    await watch.useUntilDone(lab, app);
    expect((await lab.report()).hosts).toMatchObject([{ verdict: 'pinned' }]);
  });

  test('is no proxy', async () => {
    await using lab = await open();
    const at = `127.0.0.1:${lab.address.port}`;
    const before = server.connections();
    for (const proxy of [`http://${at}`, `socks5h://${at}`, `socks4a://${at}`]) {
      expect((await runCurl(curl, '--proxy', proxy, '--insecure', `https://${host}/`)).status).not.toBe(0);
      expect((await runCurl(curl, '--proxy', proxy, `http://${host}/`)).status).not.toBe(0);
    }
    expect(server.connections()).toBe(before);
    expect(lab.hosts).toEqual([]);
  });

  test.each(['https', 'http'])('gives nothing to a web page whose name was made to lead here (%s)', async (scheme) => {
    await using lab = await open();
    const { status, out } = await runCurl(
      curl,
      ...['--connect-to', `::127.0.0.1:${lab.address.port}`, '--insecure', `${scheme}://evil.example/`],
    );
    expect(status).not.toBe(0);
    expect(out).not.toContain('hello');
    expect(lab.hosts).toEqual([]);
  });

  describeWith(findProgram('openssl'), 'for an app that names nobody', (openssl) => {
    test('stands for the first of its hosts', async () => {
      await using lab = await open();
      const app = spawn(openssl, ['s_client', '-connect', `127.0.0.1:${lab.address.port}`, '-noservername'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      app.stdin.end('GET / HTTP/1.0\r\n\r\n');
      await once(app, 'close');
      await watch.quiet(lab);
      expect(lab.hosts).toMatchObject([{ endpoint: { host, port: 443 } }]);
    });
  });
});
