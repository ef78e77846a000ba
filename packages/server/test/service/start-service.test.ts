import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openState, parseBundle, parseTrustRoot } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { startService } from '@livepin/server';
import { firstRootPayload, type Jwk, makeSigningKey, nextRootPayload } from '@livepin/server/signing';
import { oneDay, testPin } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import { describe, expect, test } from 'vitest';
import { openDataFolder } from '../../src/service/data-folder.ts';
import { beginService } from '../../src/service/first-start.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type Json, type RunningService, runService, temporaryFolder } from '../running-service.ts';

const app = 'com.example.bank';
const host = { pins: [testPin('a'), testPin('b')], probe: 'none' };
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const isPosix = process.platform !== 'win32';

async function publishOne({ call }: RunningService): Promise<void> {
  await call('POST', '/v1/admin/apps', { app });
  await call('PUT', `/v1/admin/apps/${app}/draft/hosts/a.example.com`, host);
  expect(await call('POST', `/v1/admin/apps/${app}/publish`)).toMatchObject({ status: 200 });
}

describe('the first start', () => {
  test('makes a closed folder with keys and a trust root that an app can begin with, and says what is not safe yet', async () => {
    using folder = temporaryFolder();
    await using running = await runService(folder.path);
    const data = join(folder.path, 'data');
    if (isPosix) {
      expect(modeOf(data)).toBe('700');
      const keys = readdirSync(join(data, 'keys'));
      expect(
        keys
          .filter((name) => name.endsWith('.pem'))
          .map((name) => name.replace(/-.*/, ''))
          .sort(),
      ).toEqual(['pin', 'root']);
      for (const name of keys) expect(modeOf(join(data, 'keys', name))).toBe('600');
      const store = readdirSync(data).filter((name) => name.startsWith('livepin.sqlite'));
      expect(store.map((name) => [name, modeOf(join(data, name))])).toEqual(store.map((name) => [name, '600']));
    }
    const said = running.lines.join('\n');
    expect(said).toContain(running.service.url);
    expect(said).toMatch(/Root keys belong offline.*\n.*livepin root init --offline/);
    expect(said).toContain('livepin publish');
    await publishOne(running);
    const [root, seed] = [
      await running.bytes(`/v1/apps/${app}/roots/1`),
      await running.bytes(`/v1/apps/${app}/bundle`),
    ];
    const { state } = await openState({ app, root, seed }, null, Math.floor(Date.now() / 1000), nodeCrypto());
    expect(state.seed.bundle).toMatchObject({ version: 1, epoch: 1 });
  });

  test('away from a terminal, the token goes into a file that only its owner can read, and is not shown', async () => {
    using folder = temporaryFolder();
    await using running = await runService(folder.path);
    const file = join(folder.path, 'data', 'admin-token');
    expect(readFileSync(file, 'utf8')).toBe(`${running.token}\n`);
    if (isPosix) expect(modeOf(file)).toBe('600');
    expect(running.lines.join('\n')).toContain(file);
    expect(running.lines.join('\n')).not.toContain(running.token);
    expect(await running.call('GET', '/v1/admin/status')).toMatchObject({ status: 200 });
  });

  test('on a terminal, the token is shown once and kept nowhere', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    let token = '';
    {
      await using running = await runService(folder.path, { isTerminal: true });
      token = running.token;
      expect(running.lines.join('\n')).toContain(token);
    }
    const kept = readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(token));
    expect(kept).toEqual([]);
    await using again = await runService(folder.path, { isTerminal: true }, token);
    expect(again.service.adminToken).toBeNull();
    expect(again.lines.join('\n')).not.toContain('token');
    expect(await again.call('GET', '/v1/admin/status')).toMatchObject({ status: 200 });
  });

  test('an existing empty folder is closed to others; one with other files is left alone', async () => {
    if (!isPosix) return;
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    mkdirSync(data, { mode: 0o755 });
    writeFileSync(join(data, 'thesis.txt'), 'years of work');
    await expect(runService(folder.path)).rejects.toMatchObject({
      code: 'LP_FOLDER_UNUSABLE',
      message: expect.stringContaining(data),
    });
    expect(readdirSync(data)).toEqual(['thesis.txt']);
    expect(modeOf(data)).toBe('755');
    rmSync(join(data, 'thesis.txt'));
    await using _running = await runService(folder.path);
    expect(modeOf(data)).toBe('700');
  });

  test.each([
    { says: 'that cannot be made, where Node would try for ever', path: '/proc/nothing/data' },
    { says: 'below a file', path: `${import.meta.filename}/data` },
    { says: 'that is a file', path: import.meta.filename },
  ])('a folder $says, is refused by name', async ({ path }) => {
    if (!isPosix) return;
    await expect(runService('/', { folder: path })).rejects.toMatchObject({
      code: 'LP_FOLDER_UNUSABLE',
      message: expect.stringContaining(path),
    });
  });

  test('a folder of another user is refused, and not changed', async () => {
    if (process.geteuid?.() !== 0) return; // only root can give a folder away
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    mkdirSync(data, { mode: 0o755 });
    chownSync(data, 65_534, 65_534);
    await expect(runService(folder.path)).rejects.toMatchObject({
      code: 'LP_FOLDER_UNUSABLE',
      message: expect.stringContaining('another user'),
    });
    expect({ mode: modeOf(data), files: readdirSync(data) }).toEqual({ mode: '755', files: [] });
  });
});

describe('a first start that is cut off', () => {
  const begin = (path: string, breakStore: (store: Store) => Store = (store) => store) => {
    const data = openDataFolder(path);
    const store = openSqliteStore(data.database);
    const options = {
      rootMode: 'development',
      newToken: false,
      keepsToken: true,
      now: Math.floor(Date.now() / 1000),
    } as const;
    return beginService(data, breakStore(store), options).finally(() => store[Symbol.asyncDispose]());
  };

  test('before anything was kept: the next one begins afresh', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    const broken = begin(data, (store) => ({
      ...store,
      replaceTokens: () => Promise.reject(new Error('disk I/O error')),
    }));
    await expect(broken).rejects.toThrow('disk I/O error');
    await using running = await runService(folder.path);
    expect(existsSync(join(data, 'keys.new'))).toBe(false);
    await publishOne(running);
  });

  test('after it was kept: the next one finishes it, and the token in the file is good', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    const broken = begin(data, (store) => ({
      ...store,
      replaceTokens: async (...change) => {
        await store.replaceTokens(...change);
        throw new Error('the power was cut');
      },
    }));
    await expect(broken).rejects.toThrow('the power was cut');
    const token = readFileSync(join(data, 'admin-token'), 'utf8').trim();
    await using running = await runService(folder.path, {}, token);
    await publishOne(running);
  });
});

describe('a folder of which a part is missing is refused, and nothing is made in its place', () => {
  test.each([
    { says: 'the database', lost: 'livepin.sqlite', names: 'keys has keys' },
    { says: 'the keys', lost: 'keys', names: 'keys is not' },
  ])('$says', async ({ lost, names }) => {
    using folder = temporaryFolder();
    await (await runService(folder.path)).service.close();
    const data = join(folder.path, 'data');
    for (const name of readdirSync(data).filter((one) => one.startsWith(lost)))
      rmSync(join(data, name), { recursive: true });
    await expect(runService(folder.path)).rejects.toMatchObject({
      code: 'LP_FOLDER_UNUSABLE',
      message: expect.stringContaining(names),
    });
    expect(existsSync(join(data, 'keys.new'))).toBe(false);
  });

  test.each(['lock', 'admin-token', 'keys.new'])('something of another kind in the place of %s', async (name) => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'data');
    mkdirSync(path, { mode: 0o700 });
    if (name === 'keys.new') symlinkSync('/proc/nothing', join(path, 'keys'));
    else mkdirSync(join(path, name));
    await expect(runService(folder.path)).rejects.toMatchObject({
      code: 'LP_FOLDER_UNUSABLE',
      message: expect.stringContaining(path),
    });
  });

  test('a database that is none', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'data'), { mode: 0o700 });
    writeFileSync(
      join(folder.path, 'data', 'livepin.sqlite'),
      'not a database, but long enough to be read as one'.repeat(100),
    );
    await expect(runService(folder.path)).rejects.toMatchObject({ code: 'LP_FOLDER_UNUSABLE' });
  });
});

describe('a second start', () => {
  test('on the same folder is refused in a sentence that names the folder and the process; the first goes on', async () => {
    using folder = temporaryFolder();
    await using running = await runService(folder.path);
    await publishOne(running);
    await expect(runService(folder.path, { newAdminToken: true })).rejects.toMatchObject({
      code: 'LP_FOLDER_IN_USE',
      message: expect.stringMatching(new RegExp(`${join(folder.path, 'data')}.*${process.pid}.*\\.$`)),
    });
    expect(await running.call('GET', '/v1/admin/status')).toMatchObject({ status: 200 });
  });

  test('on a port that is taken is refused; the folder is as it was, and its token still to be made', async () => {
    using folder = temporaryFolder();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      await expect(runService(folder.path, { port })).rejects.toMatchObject({
        code: 'LP_PORT_IN_USE',
        message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*\\.$`)),
      });
      expect(existsSync(join(folder.path, 'data', 'keys'))).toBe(false);
    } finally {
      other.close();
    }
    await using running = await runService(folder.path);
    expect(running.service.adminToken).not.toBeNull();
  });

  test('where it may not listen is told', async () => {
    using folder = temporaryFolder();
    await expect(runService(folder.path, { host: '192.0.2.1' })).rejects.toMatchObject({ code: 'LP_PORT_UNUSABLE' });
  });

  test('after the first has ended serves the same bytes under the same tag', async () => {
    using folder = temporaryFolder();
    const look = async ({ service }: RunningService) => {
      const [bundle, root] = await Promise.all(
        ['bundle', 'roots/1'].map((path) => fetch(`${service.url}/v1/apps/${app}/${path}`)),
      );
      return { tag: bundle!.headers.get('etag'), bundle: await bundle!.text(), root: await root!.text() };
    };
    const first = await runService(folder.path);
    await publishOne(first);
    const before = await look(first);
    await first.service.close();
    await using second = await runService(folder.path, {}, first.token);
    expect(await look(second)).toEqual(before);
  });

  test('long after, signs anew what is due', async () => {
    using folder = temporaryFolder();
    const first = await runService(folder.path);
    await publishOne(first);
    const before = parseBundle(await first.bytes(`/v1/apps/${app}/bundle`));
    await first.service.close();
    const later = before.iat + 30 * oneDay;
    await using second = await runService(folder.path, { now: () => later }, first.token);
    expect(second.lines).toContain(`Signed anew: ${app}.`);
    expect(parseBundle(await second.bytes(`/v1/apps/${app}/bundle`))).toMatchObject({
      version: 1,
      iat: later,
      exp: later + 14 * oneDay,
    });
  });

  test('can make another token, which voids the one before', async () => {
    using folder = temporaryFolder();
    const first = await runService(folder.path);
    await first.service.close();
    await using second = await runService(folder.path, { newAdminToken: true });
    expect(second.token).not.toBe(first.token);
    expect(await second.call('GET', '/v1/admin/status')).toMatchObject({ status: 200 });
    expect(
      await second.call('GET', '/v1/admin/status', undefined, { authorization: `Bearer ${first.token}` }),
    ).toMatchObject({ status: 401 });
  });
});

describe('a killed process', () => {
  const script = fileURLToPath(new URL('serve-until-killed.ts', import.meta.url));
  const kill = async (child: ChildProcess) => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  test('leaves no lock, and every publication that was answered; the next start serves the newest', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    for (let round = 1; round <= 3; round++) {
      const child = spawn(process.execPath, [script, data], { stdio: ['ignore', 'pipe', 'inherit'] });
      let answered = 0;
      try {
        const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
        await lines.next();
        while (answered < 5 * round) answered = Number((await lines.next()).value);
        await expect(startService({ folder: data, port: 0 })).rejects.toMatchObject({
          code: 'LP_FOLDER_IN_USE',
          message: expect.stringContaining(String(child.pid)),
        });
      } finally {
        await kill(child);
      }
      await using running = await runService(folder.path, { newAdminToken: true });
      const { body } = await running.call('GET', '/v1/admin/apps/bank/versions');
      const history = body as unknown as Json[];
      expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => history.length - index));
      expect(history.length).toBeGreaterThanOrEqual(answered);
      expect(parseBundle(await running.bytes('/v1/apps/bank/bundle'))).toMatchObject({ version: history.length });
    }
  });
});

describe('root keys apart', () => {
  test('the service makes a pin key, waits, takes the trust root made elsewhere, then its successor', async () => {
    using folder = temporaryFolder();
    await using running = await runService(folder.path, { rootMode: 'offline' });
    const { call, lines } = running;
    const file = lines.join('\n').match(/pin key: (\S+\.jwk)/)?.[1];
    expect(readdirSync(join(folder.path, 'data', 'keys')).some((name) => name.startsWith('root'))).toBe(false);
    await call('POST', '/v1/admin/apps', { app });
    expect(await call('POST', `/v1/admin/apps/${app}/publish`)).toMatchObject({
      status: 409,
      body: { code: 'LP_ROOT_MISSING' },
    });
    expect(await call('POST', '/v1/admin/pin-keys/rotate')).toMatchObject({
      status: 409,
      body: { code: 'LP_ROOT_MISSING' },
    });
    expect(await call('GET', '/v1/admin/status')).toMatchObject({
      body: { root: null, pinKeys: [{ state: 'waiting' }] },
    });

    const rootKeys = [makeSigningKey().key, makeSigningKey('Ed25519').key];
    const pinKey = JSON.parse(readFileSync(file!, 'utf8')) as Jwk;
    const iat = Math.floor(Date.now() / 1000);
    const sketch = {
      rootKeys: rootKeys.map(({ jwk }) => jwk),
      rootThreshold: 2,
      pinKeys: [pinKey],
      pinThreshold: 1,
      iat,
    };
    const unsigned = await signDocument('livepin-root+json', firstRootPayload(sketch), rootKeys.slice(0, 1));
    const post = (document: Uint8Array) =>
      call('POST', '/v1/admin/roots', { document: JSON.parse(new TextDecoder().decode(document)) });
    expect(await post(unsigned)).toMatchObject({ status: 409, body: { code: 'LP_ROOT_OWN_SIGNATURES' } });
    const first = await signDocument('livepin-root+json', firstRootPayload(sketch), rootKeys);
    expect(await post(first)).toMatchObject({ status: 200, body: { version: 1, rootKeys: { threshold: 2 } } });
    expect(await post(first)).toMatchObject({ status: 200, body: { version: 1 } });

    await publishOne(running);
    expect(await call('POST', '/v1/admin/pin-keys/rotate')).toMatchObject({
      status: 409,
      body: { code: 'LP_ROOT_KEYS_OFFLINE' },
    });
    const { body: made } = await call('POST', '/v1/admin/pin-keys');
    const previous = await parseTrustRoot(first, nodeCrypto());
    const change = { addPinKeys: [made['jwk'] as Jwk], dropPinKeys: [...previous.roles.pins.kids], iat };
    const second = await signDocument('livepin-root+json', nextRootPayload(previous, change), rootKeys);
    expect(await post(second)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await call('GET', '/v1/admin/pin-keys')).toMatchObject({
      body: [{ state: 'retired' }, { state: 'in-force', kid: made['kid'] }],
    });
    expect(parseBundle(await running.bytes(`/v1/apps/${app}/bundle`))).toMatchObject({ version: 2, root: 2 });
    expect(await call('GET', '/v1/admin/roots')).toMatchObject({ body: [{ version: 1 }, { version: 2 }] });
  });
});

describe('stopping', () => {
  test('waiting apps are answered, what is under way is finished, and the folder is free', async () => {
    using folder = temporaryFolder();
    const running = await runService(folder.path);
    await publishOne(running);
    const address = `${running.service.url}/v1/apps/${app}/bundle`;
    const tag = (await fetch(address)).headers.get('etag')!;
    const waiting = fetch(address, { headers: { 'if-none-match': tag, prefer: 'wait=55' } });
    await call(running, 'change');
    await running.service.close();
    expect((await waiting).status).toBe(304);
    await expect(fetch(address)).rejects.toThrow();
    await using _again = await runService(folder.path);
  });

  async function call({ call: ask }: RunningService, name: string): Promise<void> {
    // Two answered calls later the long-poll has certainly arrived.
    await ask('POST', '/v1/admin/apps', { app: name });
    await ask('GET', '/v1/admin/apps');
  }

  test('closing twice is closing once', async () => {
    using folder = temporaryFolder();
    const { service } = await runService(folder.path);
    await Promise.all([service.close(), service.close()]);
    await service.close();
  });
});
