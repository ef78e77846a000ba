import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@livepin/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { Adb } from '../../src/device/adb.ts';
import { setDeviceProxy } from '../../src/device/device-proxy.ts';
import { type Keeper, openKeeper } from '../../src/keeper/keeper.ts';

const fake = fileURLToPath(new URL('fake-adb.mjs', import.meta.url));

interface FakeDevice {
  serial: string;
  state: string;
  properties: Record<string, string>;
  global: Record<string, string>;
  reversed: Record<string, string>;
  log: string[];
}

let folder: string;
let keeper: Keeper;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'livepin-'));
  process.env['FAKE_ADB'] = join(folder, 'device.json');
  symlinkSync(fake, join(folder, 'adb'));
  keeper = await openKeeper(join(folder, 'state'));
});

afterEach(async () => {
  await keeper[Symbol.asyncDispose]();
  delete process.env['FAKE_ADB'];
  rmSync(folder, { recursive: true });
});

function plug(device: Partial<FakeDevice> = {}): Adb {
  const whole = { serial: 'R58', state: 'device', properties: {}, global: {}, reversed: {}, log: [], ...device };
  writeFileSync(join(folder, 'device.json'), JSON.stringify(whole));
  return new Adb(join(folder, 'adb'), 'R58');
}

function device(): FakeDevice {
  return JSON.parse(readFileSync(join(folder, 'device.json'), 'utf8'));
}

// What is shown here of adb and Android is what their documentation says: the device is played by test/device/fake-adb.mjs.
describe('the proxy of a device (a stand-in)', () => {
  test('of a phone leads to the lab over USB, by a port that the phone chose', async () => {
    await using set = await setDeviceProxy(plug(), 8899, keeper);
    expect(set.proxy).toBe('127.0.0.1:41234');
    expect(device()).toMatchObject({
      global: { http_proxy: '127.0.0.1:41234' },
      reversed: { 'tcp:41234': 'tcp:8899' },
    });
  });

  test.each([{ 'ro.boot.qemu': '1' }, { 'ro.kernel.qemu': '1' }])(
    'of an emulator (%j) leads to its name for this machine',
    async (properties) => {
      await using set = await setDeviceProxy(plug({ properties }), 8899, keeper);
      expect(set.proxy).toBe('10.0.2.2:8899');
      expect(device().reversed).toEqual({});
    },
  );

  test.each([
    ['none', {}],
    ['one that was taken away', { http_proxy: ':0' }],
    ['an empty one', { http_proxy: '' }],
    ['another', { http_proxy: '10.1.2.3:3128', global_http_proxy_host: '10.1.2.3', global_http_proxy_port: '3128' }],
    ['one of IPv6', { http_proxy: '[fd00::1]:3128' }],
  ])('is put back as it was, where it was %s', async (_what, global: Record<string, string>) => {
    const adb = plug({ global, reversed: { 'tcp:9999': 'tcp:9999' } });
    await (await setDeviceProxy(adb, 8899, keeper))[Symbol.asyncDispose]();
    expect(device()).toMatchObject({ reversed: { 'tcp:9999': 'tcp:9999' } });
    expect(device().global).toEqual(global);
    expect(Object.keys(device().reversed)).toEqual(['tcp:9999']);
  });

  test('where there was none, has Android let go of the lab before the setting goes', async () => {
    await (await setDeviceProxy(plug(), 8899, keeper))[Symbol.asyncDispose]();
    expect(device().log.find((line) => line.includes('delete'))).toBe(
      'shell settings put global http_proxy :0; settings delete global http_proxy',
    );
  });

  test.each([
    ['set by its owner', { global_http_proxy_host: 'proxy.example.com' }, 'its owner'],
    ['a script of its owner', { global_proxy_pac_url: 'http://proxy.example.com/pac' }, 'its owner'],
    ['no proxy at all', { http_proxy: '1.2.3.4:80; reboot' }, 'is none'],
    ['one that would be a command', { http_proxy: '$(reboot):1' }, 'is none'],
  ])('is not touched where it is %s', async (_what, global: Record<string, string>, says) => {
    await expect(setDeviceProxy(plug({ global }), 8899, keeper)).rejects.toThrow(
      expect.objectContaining({ code: 'LP_LAB_DEVICE_PROXY', message: expect.stringContaining(says) }),
    );
    expect(device().global).toEqual(global);
    expect(device().log.join('\n')).not.toMatch(/put|delete|reverse/);
  });

  test.each([
    ['is not there', { serial: 'another' }, 'not found'],
    ['does not trust this machine', { state: 'unauthorized' }, 'unauthorized'],
    ['is offline', { state: 'offline' }, 'offline'],
  ])('of a device that %s cannot be set, and that is said', async (_what, state, says) => {
    await expect(setDeviceProxy(plug(state), 8899, keeper)).rejects.toThrow(
      expect.objectContaining({ code: 'LP_LAB_DEVICE_UNREACHABLE', message: expect.stringContaining(says) }),
    );
  });

  test('is put back when the lab is killed', async () => {
    const global = { http_proxy: '10.1.2.3:3128' };
    plug({ global });
    const script = `
      import { Adb } from ${JSON.stringify(new URL('../../src/device/adb.ts', import.meta.url).href)};
      import { setDeviceProxy } from ${JSON.stringify(new URL('../../src/device/device-proxy.ts', import.meta.url).href)};
      import { openKeeper } from ${JSON.stringify(new URL('../../src/keeper/keeper.ts', import.meta.url).href)};
      const keeper = await openKeeper(${JSON.stringify(join(folder, 'other-state'))});
      await setDeviceProxy(new Adb(${JSON.stringify(join(folder, 'adb'))}, 'R58'), 8899, keeper);
      console.log('set');
      setInterval(() => {}, 1000);
    `;
    const lab = spawn(process.execPath, ['--no-warnings', '--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(lab.stdout, 'data');
    expect(device().global['http_proxy']).toBe('127.0.0.1:41234');
    lab.kill('SIGKILL');
    await once(lab, 'exit');
    const isBack = () => ({ global: device().global, reversed: device().reversed });
    await expect.poll(isBack, { timeout: 20_000 }).toEqual({ global, reversed: {} });
  });
});

test('without adb it is said what is missing', async () => {
  await expect(new Adb(join(folder, 'no-adb'), 'R58').run('get-state')).rejects.toThrow(
    expect.objectContaining({ code: 'LP_LAB_DEVICE_UNREACHABLE', message: expect.stringContaining('not installed') }),
  );
});

describeWith(findProgram('adb'), 'the real adb, without a device', (adb) => {
  beforeAll(async () => {
    // adb leaves a server behind: here one of its own, on another port than the machine's.
    process.env['ANDROID_ADB_SERVER_PORT'] = String(await freePort());
  });

  afterAll(() => {
    execFileSync(adb, ['kill-server']);
    delete process.env['ANDROID_ADB_SERVER_PORT'];
  });

  test('says that there is none', async () => {
    await expect(new Adb(adb, 'no-such-serial').checkReachable()).rejects.toThrow(
      expect.objectContaining({
        code: 'LP_LAB_DEVICE_UNREACHABLE',
        message: expect.stringContaining("'no-such-serial' not found"),
      }),
    );
  });
});
