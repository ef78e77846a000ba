import { spawnSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { testPin } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { app, host, publish, type StaticWorld, startWorld } from './static-world.ts';

/** A manifest of Android, comments and all, as a project has had it for a while. */
const nsc = (...pins: string[]) => `<?xml version="1.0" encoding="utf-8"?>
<!-- Reviewed by the security team. -->
<network-security-config>
    <domain-config>
        <domain includeSubdomains="false">${host}</domain>
        <domain-config>
            <domain>cdn.example.org</domain>
            <pin-set><pin digest="SHA-256">${testPin('cdn')}</pin><pin digest="SHA-256">${testPin('cdn backup')}</pin></pin-set>
        </domain-config>
        <pin-set expiration="2099-01-01">
${pins.map((pin) => `            <pin digest="SHA-256">${pin}</pin> <!-- ours -->\n`).join('')}        </pin-set>
    </domain-config>
</network-security-config>
`;
const nscPath = 'project/app/src/main/res/xml/network_security_config.xml';

describe('from the first publication to a rotation', () => {
  let world: StaticWorld;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const sync = (...words: string[]) => world.run(['sync', 'project', '--app', app, ...words]);

  test('what is published is generated, read back the same, without an error, and in step', async () => {
    const { keys, run, write } = world;
    await publish(world, keys[0], keys[1]);
    expect(await run(['init', '--app', app, '--dir', 'project/livepin'])).toMatchObject({ status: 0 });
    write(nscPath, nsc(keys[0].pin, keys[1].pin));
    for (const form of ['ats', 'okhttp-kotlin']) {
      const made = await run(['generate', form, '--app', app, '--out', 'project/']);
      expect({ form, ...made }).toMatchObject({ form, status: 0 });
    }
    const files = [nscPath, 'project/Info.plist', 'project/app/src/main/kotlin/PinnedKeys.kt'];
    const read = await run(['import', ...files, '--json']);
    const found = read
      .json<{ files: { forms: { form: string; entries: { host: string; pins: { pin: string }[] }[] }[] }[] }>()
      .files.flatMap(({ forms }) => forms)
      .map(({ form, entries }) => [form, entries.find((entry) => entry.host === host)?.pins.map(({ pin }) => pin)]);
    const pins = [keys[0].pin, keys[1].pin];
    expect(found).toEqual([
      ['android-nsc', pins],
      ['ats', pins],
      ['okhttp-kotlin', pins],
    ]);
    write(
      'project/app/src/main/AndroidManifest.xml',
      '<manifest xmlns:android="http://schemas.android.com/apk/res/android"><uses-sdk android:minSdkVersion="24"/><application android:networkSecurityConfig="@xml/network_security_config"/></manifest>',
    );
    const linted = await run(['lint', 'project', '--offline', '--json']);
    expect(linted.json()).toMatchObject({ summary: { errors: 0 } });
    const checked = await sync('--check');
    expect(checked).toMatchObject({ status: 0, stdout: '' });
    expect(checked.stderr).toContain('pins cdn.example.org, for which com.example.bank publishes nothing');
  });

  test('after a rotation the check fails, changes nothing, and its difference is what git applies', async () => {
    const { keys, read, server, folder } = world;
    server.serve([keys[1]]);
    await publish(world, keys[1], keys[2]);
    const before = [nscPath, 'project/Info.plist', 'project/livepin/seed.json'].map(read);
    const { status, stdout, stderr } = await sync('--check');
    expect(status).toBe(1);
    expect([nscPath, 'project/Info.plist', 'project/livepin/seed.json'].map(read)).toEqual(before);
    expect(stderr).toContain(`livepin sync --app ${app} writes what is published.`);
    expect(stderr).toContain('behind: project/livepin/seed.json  version 2 of epoch 1 in place of 1 of 1');
    const lines = stdout.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
    const ofNsc = lines.slice(0, lines.length).filter((line) => /ours/.test(line));
    expect(ofNsc).toEqual([
      `-            <pin digest="SHA-256">${keys[0].pin}</pin> <!-- ours -->`,
      `+            <pin digest="SHA-256">${keys[2].pin}</pin> <!-- ours -->`,
    ]);
    const applied = spawnSync('git', ['apply', '--check', '--unsafe-paths', '-'], {
      cwd: folder.path,
      input: stdout,
      encoding: 'utf8',
    });
    expect(applied).toMatchObject({ status: 0 });
    const json = (await sync('--check', '--json')).json<{ inStep: boolean; diffs: { path: string; diff: string }[] }>();
    expect(json).toMatchObject({ inStep: false, embedded: [{ path: 'livepin/seed.json' }] });
    expect(json.diffs.map(({ diff }) => diff).join('')).toBe(stdout);
  });

  test('sync changes pins and dates alone, keeps the rights of a file, and is done once', async () => {
    const { keys, read, folder } = world;
    chmodSync(folder.in(nscPath), 0o640);
    const date = new Date(Date.now() + 179 * 86_400_000).toISOString().slice(0, 10);
    const changed = await sync();
    expect(changed).toMatchObject({ status: 0 });
    expect(changed.stdout.split('\n').filter((line) => line.startsWith('changed '))).toHaveLength(3);
    const expected = nsc(keys[2].pin, keys[1].pin).replace('2099-01-01', date);
    expect(read(nscPath)).toBe(expected);
    expect((statSync(folder.in(nscPath)).mode & 0o777).toString(8)).toBe('640');
    expect(read('project/Info.plist')).not.toContain(keys[0].pin);
    expect(await sync('--check')).toMatchObject({ status: 0, stdout: '' });
    const again = await sync();
    expect(again.stdout).not.toContain('changed ');
    expect(read(nscPath)).toBe(expected);
  });

  test('a check where nothing is to be found does not pass', async () => {
    world.write('elsewhere/readme.txt', 'nothing');
    const { status, stdout, stderr } = await world.run(['sync', 'elsewhere', '--app', app, '--check']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Nothing in elsewhere holds static pins, a trust root or a seed');
  });

  test('the service is told what a version ships, and strands it only if it is allowed to', async () => {
    const { keys, run, admin } = world;
    const told = await sync('--app-version', '2.1', '--platform', 'android');
    expect(told.stdout).toContain('told the service: version 2.1 for android pins api.example.com, cdn.example.org');
    const [pins] = await admin.listStaticPins({ app });
    expect(pins).toMatchObject({ appVersion: '2.1', platform: 'android', retiredAt: null });
    const own = pins?.hosts.filter((entry) => entry.host === host).map((entry) => entry.pins);
    expect(own).toContainEqual([keys[1].pin, keys[2].pin].sort());

    const shown = await run(['app', 'static-pins', app]);
    expect(shown.stdout).toMatch(/^2\.1 \(android\)[\s\S]+api\.example\.com, until /);
    expect((await run(['status'])).stdout).toContain('static pins in 1 version');
    await admin.putHost({ app, host, body: { pins: [testPin('x'), testPin('y')], probe: 'none' } });
    const refused = await run(['publish', app]);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stdout).toContain('Version 2.1 (android) of the app pins api.example.com');
    expect(await run(['app', 'static-pins', app, '--retire', '2.1'])).toMatchObject({
      status: 0,
      stdout: 'retired 2.1 (android)\n',
    });
    expect(await run(['publish', app])).toMatchObject({ status: 0 });
  });
});

describe('what cannot be brought in step', () => {
  let world: StaticWorld;
  beforeAll(async () => {
    world = await startWorld();
    await publish(world, world.keys[0], world.keys[1]);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('is said, with exit status 1, and the rest is done', async () => {
    const { run, write, read, keys } = world;
    write(
      'mixed/network_security_config.xml',
      nsc(testPin('old'), keys[1].pin)
        .replace('<domain-config>\n            <domain>cdn', '<!-- --><domain-config>\n            <domain>cdn')
        .replace(`${host}</domain>`, `${host}</domain><domain>other.example.org</domain>`),
    );
    write('mixed/pins.sh', `#!/bin/sh\ncurl --pinnedpubkey 'sha256//${testPin('old')}' https://${host}/\n`);
    const before = read('mixed/network_security_config.xml');
    const { status, stdout, stderr } = await run(['sync', 'mixed', '--app', app]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^changed mixed\/pins\.sh {2}api\.example\.com$/m);
    expect(stderr).toMatch(
      /out of step: mixed\/network_security_config\.xml: api\.example\.com: its pins are those of other\.example\.org too/,
    );
    expect(read('mixed/network_security_config.xml')).toBe(before);
    expect(read('mixed/pins.sh')).toContain(`'sha256//${keys[0].pin};sha256//${keys[1].pin}'`);
  });

  test('for want of an answer of its server has exit status 3, unless files say which key is which', async () => {
    const { run, write, admin, keys, ca, server } = world;
    await admin.putHost({
      app,
      host,
      body: { pins: [keys[0].pin, keys[1].pin], probe: { connect: '127.0.0.1:1', ca: ca.pem } },
    });
    write('unasked/pins.sh', `curl --pinnedpubkey 'sha256//${testPin('old')}' https://${host}/\n`);
    const silent = await run(['sync', 'unasked', '--app', app, '--check']);
    expect(silent).toMatchObject({ status: 3, stdout: '' });
    expect(silent.stderr).toMatch(
      /unknown: unasked\/pins\.sh[\s\S]+not asked: api\.example\.com:443 \(at 127\.0\.0\.1:1\)/,
    );
    const known = await run(['sync', 'unasked', '--app', app, '--check', '--from', 'key-1.pem']);
    expect(known.status).toBe(1);
    expect(known.stdout).toContain(`+curl --pinnedpubkey 'sha256//${keys[0].pin};sha256//${keys[1].pin}'`);
    const elsewhere = ['--connect', `127.0.0.1:${server.port}`, '--ca', 'ca.pem'];
    expect(await run(['sync', 'unasked', '--app', app, '--check', ...elsewhere])).toMatchObject({
      status: 1,
      stdout: known.stdout,
    });
  });

  test('pins of CAs stay beside the SDK', async () => {
    const { run, write, read, ca } = world;
    await run(['init', '--app', app, '--dir', 'sdk/livepin']);
    const made = await run([
      'generate',
      'android-nsc',
      '--app',
      app,
      '--with-sdk',
      '--no-backup',
      '--connect',
      `127.0.0.1:${world.server.port}`,
      '--ca',
      'ca.pem',
      '--out',
      'sdk/res/nsc.xml',
    ]);
    expect(made).toMatchObject({ status: 0 });
    const before = read('sdk/res/nsc.xml');
    expect(before).toContain(ca.pin);
    const { status, stderr } = await run(['sync', 'sdk', '--app', app, '--check']);
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('those of its CAs beside the SDK'),
    });
    write('sdk/livepin/seed.json', '{"signatures": 1}');
  });
});

describe('refused, with nothing changed', () => {
  let world: StaticWorld;
  beforeAll(async () => {
    world = await startWorld();
    await publish(world, world.keys[0], world.keys[1]);
    world.write('p/nsc.xml', nsc(testPin('old'), testPin('older')));
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each([
    { says: 'a folder that is not there', words: ['nowhere'], code: 'LP_FILE_UNREADABLE', status: 2 },
    {
      says: 'an app that the service does not know',
      words: ['p', '--app', 'nobody'],
      code: 'LP_APP_UNKNOWN',
      status: 2,
    },
    {
      says: 'a check that is to tell the service',
      words: ['p', '--check', '--app-version', '1'],
      code: 'LP_USAGE',
      status: 2,
    },
    {
      says: 'a service that is gone',
      words: ['p', '--service', 'http://127.0.0.1:1'],
      code: 'LP_SERVICE_UNREACHABLE',
      status: 3,
    },
    { says: 'a trust root that is none', words: ['p', '--root', 'ca.pem'], code: 'LP_JSON_MALFORMED', status: 2 },
  ])('$says', async ({ words, code, status }) => {
    const before = world.read('p/nsc.xml');
    const outcome = await world.run(['sync', '--app', app, ...words, '--json']);
    expect(outcome.json()).toMatchObject({ error: { code } });
    expect(outcome.status).toBe(status);
    expect(world.read('p/nsc.xml')).toBe(before);
  });

  test('a bundle that another chain of trust roots signed', async () => {
    await using other = await startWorld();
    await publish(other, other.keys[0], other.keys[1]);
    await other.run(['init', '--app', app, '--dir', 'livepin']);
    world.write('q/livepin/root.json', other.read('livepin/root.json'));
    world.write('q/livepin/seed.json', other.read('livepin/seed.json'));
    world.write('q/nsc.xml', nsc(testPin('old'), testPin('older')));
    const outcome = await world.run(['sync', 'q', '--app', app, '--json']);
    expect(outcome.status).toBe(1);
    expect(outcome.json()).toMatchObject({ error: { code: expect.stringMatching(/^LP_(ROOT|BUNDLE)_/) } });
    expect(world.read('q/nsc.xml')).toContain(testPin('old'));
  });
});
