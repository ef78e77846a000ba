import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Certificate } from '@livepin/tls';
import { ProxyAgent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type GenuineServers,
  issuing,
  leaf,
  otherHost,
  otherLeaf,
  root,
  startGenuine,
} from '../../../../e2e/lab/world.ts';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import type { LabEvent, Report, ReportedHost, World } from '../../src/index.ts';
import { commandSubject, type LabOptions, runLab } from '../../src/index.ts';
import { callbackSubject } from '../../src/subject/callback.ts';

// Real curl against a real server, which the lab finds by --resolve.

const state = mkdtempSync(join(tmpdir(), 'lab-run-test-'));
process.env['LIVEPIN_LAB_STATE'] = state;
let server: GenuineServers;
beforeAll(async () => {
  server = await startGenuine();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(state, { recursive: true });
});

function labOf(command: readonly [string, ...string[]], more: LabOptions = {}): Promise<Report> {
  const resolve = (host: string, port: number) => server.locate(host, port) ?? { host, port };
  const options = { ca: root.pem, resolve, tries: 1, ...more };
  return runLab(options, commandSubject({ command }));
}

const url = 'https://api.example.com/';
const pinned = `sha256//${leaf.pin}`;
const few = { scenarios: ['user-ca', 'untrusted-ca'] };
const verdicts = ({ hosts }: Report) => Object.fromEntries(hosts.map(({ host, verdict }) => [host, verdict]));
const cellOf = (host: ReportedHost | undefined, scenario: string) =>
  host!.cells.find((cell) => cell.scenario === scenario)!;

describeWith(findProgram('curl'), 'curl', (curl) => {
  test('without pins is not pinned: what was read under the user CA is in the report', async () => {
    const canary = { name: 'token', value: 'canary-12345' };
    const command = [curl, '-sS', '-H', `Authorization: Bearer ${canary.value}`, url] as const;
    const report = await labOf(command, { ...few, canaries: [canary] });
    expect(verdicts(report)).toEqual({ 'api.example.com': 'not-pinned' });
    const [host] = report.hosts;
    expect(cellOf(host, 'user-ca')).toMatchObject({
      verdict: 'read',
      leaks: expect.arrayContaining([expect.objectContaining({ kind: 'canary', name: 'token', where: 'header' })]),
    });
    expect(cellOf(host, 'untrusted-ca').verdict).toBe('held');
    expect(JSON.stringify(report)).not.toContain(canary.value);
    expect(report.controls.map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('with pins is pinned, which is proven by what it does without the genuine CAs', async () => {
    const report = await labOf([curl, '-sS', '--pinnedpubkey', pinned, url], few);
    expect(report.hosts).toMatchObject([{ verdict: 'pinned' }]);
    expect(report.trust).toMatchObject({ isShown: true, because: expect.stringContaining('Without the genuine CAs') });
  });

  test('with a trust store of its own is unproven: it would have refused any CA of the lab', async () => {
    const file = join(state, 'own-ca.pem');
    writeFileSync(file, root.pem);
    const report = await labOf([curl, '-sS', '--cacert', file, url], few);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'unproven' });
    expect(report.trust.isShown).toBe(false);
  });

  test('that checks nothing is not pinned, and nothing is concluded from it for others', async () => {
    const report = await labOf([curl, '-sSk', url], few);
    expect(report.hosts[0]!.cells.map(({ verdict }) => verdict)).toEqual(['read', 'read']);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'not-pinned' });
  });

  test('with pins for one host, and none for another', async () => {
    const both = `"${curl}" -sS --pinnedpubkey ${pinned} ${url}; "${curl}" -sS https://${otherHost}/`;
    expect(verdicts(await labOf(['/bin/sh', '-c', both], few))).toEqual({
      'api.example.com': 'pinned',
      [otherHost]: 'not-pinned',
    });
  });

  test('that stops at the first refusal: hosts behind it are attacked when it is let through', async () => {
    const both = `"${curl}" -sS --pinnedpubkey ${pinned} ${url} && "${curl}" -sS https://${otherHost}/`;
    const report = await labOf(['/bin/sh', '-c', both], few);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'pinned', [otherHost]: 'not-pinned' });
  });

  test('that stops at the first refusal, with a client without pins behind it for the same host, is not pinned', async () => {
    const twice = `"${curl}" -sS --pinnedpubkey ${pinned} ${url} && "${curl}" -sS ${url}`;
    const report = await labOf(['/bin/sh', '-c', twice], few);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'not-pinned' });
    expect(cellOf(report.hosts[0], 'user-ca').because).toMatch(/let its data be read/);
  });

  test('with CAs of its own for one host: what it does at another proves nothing of that one', async () => {
    const file = join(state, 'own-ca.pem');
    writeFileSync(file, root.pem);
    const both = `"${curl}" -sS --pinnedpubkey ${pinned} ${url}; "${curl}" -sS --cacert ${file} https://${otherHost}/`;
    expect(verdicts(await labOf(['/bin/sh', '-c', both], few))).toEqual({
      'api.example.com': 'pinned',
      [otherHost]: 'unproven',
    });
  });

  test('that ends at the first refusal, with CAs of its own for the host behind it: nothing is proven of that one', async () => {
    const file = join(state, 'own-ca.pem');
    writeFileSync(file, root.pem);
    const own = `"${curl}" -sS --cacert ${file} https://${otherHost}/`;
    const report = await labOf(['/bin/sh', '-c', `"${curl}" -sS --pinnedpubkey ${pinned} ${url} && ${own}`], few);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'pinned', [otherHost]: 'unproven' });
    expect(report.hosts[1]!.because).toContain('goes on without the genuine CAs');
  });

  test('that ends at the first refusal, with pins for both hosts, is pinned to both', async () => {
    const both = `"${curl}" -sS --pinnedpubkey ${pinned} ${url} && "${curl}" -sS --pinnedpubkey sha256//${otherLeaf.pin} https://${otherHost}/`;
    const report = await labOf(['/bin/sh', '-c', both], few);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'pinned', [otherHost]: 'pinned' });
  });

  test('that retries without pins is not pinned, whatever its first try did', async () => {
    const retry = `"${curl}" -sS --pinnedpubkey ${pinned} ${url} || "${curl}" -sS ${url}`;
    expect(verdicts(await labOf(['/bin/sh', '-c', retry], few))).toEqual({ 'api.example.com': 'not-pinned' });
  });

  test('that fails with the genuine server too is inconclusive', async () => {
    const stranger = `sha256//${Buffer.alloc(32, 7).toString('base64')}`;
    const report = await labOf([curl, '-sS', '--pinnedpubkey', stranger, url], few);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'inconclusive' });
    // It had a second chance, and then there was nothing to attack that would have proven something.
    expect(report.controls.map(({ ok }) => ok)).toEqual([false, false]);
    expect(report.timeline.filter(({ isAttack }) => isAttack)).toEqual([]);
    expect(report.hosts[0]!.cells).toMatchObject([
      { verdict: 'not-run', because: expect.stringContaining('the app failed with the genuine servers') },
      { verdict: 'not-run' },
    ]);
    expect(report.warnings).toEqual([expect.stringMatching(/^Nothing was attacked: /)]);
  });

  test.each([
    { says: 'goes on with the old pins', later: pinned, verdict: 'read' },
    { says: 'takes the new ones', later: `sha256//${Buffer.alloc(32, 7).toString('base64')}`, verdict: 'held' },
  ])('that was told to change its pins, and $says', async ({ later, verdict }) => {
    const changed = join(mkdtempSync(join(state, 'pins-')), 'changed');
    const wait = `for i in $(seq 300); do test -e ${changed} && break; sleep 0.01; done`;
    // Pins are changed under attack alone.
    const script = `"${curl}" -sS --pinnedpubkey ${pinned} ${url} || exit
      test -n "$LIVEPIN_LAB_SCENARIO" || exit 0
      ${wait}; "${curl}" -sS --pinnedpubkey ${later} ${url}`;
    const subject = commandSubject({ command: ['/bin/sh', '-c', script], onPinChange: `touch ${changed}` });
    const certificates = [leaf, issuing].map(({ der }) => new Certificate(der)) as [Certificate, Certificate];
    const report = await runLab(
      {
        ca: root.pem,
        resolve: () => ({ host: '127.0.0.1', port: server.port }),
        scenarios: ['session-after-pin-change'],
        tries: 1,
        tester: { certificates, key: leaf.key.privateKey },
      },
      subject,
    );
    const cell = cellOf(report.hosts[0], 'session-after-pin-change');
    expect(cell.tries[0]!.connections.map(({ isAttack }) => isAttack)).toEqual([false, true]);
    expect(cell).toMatchObject({ tries: [{ outcome: verdict }] });
  });

  test.each([
    { says: 'keeps a connection from before its pins changed', closes: false, verdict: 'read' },
    { says: 'closes its connections when its pins change', closes: true, verdict: 'held' },
  ])('that $says', async ({ closes, verdict }) => {
    const certificates = [leaf, issuing].map(({ der }) => new Certificate(der)) as [Certificate, Certificate];
    const changed = Promise.withResolvers<void>();
    const exercise = async ({ proxyUrl, scenario }: World) => {
      const dispatcher = new ProxyAgent({ uri: proxyUrl, requestTls: { ca: root.pem, servername: 'api.example.com' } });
      const ask = async () => (await request(url, { dispatcher })).body.text();
      await ask();
      if (scenario === null) return;
      await changed.promise;
      if (!closes) await ask();
      await dispatcher.destroy();
    };
    const changePins = async () => changed.resolve();
    const report = await runLab(
      {
        ca: root.pem,
        resolve: (host, port) => server.locate(host, port) ?? { host, port },
        scenarios: ['session-after-pin-change'],
        tries: 1,
        tester: { certificates, key: leaf.key.privateKey },
      },
      callbackSubject(exercise, { changePins }),
    );
    expect(cellOf(report.hosts[0], 'session-after-pin-change')).toMatchObject({ tries: [{ outcome: verdict }] });
  });

  test('that does not end is ended, and said to have been', async () => {
    const stuck = `"${curl}" -sS ${url}; exec sleep 600`;
    const report = await labOf(['/bin/sh', '-c', stuck], {
      ...few,
      timeoutMilliseconds: 1_000,
      scenarios: ['user-ca'],
    });
    expect(report.controls[0]!.because).toMatch(/did not end within 1 seconds, and was stopped/);
    expect(verdicts(report)).toEqual({ 'api.example.com': 'inconclusive' });
  });
});

describe('a lab', () => {
  test('that is ended early reports what it has, and says so', async () => {
    const controller = new AbortController();
    const onEvent = (event: LabEvent) => {
      if (event.kind === 'run-started' && event.scenario === 'untrusted-ca') controller.abort();
    };
    const report = await labOf(['curl', '-sS', url], { ...few, signal: controller.signal, onEvent });
    expect(report.isPartial).toBe(true);
    expect(report.hosts.flatMap(({ cells }) => cells.map(({ tries }) => tries.length))).toEqual([1, 0]);
  });

  test('leaves nothing behind: no folder, no ledger, no variable', async () => {
    const before = { ...process.env };
    const stores: string[] = [];
    await labOf(['/bin/sh', '-c', `printf %s "$LIVEPIN_LAB_CA" > ${state}/seen; curl -sS ${url}`], {
      scenarios: ['user-ca'],
    });
    stores.push(readFileSync(join(state, 'seen'), 'utf8'));
    expect(stores[0]).toMatch(/livepin-lab-.+ca\.pem$/);
    expect(existsSync(stores[0]!)).toBe(false);
    expect({ ...process.env }).toEqual(before);
  });

  test('of a command that makes no connection has nobody to attack', async () => {
    const report = await labOf(['true'], few);
    expect(report.hosts).toEqual([]);
    expect(report.controls.every(({ ok }) => !ok)).toBe(true);
    expect(report.timeline).toEqual([]);
  });

  test('of a command that cannot be started says so', async () => {
    await expect(labOf(['/nonexistent/app'], few)).rejects.toMatchObject({
      code: 'LP_LAB_COMMAND_FAILED',
      message: expect.stringContaining('/nonexistent/app'),
    });
  });

  test('runs of one lab can be had at the same time', async () => {
    const report = await labOf(['curl', '-sS', '--pinnedpubkey', pinned, url], { ...few, jobs: 4, tries: 3 });
    expect(verdicts(report)).toEqual({ 'api.example.com': 'pinned' });
    expect(report.hosts[0]!.cells.map(({ tries }) => tries.length)).toEqual([3, 3]);
  });

  test('an unknown scenario is refused before anything is started', async () => {
    await expect(labOf(['true'], { scenarios: ['user'] })).rejects.toMatchObject({
      code: 'LP_LAB_SCENARIO_UNKNOWN',
      message: expect.stringContaining('user-ca'),
    });
  });
});
