import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startServer } from '@livepin/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../system.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { cases, plan } from './world.ts';

const run = promisify(execFile);

describeWith(findProgram('openssl'), 'the OpenSSL commands', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  // Hosts that stand in the script themselves.
  const asked = cases.filter(
    ({ host, isExpired }) => !isExpired && plan.hosts.some((planned) => planned.host === host),
  );
  test.each(asked)('$says: $outcome ($host)', async ({ host, chain, outcome }) => {
    await using server = await startServer(chain);
    const only = { ...plan, hosts: plan.hosts.filter((planned) => planned.host === host) };
    const [script] = await place.generate('openssl', only, `script-${server.port}`);
    const env = { ...process.env, CONNECT: '127.0.0.1', PORT: `${server.port}`, CAFILE: place.caFile };
    const result = run('/bin/sh', [script!], { env });
    if (outcome === 'accepted') expect((await result).stdout).toContain(' pinned (subject');
    else {
      const said = outcome === 'not trusted' ? 'no verified connection' : 'no pinned key';
      await expect(result).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining(`${host}: ${said}`) });
    }
  });
});
