import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPem } from '@livepin/pki';
import { type Issued, issue, startServer, type TestServer } from '@livepin/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { type DeviceLab, openDeviceLab } from '../../src/device/device-lab.ts';
import type { DeviceLabOptions } from '../../src/device/device-options.ts';
import type { HostStatus } from '../../src/device/device-runs.ts';

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

  /** Called with each state of the hosts. */
  let onHosts = (_hosts: readonly HostStatus[]): void => {};

  function open(more: Partial<DeviceLabOptions> = {}): Promise<DeviceLab> {
    return openDeviceLab({
      onEvent: (event) => event.kind === 'hosts' && onHosts(event.hosts),
      mode: 'device',
      listen: { host: '127.0.0.1', port: 0 },
      scenarios: ['user-ca', 'untrusted-ca'],
      tries: 1,
      ca: genuineCa.pem,
      told: new Map([[`${host}:443`, { host: '127.0.0.1', port: server.port }]]),
      subject: { name: 'a phone', build: [] },
      ...more,
    });
  }

  interface Said {
    readonly status: number;
    readonly out: string;
  }

  function run(...args: readonly string[]): Promise<Said> {
    return new Promise((resolve) => {
      execFile(curl, ['-sS', '--max-time', '20', ...args], (error, stdout, stderr) =>
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, out: stdout + stderr }),
      );
    });
  }

  /** An app of the device: what it trusts, and its pins. */
  function appOf(lab: DeviceLab, ...args: readonly string[]) {
    const store = join(folder, `store-${lab.address.port}.pem`);
    writeFileSync(store, genuineCa.pem + formatPem('CERTIFICATE', lab.root));
    return (url = `https://${host}/`) =>
      run('--proxy', `http://127.0.0.1:${lab.address.port}`, '--cacert', store, ...args, url);
  }

  /** Resolves when no connection is open and no try goes on. */
  function quiet(lab: DeviceLab): Promise<void> {
    return new Promise((resolve) => {
      onHosts = (hosts) => {
        if (hosts.every(({ open: count, isGoingOn }) => count === 0 && !isGoingOn)) resolve();
      };
      onHosts(lab.hosts);
    });
  }

  /** Lets the app connect until the lab is done with it. */
  async function useUntilDone(lab: DeviceLab, app: () => Promise<Said>): Promise<void> {
    for (let index = 0; index < 30 && !lab.isDone; index++) {
      await app();
      await quiet(lab);
    }
    expect(lab.isDone).toBe(true);
  }

  test('is not pinned where an app takes what the lab shows', async () => {
    await using lab = await open();
    await useUntilDone(lab, appOf(lab));
    const report = await lab.report();
    expect(report).toMatchObject({
      mode: 'device',
      isPartial: false,
      hosts: [{ host, port: 443, verdict: 'not-pinned' }],
    });
  });
});
