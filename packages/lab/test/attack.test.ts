import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GenuineServers, leaf, root, startGenuine } from '../../../e2e/lab/world.ts';
import { type AttackOptions, assertPinned, attack, type Report, type World } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-attack-test-'));
process.env['LIVEPIN_LAB_STATE'] = join(folder, 'state');
let server: GenuineServers;
beforeAll(async () => {
  server = await startGenuine();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** A client in this process, as an app's would be in a test: by the lab's proxy, with the lab's CAs. */
async function ask({ proxyUrl, caFile }: World, pin: string | null): Promise<number> {
  const { hostname, port } = new URL(proxyUrl);
  const tunnel = net.connect(Number(port), hostname);
  tunnel.write('CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n');
  await new Promise((resolve, reject) => tunnel.once('data', resolve).once('error', reject));
  const socket = tls.connect({ socket: tunnel, servername: 'api.example.com', ca: await readFile(caFile, 'utf8') });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  if (pin !== null && socket.getPeerX509Certificate()?.publicKey.export({ format: 'jwk' })['x'] !== pin) {
    socket.destroy();
    throw new Error('the pin does not fit');
  }
  const request = https.request({
    host: 'api.example.com',
    createConnection: () => socket,
    headers: { connection: 'close' },
  });
  request.end();
  return new Promise((resolve, reject) => {
    request.once('response', (response) => resolve(response.resume().statusCode!)).once('error', reject);
  });
}

const options = () => ({
  ca: root.pem,
  resolve: { 'api.example.com': `127.0.0.1:${server.port}` },
  scenarios: ['user-ca', 'untrusted-ca'],
  tries: 1,
  hosts: ['api.example.com'],
});

describe('attack()', () => {
  test('of a client without pins: not pinned, and the message says where, how and what to do', async () => {
    const report = await attack(options(), (world) => ask(world, null));
    expect(report.hosts).toMatchObject([{ host: 'api.example.com', port: 443, verdict: 'not-pinned' }]);
    expect(() => assertPinned(report)).toThrow(
      expect.objectContaining({
        code: 'LP_LAB_NOT_PINNED',
        message: expect.stringMatching(/api\.example\.com:443: not pinned\. .*\n {2}user-ca: /),
      }),
    );
  });

  test('of a client with pins: pinned, by what it does under each CA', async () => {
    const { x } = leaf.key.privateKey.export({ format: 'jwk' });
    const report = await attack(options(), (world) => ask(world, x!));
    expect(report.hosts).toMatchObject([{ verdict: 'pinned' }]);
    assertPinned(report);
    assertPinned(report, ['api.example.com']);
    expect(() => assertPinned(report, ['other.example.com'])).toThrow(/other\.example\.com: not seen/);
  });

  test('what the function throws is told as the failure of the app', async () => {
    const report = await attack(options(), async () => {
      throw new Error('no network', { cause: new Error('down') });
    });
    expect(report.hosts).toEqual([]);
    expect(report.controls[0]!.because).toBe('The app failed with the genuine servers: no network. The app said: down');
    expect(report.coverage.neverSeen).toEqual(['api.example.com']);
    expect(() => assertPinned(report)).toThrow(/No host was seen[\s\S]+no network\. The app said: down/);
  });

  test('writes the report where it is told to', async () => {
    const reportFolder = join(folder, 'report');
    const report = await attack({ ...options(), reportFolder, name: 'the checkout' }, (world) => ask(world, null));
    const written = JSON.parse(await readFile(join(reportFolder, 'report.json'), 'utf8')) as Report;
    expect(written.subject.name).toBe('the checkout');
    expect(written).toEqual(JSON.parse(JSON.stringify(report)));
    const [evidence] = written.hosts[0]!.cells[0]!.evidence;
    expect((await readFile(join(reportFolder, evidence!.path))).length).toBe(evidence!.bytes);
  });

  test('an option of another type is refused in a sentence: from JavaScript it would be ignored', async () => {
    const refused = (more: object) => attack({ ...options(), ...more } as AttackOptions, () => undefined);
    await expect(refused({ resolve: () => '127.0.0.1' })).rejects.toThrow(
      new TypeError("attack(): resolve is to be an object of texts, such as { 'api.example.com': '127.0.0.1:8443' }."),
    );
    await expect(refused({ hosts: 'api.example.com' })).rejects.toThrow('hosts is to be an array of texts');
    await expect(refused({ tries: 0 })).rejects.toThrow('tries is to be a whole number from 1');
    await expect(refused({ scenario: ['user-ca'] })).rejects.toThrow('attack() has no option scenario');
    await expect(attack(options(), 'exercise' as never)).rejects.toThrow('the function that exercises the app');
  });

  test('a folder for the report that cannot be is told of before anything is attacked', async () => {
    const asked = attack({ ...options(), reportFolder: '/proc/livepin/report' }, () => {
      throw new Error('it was exercised');
    });
    await expect(asked).rejects.toMatchObject({
      code: 'LP_FILE_UNWRITABLE',
      message: 'The folder /proc/livepin/report cannot be made: no such file or directory.',
    });
  });

  test('a place that is no host is refused before anything is attacked', async () => {
    const asked = attack({ ...options(), resolve: { 'a b': '127.0.0.1' } }, () => undefined);
    await expect(asked).rejects.toMatchObject({ code: 'LP_HOST_MALFORMED' });
  });
});
