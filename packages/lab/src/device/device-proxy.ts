import { LivepinError } from '@livepin/core';
import type { Keeper } from '../keeper/keeper.ts';
import type { Adb } from './adb.ts';

/** A device whose proxy the lab has set. It is put back by `Symbol.asyncDispose`, or by the keeper's watcher if the lab dies. */
export interface DeviceProxy extends AsyncDisposable {
  /** `10.0.2.2:8899`, as the device has it now. */
  readonly proxy: string;
  /** What the device had before, as its settings say it: `null` for none, `:0` for one that was taken away. */
  readonly before: string;
}

/**
 * Has everything of a device that asks for the system's proxy go by the lab.
 * @param port of the lab on this machine's loopback interface
 * @throws {LivepinError} LP_LAB_DEVICE_UNREACHABLE; LP_LAB_DEVICE_PROXY: it could not be put back as it is, so nothing was changed
 */
export async function setDeviceProxy(adb: Adb, port: number, keeper: Keeper): Promise<DeviceProxy> {
  await adb.checkReachable();
  const before = await adb.run('shell', 'settings get global http_proxy');
  await checkRestorable(adb, before);
  const undone: (() => Promise<void>)[] = [];
  const undo = async () => {
    for (const each of undone.splice(0).reverse()) await each();
  };
  try {
    const proxy = (await adb.isEmulator()) ? `10.0.2.2:${port}` : await reversed(adb, port, keeper, undone);
    // Minded before it is done: whatever happens in between, the device is put back.
    const duty = keeper.mind({
      kind: 'command',
      argv: adb.argv('shell', restoring(before)),
      says: `the proxy of the device ${adb.serial} as it was: ${before === '' ? '(empty)' : before}`,
    });
    undone.push(() => duty.done());
    await adb.run('shell', `settings put global http_proxy ${proxy}`);
    return { proxy, before, [Symbol.asyncDispose]: undo };
  } catch (error) {
    await undo();
    throw error;
  }
}

/** A port of the device that leads to the lab, over USB: nobody else in any network sees it. */
async function reversed(adb: Adb, port: number, keeper: Keeper, undone: (() => Promise<void>)[]): Promise<string> {
  // The device chooses one that is free, and what others have set up stays.
  const chosen = await adb.run('reverse', 'tcp:0', `tcp:${port}`);
  if (!/^\d{1,5}$/.test(chosen)) {
    const sentence = `The device ${adb.serial} named no port of its own that leads to the lab: ${JSON.stringify(chosen.slice(0, 60))}.`;
    throw new LivepinError('LP_LAB_DEVICE_UNREACHABLE', sentence);
  }
  const duty = keeper.mind({
    kind: 'command',
    argv: adb.argv('reverse', '--remove', `tcp:${chosen}`),
    says: `no port of the device ${adb.serial} that leads here`,
  });
  undone.push(() => duty.done());
  return `127.0.0.1:${chosen}`;
}

/** Everything that goes into a command of the device's shell. */
const plainProxy = /^[\w.:[\]-]*$/;

async function checkRestorable(adb: Adb, before: string): Promise<void> {
  const refuse = (why: string): never => {
    throw new LivepinError('LP_LAB_DEVICE_PROXY', `The device ${adb.serial} ${why}; nothing was changed.`);
  };
  if (!plainProxy.test(before)) refuse(`has a proxy that is none: ${JSON.stringify(before.slice(0, 60))}`);
  // Set by the device's owner or by a script, and overwritten by http_proxy: what was there could not be put back by adb.
  for (const name of ['global_http_proxy_host', 'global_proxy_pac_url']) {
    const value = await adb.run('shell', `settings get global ${name}`);
    const isItsOwn = before !== 'null' && before !== '' && before.split(':')[0] === value;
    if (value !== '' && value !== 'null' && !isItsOwn) refuse(`has a proxy that its owner set (${name})`);
  }
}

/** @see ProxyTracker.loadDeprecatedGlobalHttpProxy in Android: a setting that is deleted changes nothing, one of ":0" takes the proxy away */
function restoring(before: string): string {
  const put = (value: string) => `settings put global http_proxy ${value}`;
  if (before === 'null') return `${put(':0')}; settings delete global http_proxy`;
  if (before === '') return `${put(':0')}; ${put("''")}`;
  return put(before);
}
