import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connection.ts';
import { DeviceRuns } from '../../src/device/device-runs.ts';
import { planTries, quietSeconds } from '../../src/device/rotation.ts';
import type { Endpoint } from '../../src/endpoint.ts';
import type { Scenario } from '../../src/scenario.ts';
import { judgeApp } from '../../src/verdict/judge-app.ts';
import { readable, refusal, scenario, untrustedCa, unused, used, userCa } from '../verdict/records.ts';

const api = { host: 'api.example.com', port: 443 };
const pins = { host: 'pins.example.com', port: 443 };

type Make = (more: Partial<Connection>) => Connection;

/** A device: each connection arrives, and ends as told, a moment later. */
class Device {
  now = 1_000;
  readonly runs: DeviceRuns;

  constructor(scenarios: readonly Scenario[], tries = 1) {
    this.runs = new DeviceRuns(planTries(scenarios, tries), (host) => host === pins.host);
  }

  /** @returns for what it was taken */
  connect(endpoint: Endpoint, id: number, ending: { whenGenuine: Make; whenAttacked: Make }): string {
    const assignment = this.runs.arrive(endpoint, id, this.now);
    if (!assignment) return 'let through';
    const { plan } = assignment;
    const make = plan.purpose === 'attack' ? ending.whenAttacked : ending.whenGenuine;
    const startedAt = this.now * 1000;
    this.now += quietSeconds;
    this.runs.finish(make({ ...endpoint, id, startedAt, endedAt: startedAt + 100 }), this.now);
    this.now += quietSeconds;
    this.runs.settle(this.now);
    return plan.purpose === 'attack' ? `${plan.scenario.id} ${plan.pass}` : plan.purpose;
  }
}

const pinnedApp = { whenGenuine: used, whenAttacked: (more: Partial<Connection>) => refusal(46, more) };
const openApp = { whenGenuine: used, whenAttacked: readable };
const allTrusted = { isShown: true, because: 'It is known.' };

function judge(device: Device, scenarios: readonly Scenario[]) {
  return judgeApp({
    scenarios: scenarios.map((one) => ({ scenario: one, notRun: null })),
    records: device.runs.records(),
    channels: [pins.host],
    trust: allTrusted,
  });
}

describe('a host', () => {
  test('that refuses is pinned, with a control of its own before and after', () => {
    const device = new Device([userCa, untrustedCa]);
    const taken = [1, 2, 3, 4, 5].map((id) => device.connect(api, id, pinnedApp));
    expect(taken).toEqual(['control', 'user-ca attacked', 'control', 'untrusted-ca attacked', 'control']);
    expect(device.runs.isDone).toBe(true);
    const { hosts, controls } = judge(device, [userCa, untrustedCa]);
    expect(hosts.map(({ verdict }) => verdict)).toEqual(['pinned']);
    expect(controls.map(({ place, ok }) => `${place} ${ok}`)).toEqual(['first true', 'last true']);
  });

  test('that lets itself be read is not pinned, though nothing was tried after', () => {
    const device = new Device([userCa], 3);
    device.connect(api, 1, openApp);
    device.connect(api, 2, openApp);
    expect(judge(device, [userCa]).hosts.map(({ verdict }) => verdict)).toEqual(['not-pinned']);
    expect(device.runs.isDone).toBe(false);
  });

  test('whose app did not work any more after an attack has not held', () => {
    const device = new Device([userCa], 1);
    device.connect(api, 1, pinnedApp);
    device.connect(api, 2, pinnedApp);
    device.connect(api, 3, { ...pinnedApp, whenGenuine: unused });
    expect(device.runs.uncounted).toBe(1);
    const [host] = judge(device, [userCa]).hosts;
    expect(host?.cells.map(({ verdict }) => verdict)).toEqual(['not-seen']);
  });

  test('that never worked with the genuine server is not attacked', () => {
    const device = new Device([userCa]);
    const taken = [1, 2, 3].map((id) => device.connect(api, id, { ...pinnedApp, whenGenuine: unused }));
    expect(taken).toEqual(['control', 'control', 'control']);
    expect(device.runs.statuses()).toMatchObject([{ genuineFailures: 3 }]);
  });

  test('answers for another port of its name that is first seen while it is attacked', () => {
    const device = new Device([userCa]);
    device.connect(api, 1, pinnedApp);
    const attacked = device.runs.arrive(api, 2, device.now);
    const fallback = device.runs.arrive({ ...api, port: 80 }, 3, device.now);
    expect(fallback?.plan).toEqual(attacked?.plan);
    expect(device.runs.endpoints).toEqual([api]);
  });

  test('that is tried again by a key has one more attempt', () => {
    const device = new Device([userCa]);
    for (const id of [1, 2, 3]) device.connect(api, id, pinnedApp);
    device.runs.move(api, 'previous');
    for (const id of [4, 5]) device.connect(api, id, pinnedApp);
    expect(judge(device, [userCa]).hosts[0]?.cells[0]?.tries).toHaveLength(2);
  });
});

test('what was asked of one host moves no other', () => {
  const device = new Device([userCa, untrustedCa]);
  const other = { host: 'other.example', port: 443 };
  device.connect(api, 1, pinnedApp);
  device.connect(other, 2, pinnedApp);
  device.runs.move(api, 'genuine');
  expect(device.connect(api, 3, pinnedApp)).toBe('control');
  expect(device.connect(other, 4, pinnedApp)).toBe('user-ca attacked');
});

describe('an attack on the channel of pins', () => {
  const blocked = scenario('channel-blocked', {
    group: 'pin updates',
    needs: ['channel'],
    passes: ['genuine', 'attacked'],
  });
  const closed = (more: Partial<Connection>) => refusal(null, { treatment: 'close', ...more });

  test('is made while a host is tried, and belongs to that try', () => {
    const device = new Device([blocked]);
    device.connect(api, 1, pinnedApp);
    expect(device.connect(pins, 2, { whenGenuine: used, whenAttacked: closed })).toBe('channel-blocked genuine');
    // The app goes on with the genuine server, which is what this pass asks.
    expect(device.connect(api, 3, { whenGenuine: used, whenAttacked: used })).toBe('channel-blocked genuine');
    expect(device.connect(pins, 4, { whenGenuine: used, whenAttacked: closed })).toBe('channel-blocked attacked');
    expect(device.connect(api, 5, pinnedApp)).toBe('channel-blocked attacked');
    expect(device.connect(api, 6, pinnedApp)).toBe('control');
    const host = judge(device, [blocked]).hosts.find(({ endpoint }) => endpoint.host === api.host);
    expect(host?.cells).toMatchObject([{ verdict: 'held', tries: [{ outcome: 'held' }, { outcome: 'held' }] }]);
  });

  test('that no app noticed, since none asked the channel, shows nothing', () => {
    const device = new Device([blocked]);
    device.connect(api, 1, pinnedApp);
    device.connect(api, 2, { whenGenuine: used, whenAttacked: used });
    device.connect(api, 3, pinnedApp);
    device.connect(api, 4, pinnedApp);
    expect(judge(device, [blocked]).hosts[0]?.cells).toMatchObject([{ verdict: 'not-seen' }]);
  });

  test('is made for one host at a time', () => {
    const device = new Device([blocked]);
    const other = { host: 'other.example', port: 443 };
    device.connect(api, 1, pinnedApp);
    device.connect(other, 2, pinnedApp);
    device.runs.arrive(api, 3, device.now);
    expect(device.runs.arrive(other, 4, device.now)?.plan.purpose).toBe('control');
  });
});

test('a device that opens names without end is followed for so many, and no further', () => {
  const device = new Device([userCa]);
  for (let id = 0; id < 600; id++) device.connect({ host: `h${id}.example`, port: 443 }, id, pinnedApp);
  expect(device.runs.endpoints).toHaveLength(500);
  expect(device.connect({ host: 'h0.example', port: 443 }, 601, pinnedApp)).toBe('user-ca attacked');
});

test('of the genuine connections of a long day some are kept, the first and the last', () => {
  const device = new Device([]);
  for (let id = 1; id <= 200; id++) device.connect(api, id, pinnedApp);
  const kept = device.runs.records().flatMap(({ connections }) => connections.map(({ id }) => id));
  expect(kept).toHaveLength(16);
  expect([kept[0], kept.at(-1)]).toEqual([1, 200]);
});
