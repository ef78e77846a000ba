import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../system.ts';
import { type Driver, startDriver } from './driver.ts';
import { compileJvmDriver, findJvmLibraries } from './jvm-driver.ts';
import { testCases } from './trial.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { cases, expiredPlan, plan } from './world.ts';

describeWith(await findJvmLibraries(), 'what is generated for the JVM', (folder) => {
  let place: Workplace;
  let driver: Driver;
  beforeAll(async () => {
    place = await openWorkplace();
    const classPath = await compileJvmDriver(place, folder, { live: plan, expired: expiredPlan });
    const hosts = ['unpinned.example', ...cases.map(({ host }) => host)];
    const hostsFile = await place.write('hosts', [...new Set(hosts)].map((host) => `127.0.0.1 ${host}\n`).join(''));
    const parameters = [`-Djdk.net.hosts.file=${hostsFile}`, '-cp', classPath, 'Driver'];
    driver = startDriver('java', [...parameters, place.caFile, join(place.folder, 'trusted.p12')], {});
  }, 120_000);
  afterAll(async () => {
    await driver?.[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });
  const ask = (id: string) => (host: string, port: number, isExpired: boolean) =>
    driver.ask(`${id}/${isExpired ? 'expired' : 'live'}`, host, port);

  const notTrusted = /unable to find valid certification path|not verified|No (subject alternative|name matching)/;
  describe.each(['okhttp-kotlin', 'okhttp-java', 'ktor'])('%s', (id) => {
    testCases(ask(id), { 'no pinned key': /Certificate pinning failure!/, 'not trusted': notTrusted }, [
      'most-specific',
      'exclusion',
    ]);
  });
  describe.each(['httpurlconnection', 'httpurlconnection-android'])('%s', (id) => {
    testCases(ask(id), { 'no pinned key': /No pinned key on the path to/, 'not trusted': notTrusted });
  });
  test('Cronet is told every pin, and that no CA is free of them', async () => {
    const pinned = plan.hosts.map(({ host, subdomains, keys }) => {
      const pins = keys.map(({ pin }) => pin).sort();
      return `${host} ${pins.join(',')} ${subdomains} ${plan.expires! * 1000}`;
    });
    const calls = [...pinned.sort(), 'bypass false'].join(' | ');
    await expect(driver.ask('cronet/live', 'any.example', 1)).rejects.toThrow(calls);
  });
});
