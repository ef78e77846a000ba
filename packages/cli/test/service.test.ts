import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { acceptBundle, openState } from '@livepin/core';
import { portableCrypto } from '@livepin/core/portable';
import { issue, makeKey, startServer, type TestServer, testPin } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { livepin, type Setting, temporaryFolder } from './command-line.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const app = 'com.example.bank';

interface Running extends AsyncDisposable {
  readonly url: string;
  readonly printed: () => string;
  /** @returns the exit status */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** `livepin serve` as a process of its own, on a free port. */
async function serve(folder: string, ...more: string[]): Promise<Running> {
  const child = spawn(process.execPath, [main, 'serve', '--folder', folder, '--port', '0', ...more], {
    env: { PATH: process.env['PATH'] },
  });
  let printed = '';
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
      if (found) resolve(found[0]);
    });
  }
  const closed = once(child, 'close').then(([status]) => status as number | null);
  closed.then(() => reject(new Error(printed)), reject);
  const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
    child.kill(signal);
    return closed;
  };
  return {
    url: await url,
    printed: () => printed,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop('SIGKILL')),
  };
}

describe('serve', () => {
  test('the first start makes its folder, says what to do next, and Ctrl-C ends it with exit status 0', async () => {
    using folder = temporaryFolder();
    await using running = await serve(folder.in('data'));
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    expect((statSync(folder.in('data')).mode & 0o777).toString(8)).toBe('700');
    const token = folder.in('data/admin-token');
    expect((statSync(token).mode & 0o777).toString(8)).toBe('600');
    expect(running.printed()).toContain(token);
    expect(running.printed()).not.toContain(readFileSync(token, 'utf8').trim());
    expect(await running.stop()).toBe(0);
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
  });

  test('SIGTERM ends it cleanly too, and it starts again on the same folder', async () => {
    using folder = temporaryFolder();
    await using first = await serve(folder.in('data'));
    expect(await first.stop('SIGTERM')).toBe(0);
    await using second = await serve(folder.in('data'));
    expect(await second.stop()).toBe(0);
  });

  test('who shows the admin token to a service over plain http is told, unless it is on this machine', async () => {
    using folder = temporaryFolder();
    await using running = await serve(folder.in('data'));
    const token = ['--token-file', folder.in('data/admin-token')];
    const near = await livepin(['status', '--service', running.url, ...token]);
    expect([near.status, near.stderr]).toEqual([0, '']);
    const elsewhere = running.url.replace('127.0.0.1', '0.0.0.0'); // leads here as well, and no one can tell from the name
    const far = await livepin(['status', '--service', elsewhere, ...token]);
    expect([far.status, far.stderr]).toEqual([0, `livepin: the admin token travels unencrypted to ${elsewhere}\n`]);
  });

  test('a second start on the same folder says so in one sentence: exit status 2', async () => {
    using folder = temporaryFolder();
    await using _running = await serve(folder.in('data'));
    const { status, stderr, stdout } = await livepin(['serve', '--folder', folder.in('data'), '--port', '0']);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^livepin: [^\n]+ is in use by [^\n]+\. \[LP_FOLDER_IN_USE\]\nhint: [^\n]+\n$/);
  });

  test('a second start on the same port says so in one sentence, and makes nothing', async () => {
    using folder = temporaryFolder();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    try {
      const { status, json } = await livepin([
        'serve',
        '--folder',
        folder.in('data'),
        '--port',
        String(port),
        '--json',
      ]);
      expect(status).toBe(2);
      expect(json()).toMatchObject({ error: { code: 'LP_PORT_IN_USE' } });
      expect(existsSync(folder.in('data/admin-token'))).toBe(false);
    } finally {
      taken.close();
    }
  });

  test('with --json standard output has one line for programs', async () => {
    using folder = temporaryFolder();
    await using running = await serve(folder.in('data'), '--json');
    expect(await running.stop()).toBe(0);
    const lines = running.printed().split('\n');
    const json = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(json).toEqual([{ url: running.url, folder: folder.in('data') }]);
  });
});

test('a service that is not there is exit status 3, for every command that asks it', async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as { port: number };
  gone.close();
  const env = { LIVEPIN_SERVICE: `http://127.0.0.1:${port}` };
  using folder = temporaryFolder();
  const lines = [['status'], ['publish', app], ['app', 'list'], ['key', 'list'], ['init', '--app', app]];
  for (const [line, token] of lines.flatMap((one) => [[one, {}] as const, [one, { LIVEPIN_TOKEN: 'x' }] as const])) {
    const { status, stderr } = await livepin(line, { env: { ...env, ...token }, cwd: folder.path });
    expect(stderr).toMatch(/^livepin: [^\n]+ \[LP_SERVICE_UNREACHABLE\]\nhint: [^\n]+\n$/);
    expect(status).toBe(3);
  }
});

describe('an operator', () => {
  const folder = temporaryFolder();
  const root = issue({ subject: 'CN=Root', ca: true });
  const leaf = issue({ subject: 'CN=api.example.com', issuer: root });
  const backup = makeKey();
  writeFileSync(folder.in('ca.pem'), root.pem);
  writeFileSync(folder.in('api.crt'), leaf.pem);
  writeFileSync(folder.in('chain.crt'), `${leaf.pem}${root.pem}`);
  writeFileSync(folder.in('backup.pem'), backup.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  let running: Running;
  let api: TestServer;
  let setting: Setting;

  beforeAll(async () => {
    running = await serve(folder.in('data'));
    api = await startServer([leaf, root]);
    const token = readFileSync(folder.in('data/admin-token'), 'utf8').trim();
    setting = { cwd: folder.path, env: { LIVEPIN_SERVICE: running.url, LIVEPIN_TOKEN: token } };
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await running[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const run = (...arguments_: string[]) => livepin([...arguments_, '--json'], setting);
  const host = 'api.example.com';

  test('adds an app, once', async () => {
    expect((await run('app', 'add', app, '--name', 'Example Bank')).json()).toMatchObject({
      app,
      name: 'Example Bank',
    });
    const again = await run('app', 'add', app);
    expect(again.status).toBe(2);
    expect(again.json()).toMatchObject({ error: { code: 'LP_APP_EXISTS' } });
  });

  test('adds a host with the pins of files, and settings that stay when pins are added', async () => {
    const where = ['--connect', `127.0.0.1:${api.port}`, '--ca', 'ca.pem'];
    const first = await run('host', 'add', app, host, '--pins-of', 'api.crt', '--mode', 'report', ...where);
    expect(first.json()).toMatchObject({ host, mode: 'report', pins: [leaf.pin] });
    const second = await run('host', 'add', app, 'API.example.com', '--pins-of', 'backup.pem', '--mode', 'enforce');
    expect(second.json()).toMatchObject({
      host,
      mode: 'enforce',
      pins: [leaf.pin, backup.pin],
      probe: { connect: `127.0.0.1:${api.port}`, ca: root.pem },
    });
    expect((await run('host', 'list', app)).json()).toMatchObject({ hosts: [{ host }] });
  });

  test('remarks on a CA that a file brings along, and on none that is named by itself', async () => {
    const chain = await run('host', 'add', app, 'chain.example.com', '--pins-of', 'chain.crt');
    expect(chain.json()).toMatchObject({ pins: [leaf.pin, root.pin], remarks: [expect.stringContaining('CN=Root')] });
    const alone = await run('host', 'add', app, 'chain.example.com', '--pins-of', 'ca.pem');
    expect(alone.json()).toMatchObject({ remarks: [] });
    expect((await run('host', 'remove', app, 'chain.example.com')).status).toBe(0);
  });

  test('publishes, and what apps fetch proves itself', async () => {
    const { status, json } = await run('publish', app, '--note', 'the first one');
    expect(json()).toMatchObject({ published: true, code: null, app, version: 1, overrides: [] });
    expect(status).toBe(0);
  });

  test('takes what an app embeds: two files that open, and a line of code that names them', async () => {
    const { status, stdout } = await livepin(['init', '--app', app, '--dir', 'pins'], setting);
    expect(status).toBe(0);
    const [rootBytes, seed] = [readFileSync(folder.in('pins/root.json')), readFileSync(folder.in('pins/seed.json'))];
    const now = Math.floor(Date.now() / 1000);
    const { state } = await openState({ app, root: rootBytes, seed }, null, now, portableCrypto);
    const delivered = new Uint8Array(await (await fetch(`${running.url}/v1/apps/${app}/bundle`)).arrayBuffer());
    expect(await acceptBundle(state, delivered, now, portableCrypto)).toEqual({ kind: 'unchanged' });
    expect(stdout).toContain(
      `await livepin({ app: '${app}', root: new URL('./pins/root.json', import.meta.url), seed: new URL('./pins/seed.json', import.meta.url), sources: ['${running.url}/v1/apps/${app}'] });`,
    );
    const again = await run('init', '--app', app, '--dir', 'pins');
    expect(again.json()).toMatchObject({ error: { code: 'LP_FILE_EXISTS' } });
    expect((await run('init', '--app', app, '--dir', 'pins', '--force')).status).toBe(0);
  });

  test('takes nothing that does not follow the trust root that is known', async () => {
    await livepin(['root', 'init', '--out', 'strange', '--no-passphrase'], setting);
    const { status, json } = await run('init', '--app', app, '--dir', 'never', '--root', 'strange/root-1.json');
    expect(status).toBe(1);
    expect(json()).toMatchObject({ written: false, code: 'LP_BUNDLE_CHAIN' });
    expect(existsSync(folder.in('never'))).toBe(false);
    expect((await run('init', '--app', app, '--dir', 'known', '--root', 'pins/root.json')).status).toBe(0);
  });

  test('checks the live server by the bundle just published', async () => {
    const files = ['--bundle', 'pins/seed.json', '--root', 'pins/root.json', '--app', app];
    const where = ['--connect', `127.0.0.1:${api.port}`, '--ca', 'ca.pem'];
    const { status, json } = await run('check', host, ...files, ...where);
    expect(json()).toMatchObject({ verdict: 'accept', pinned: 'match' });
    expect(status).toBe(0);
  });

  test('is refused what would lock apps out, with each reason and its word, and may insist', async () => {
    await run(
      'host',
      'add',
      app,
      host,
      '--replace',
      '--pins',
      `${testPin('a')},${testPin('b')}`,
      '--connect',
      `127.0.0.1:${api.port}`,
      '--ca',
      'ca.pem',
    );
    const refused = await livepin(['publish', app], setting);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toMatch(/^refused {2}com\.example\.bank was not published\. \[LP_PUBLISH_REFUSED\]\n/);
    expect(refused.stdout).toMatch(
      /stands in the way: .+ \[LP_PUBLISH_NOT_SERVED\]\n {4}.+\n {4}Or: --allow LP_PUBLISH_NOT_SERVED\n/,
    );
    expect((await run('publish', app)).json()).toMatchObject({
      published: false,
      code: 'LP_PUBLISH_REFUSED',
      findings: expect.arrayContaining([expect.objectContaining({ code: 'LP_PUBLISH_NOT_SERVED', canAllow: true })]),
    });
    const insisted = await run('publish', app, '--allow', 'LP_PUBLISH_NOT_SERVED', '--note', 'a drill');
    expect(insisted.json()).toMatchObject({ published: true, version: 2, overrides: ['LP_PUBLISH_NOT_SERVED'] });
  });

  test('sees the difference and the history, and rolls forward to the earlier content', async () => {
    const difference = await livepin(['app', 'diff', app, '--from', '1', '--to', '2'], setting);
    expect(difference.stdout).toMatch(/^api\.example\.com changed\n/);
    expect(difference.stdout).toContain(`  + ${testPin('a')}\n`);
    expect(difference.stdout).toContain(`  - ${leaf.pin}\n`);
    expect((await livepin(['app', 'diff', app], setting)).stdout).toBe('no difference\n');
    expect((await run('app', 'roll-forward', app, '1')).json()).toMatchObject({ published: true, version: 3 });
    const { json } = await run('app', 'history', app);
    expect(json<{ versions: object[] }>().versions).toMatchObject([
      { version: 3, kind: 'roll-forward' },
      { version: 2, note: 'a drill', overrides: ['LP_PUBLISH_NOT_SERVED'] },
      { version: 1, note: 'the first one', overrides: [] },
    ]);
  });

  test('revokes a key, and takes it back only with the word for it', async () => {
    const revoked = await run(
      'revoke',
      app,
      backup.pin,
      '--allow',
      'LP_PUBLISH_NO_BACKUP',
      '--allow',
      'LP_PUBLISH_FEW_PINS',
    );
    expect(revoked.json()).toMatchObject({ published: true, version: 4 });
    const bundle = async () => (await fetch(`${running.url}/v1/apps/${app}/bundle`)).text();
    writeFileSync(folder.in('now.json'), await bundle());
    const shown = await run('verify', 'now.json', '--root', 'pins/root.json', '--app', app);
    expect(shown.json()).toMatchObject({ revoked: [backup.pin], hosts: [{ pins: [leaf.pin] }] });
    const undone = await run('revoke', app, backup.pin, '--undo');
    expect(undone.status).toBe(1);
    expect(undone.json()).toMatchObject({ published: false, code: 'LP_PUBLISH_REFUSED' });
    const stranger = await run('revoke', app, testPin('stranger'), '--undo');
    expect(stranger.json()).toMatchObject({ error: { code: 'LP_NOT_REVOKED' } });
  });

  test('edits the draft as a whole, and takes hosts and pins out', async () => {
    const draft = (await run('app', 'draft', app)).json<{ domains: object[] }>();
    writeFileSync(folder.in('draft.json'), JSON.stringify({ ...draft, refresh: 600 }));
    expect((await run('app', 'draft', app, 'draft.json')).json()).toMatchObject({ refresh: 600 });
    const wrong = await livepin(['app', 'draft', app, '-', '--json'], { ...setting, input: '{"refresh": 600}' });
    expect(wrong.status).toBe(2);
    expect(wrong.json()).toMatchObject({ error: { code: 'LP_REQUEST_MALFORMED' } });
    await run(
      'host',
      'add',
      app,
      'b.example.com',
      '--pins',
      `${testPin('a')},${testPin('b')}`,
      '--no-probe',
      '--subdomains',
    );
    const less = await run('host', 'remove', app, 'b.example.com', '--pins', testPin('a'));
    expect(less.json()).toMatchObject({ pins: [testPin('b')] });
    expect((await run('host', 'remove', app, 'b.example.com')).json()).toMatchObject({ removed: true });
    expect((await run('host', 'remove', app, 'b.example.com')).json()).toMatchObject({
      error: { code: 'LP_HOST_UNKNOWN' },
    });
  });

  test('exchanges the pin key, after a theft under a higher epoch, and the embedded root still leads there', async () => {
    const waiting = (await run('key', 'add')).json<{ kid: string }>();
    const planned = await run('key', 'rotate');
    expect(planned.json()).toMatchObject({ version: 2, epoch: 1, pinKeys: { kids: [waiting.kid] } });
    const stolen = await run('key', 'rotate', '--stolen');
    expect(stolen.json()).toMatchObject({ version: 3, epoch: 2 });
    const roots = await Promise.all(
      [2, 3].map(async (version) => (await fetch(`${running.url}/v1/apps/${app}/roots/${version}`)).text()),
    );
    for (const [index, text] of roots.entries()) writeFileSync(folder.in(`root-${index + 2}.json`), text);
    writeFileSync(folder.in('after.json'), await (await fetch(`${running.url}/v1/apps/${app}/bundle`)).text());
    const line = ['--root', 'pins/root.json', '--root', 'root-2.json', '--root', 'root-3.json', '--app', app];
    expect((await run('verify', 'after.json', ...line)).json()).toMatchObject({ accepted: true, epoch: 2 });
    expect((await run('verify', 'pins/seed.json', ...line)).json()).toMatchObject({ accepted: false });
    expect((await run('key', 'list')).json<{ keys: object[] }>().keys).toMatchObject([
      { state: 'retired' },
      { state: 'retired' },
      { state: 'in-force' },
    ]);
  });

  test('after a restore, publishes above the versions that apps hold', async () => {
    const before = (await run('app', 'show', app)).json<{ published: { version: number } }>().published.version;
    const words = ['LP_PUBLISH_FEW_PINS', 'LP_PUBLISH_NO_BACKUP'].flatMap((code) => ['--allow', code]);
    const { status, json } = await run('publish', app, '--above', String(before + 40), ...words);
    expect(json()).toMatchObject({ published: true, version: before + 41 });
    expect(status).toBe(0);
    expect((await run('publish', app, '--above', '2000000000')).status).toBe(2);
  });

  test('sees all of it in one', async () => {
    const { stdout } = await livepin(['status'], setting);
    expect(stdout).toMatch(/trust root 3, epoch 2, until /);
    expect(stdout).toMatch(/com\.example\.bank {2}version \d+ of epoch 2, 1 host, until /);
    expect((await livepin(['app', 'show', app], setting)).stdout).toContain(leaf.pin);
  });

  test.each([
    { says: 'without a token', env: {}, code: 'LP_TOKEN_MISSING' },
    { says: 'with a wrong one', env: { LIVEPIN_TOKEN: 'wrong' }, code: 'LP_UNAUTHORIZED' },
    { says: 'with one that is no token', env: { LIVEPIN_TOKEN: 'two words' }, code: 'LP_TOKEN_MISSING' },
  ])('$says it does not get in: exit status 2', async ({ env, code }) => {
    const { status, json } = await livepin(['status', '--json'], {
      cwd: folder.path,
      env: { LIVEPIN_SERVICE: running.url, ...env },
    });
    expect(status).toBe(2);
    expect(json()).toMatchObject({ error: { code } });
  });

  test('the token comes from the file that is named, else from the folder of the service beside', async () => {
    const env = { LIVEPIN_SERVICE: running.url };
    const named = await livepin(['status', '--token-file', 'data/admin-token'], { cwd: folder.path, env });
    expect(named.status).toBe(0);
    using beside = temporaryFolder();
    await livepin(['app', 'list'], { cwd: beside.path, env });
    mkdirSync(beside.in('livepin-data'));
    copyFileSync(folder.in('data/admin-token'), beside.in('livepin-data/admin-token'));
    expect((await livepin(['app', 'list'], { cwd: beside.path, env })).status).toBe(0);
  });
});

test('a service whose root keys are offline is given its trust roots by their holders', async () => {
  using folder = temporaryFolder();
  await using running = await serve(folder.in('data'), '--offline-root');
  const env = {
    LIVEPIN_SERVICE: running.url,
    LIVEPIN_TOKEN: readFileSync(folder.in('data/admin-token'), 'utf8').trim(),
    LIVEPIN_PASSPHRASE: 'correct horse',
  };
  const run = (...arguments_: string[]) => livepin([...arguments_, '--json'], { cwd: folder.path, env });
  await run('app', 'add', app);
  expect((await run('publish', app)).json()).toMatchObject({ error: { code: 'LP_ROOT_MISSING' } });
  writeFileSync(folder.in('keys.json'), (await run('key', 'list')).stdout);
  await run('root', 'init', '--offline', '--out', 'ceremony', '--pin-key', 'keys.json');
  expect(readdirSync(folder.in('ceremony'))).not.toContain('pin-key-1.pem');
  const published = await run('root', 'publish', 'ceremony/root-1.json');
  expect(published.json()).toMatchObject({ published: true, version: 1 });

  // The same again changes nothing; another chain is refused as apps would refuse it.
  await run('root', 'init', '--out', 'other', '--pin-key', 'keys.json');
  const other = await run('root', 'publish', 'other/root-1.json');
  expect(other.status).toBe(1);
  expect(other.json()).toMatchObject({ published: false, code: expect.stringMatching(/^LP_ROOT_/) });

  expect((await run('key', 'rotate')).json()).toMatchObject({ error: { code: 'LP_ROOT_KEYS_OFFLINE' } });
  writeFileSync(folder.in('new-key.json'), (await run('key', 'add')).stdout);
  await run('root', 'next', 'ceremony/root-1.json', '--out', 'root-2.json', '--add-pin-key', 'new-key.json');
  const early = await run('root', 'publish', 'root-2.json');
  expect(early.json()).toMatchObject({ published: false, code: 'LP_ROOT_OLD_SIGNATURES' });
  const keys = ['--key', 'ceremony/root-key-1.pem', '--key', 'ceremony/root-key-3.pem'];
  await run('root', 'sign', 'root-2.json', '--previous', 'ceremony/root-1.json', ...keys);
  expect((await run('root', 'publish', 'root-2.json')).json()).toMatchObject({ published: true, version: 2 });
  expect((await run('status')).json()).toMatchObject({ root: 2, rootKeysHeld: false });
});
