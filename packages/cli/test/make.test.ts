import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const passphrase = 'correct horse';
const run = (...arguments_: string[]) =>
  livepin([...arguments_, '--json'], { cwd: folder.path, env: { LIVEPIN_PASSPHRASE: passphrase } });
const read = (file: string) => readFileSync(folder.in(file), 'utf8');
const modeOf = (file: string) => (statSync(folder.in(file)).mode & 0o777).toString(8);

describeWith(findProgram('openssl'), 'key new tls', (openssl) => {
  const show = (file: string, ...more: string[]) =>
    execFileSync(openssl, ['pkey', '-in', folder.in(file), '-noout', '-text', ...more], { stdio: 'pipe' }).toString();

  test.each([
    { type: 'P-256', says: /NIST CURVE: P-256/, remarks: 0 },
    { type: 'P-384', says: /NIST CURVE: P-384/, remarks: 0 },
    { type: 'P-521', says: /NIST CURVE: P-521/, remarks: 1 },
    { type: 'RSA-2048', says: /2048 bit/, remarks: 0 },
    { type: 'RSA-3072', says: /3072 bit/, remarks: 0 },
    { type: 'Ed25519', says: /ED25519/, remarks: 1 },
  ])(
    '$type is a key that OpenSSL opens with the passphrase, and its pin is the one printed',
    async ({ type, says, remarks }) => {
      const file = `tls-${type}.pem`;
      const made = (await run('key', 'new', 'tls', file, '--type', type)).json();
      expect(modeOf(file)).toBe('600');
      expect(read(file)).toContain('BEGIN ENCRYPTED PRIVATE KEY');
      expect(show(file, '-passin', `pass:${passphrase}`)).toMatch(says);
      expect(made).toMatchObject({ file, kind: 'tls', type, isEncrypted: true });
      expect(made['remarks']).toHaveLength(remarks);
      expect((await run('pin', file)).json()).toMatchObject({ pins: [{ pin: made['pin'] }] });
    },
  );

  test('people read what to do next, and nothing of the key', async () => {
    const { stdout, status } = await livepin(['key', 'new', 'tls', 'plain.pem', '--no-passphrase'], {
      cwd: folder.path,
    });
    expect(status).toBe(0);
    expect(show('plain.pem')).toMatch(/P-256/);
    expect(stdout).toMatch(/^made plain\.pem\npin \S{44}\n.*host add.*plain\.pem\n.*csr new --key plain\.pem/);
    expect(stdout).not.toContain(read('plain.pem').split('\n')[1]!.slice(8, 40));
  });
});

test.each([
  { kind: 'tls', remarks: [] },
  { kind: 'pin-key', remarks: [] },
  { kind: 'backup', remarks: [expect.stringContaining('stand in for the server')] },
  { kind: 'root-key', remarks: [expect.stringContaining('sign trust roots')] },
])('key new $kind without a passphrase: who needs none gets no remark', async ({ kind, remarks }) => {
  const made = (await run('key', 'new', kind, `${kind}.pem`, '--no-passphrase')).json();
  expect(made).toMatchObject({ isEncrypted: false, remarks });
});

describeWith(findProgram('openssl'), 'csr new', (openssl) => {
  const text = (file: string) =>
    execFileSync(openssl, ['req', '-in', folder.in(file), '-verify', '-noout', '-text', '-nameopt', 'RFC2253'], {
      stdio: 'pipe',
    }).toString();

  beforeAll(async () => {
    await run('key', 'new', 'tls', 'api.key');
  });

  test('an existing key signs, and the pin is printed before there is a certificate', async () => {
    const names = 'api.example.com,*.example.com,192.0.2.7';
    const made = await run(
      'csr',
      'new',
      '--key',
      'api.key',
      '--name',
      names,
      '--subject',
      'O=Example Ltd',
      '--out',
      'a.csr',
    );
    expect(made.status).toBe(0);
    expect(text('a.csr')).toContain('Subject: CN=api.example.com,O=Example Ltd');
    expect(text('a.csr')).toContain('DNS:api.example.com, DNS:*.example.com, IP Address:192.0.2.7');
    const pins = (await run('pin', 'api.key', 'a.csr')).json<{ pins: { pin: string }[] }>().pins.map(({ pin }) => pin);
    expect(pins).toEqual([made.json()['pin'], made.json()['pin']]);
    expect(modeOf('a.csr')).toBe('644');
  });

  test('a new key is made along, encrypted as ever', async () => {
    const how = ['--new-key', 'new.key', '--type', 'RSA-2048', '--name', 'api.example.com', '--out', 'new.csr'];
    expect((await run('csr', 'new', ...how)).json()).toMatchObject({ isKeyNew: true, keyFile: 'new.key', remarks: [] });
    expect(modeOf('new.key')).toBe('600');
    expect(read('new.key')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(text('new.csr')).toMatch(/2048 bit/);
  });

  test('the pin of a wildcard is published for all that is below its host, by a command that is understood', async () => {
    const { stdout } = await livepin(
      ['csr', 'new', '--new-key', 'wild.key', '--no-passphrase', '--name', '*.example.com', '--out', 'wild.csr'],
      { cwd: folder.path },
    );
    expect(stdout).toContain('livepin host add APP example.com --subdomains --pins-of wild.csr\n');
  });

  test('names may be one list or several', async () => {
    const lists = ['--name', 'api.example.com,www.example.com', '--name', 'shop.example.com'];
    const made = await run('csr', 'new', '--new-key', 'several.key', ...lists, '--out', 'several.csr');
    expect(made.json()).toMatchObject({ names: ['api.example.com', 'www.example.com', 'shop.example.com'] });
  });

  test('what public CAs will not sign is remarked', async () => {
    const how = ['--key', 'api.key', '--name', 'db.internal,10.0.0.1', '--out', 'internal.csr'];
    expect((await run('csr', 'new', ...how)).json()['remarks']).toHaveLength(2);
  });

  test('people read where to send it and what to publish', async () => {
    const how = ['--new-key', 'told.key', '--no-passphrase', '--name', 'api.example.com', '--out', 'told.csr'];
    const { stdout } = await livepin(['csr', 'new', ...how], { cwd: folder.path });
    expect(stdout).toMatch(/^made told\.key.*\nmade told\.csr, for api\.example\.com\npin \S{44}\n/);
    expect(stdout).toContain('--pins-of told.csr');
    expect(stdout).toContain('Send told.csr to the CA, and nothing else');
    expect(stdout).not.toContain(read('told.key').split('\n')[1]!.slice(8, 40));
  });

  const ok = ['--key', 'api.key', '--name', 'api.example.com'];
  test.each([
    { says: 'a URL for a name', how: ['--key', 'api.key', '--name', 'https://a.example/'], code: 'LP_NAME_UNUSABLE' },
    { says: 'a public suffix', how: ['--key', 'api.key', '--name', 'co.uk'], code: 'LP_NAME_UNUSABLE' },
    { says: 'an empty name', how: ['--key', 'api.key', '--name', 'a.example,'], code: 'LP_NAME_UNUSABLE' },
    { says: 'an unknown attribute', how: [...ok, '--subject', 'X=y'], code: 'LP_SUBJECT_MALFORMED' },
    { says: 'another common name', how: [...ok, '--subject', 'CN=b.example'], code: 'LP_SUBJECT_MALFORMED' },
    { says: 'no key', how: ['--name', 'a.example'], code: 'LP_USAGE' },
    { says: 'two keys', how: [...ok, '--new-key', 'never.key'], code: 'LP_USAGE' },
    {
      says: 'one file for both',
      how: ['--new-key', 'never.csr', '--no-passphrase', '--name', 'a.example'],
      code: 'LP_USAGE',
    },
    { says: 'a type for an old key', how: [...ok, '--type', 'P-256'], code: 'LP_USAGE' },
    { says: 'a key that is not there', how: ['--key', 'none', '--name', 'a.example'], code: 'LP_FILE_UNREADABLE' },
    { says: 'a key that is none', how: ['--key', 'a.csr', '--name', 'a.example'], code: 'LP_KEY_FILE_UNREADABLE' },
    { says: 'a new key that is there', how: ['--new-key', 'api.key', '--name', 'a.example'], code: 'LP_FILE_EXISTS' },
  ])('$says: a sentence, exit status 2, and no file', async ({ how, code }) => {
    const before = read('api.key');
    const { status, json } = await run('csr', 'new', ...how, '--out', 'never.csr');
    expect(json()).toMatchObject({ error: { code, sentence: expect.stringMatching(/^.+\.$/) } });
    expect(status).toBe(2);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('never'))).toEqual([]);
    expect(read('api.key')).toBe(before);
  });

  test('an output that is there is left, and no new key is made for it', async () => {
    const before = read('a.csr');
    const how = ['--new-key', 'never.key', '--name', 'api.example.com', '--out', 'a.csr'];
    expect((await run('csr', 'new', ...how)).json()).toMatchObject({ error: { code: 'LP_FILE_EXISTS' } });
    expect(read('a.csr')).toBe(before);
    expect(existsSync(folder.in('never.key'))).toBe(false);
  });

  test('a wrong passphrase makes nothing', async () => {
    const { json } = await livepin(['csr', 'new', ...ok, '--out', 'never.csr', '--json'], {
      cwd: folder.path,
      env: { LIVEPIN_PASSPHRASE: 'guess' },
    });
    expect(json()).toMatchObject({ error: { code: 'LP_KEY_FILE_ENCRYPTED' } });
    expect(existsSync(folder.in('never.csr'))).toBe(false);
  });
});

interface DevCaJson {
  readonly ca: { readonly file: string; readonly isNew: boolean };
  readonly leaf: { readonly file: string; readonly keyFile: string; readonly renewed: string | null };
  readonly pins: readonly { readonly role: string; readonly pin: string }[];
}

describe('ca dev', () => {
  const dev = async (...how: string[]) => (await run('ca', 'dev', ...how)).json<DevCaJson>();

  test('the first call makes a CA and a certificate, the second goes on with both', async () => {
    const first = await dev('--name', 'api.test,localhost,127.0.0.1');
    expect(first).toMatchObject({ ca: { isNew: true, file: 'dev-ca/ca.pem' }, leaf: { renewed: 'it is new' } });
    const files = Object.fromEntries(readdirSync(folder.in('dev-ca')).map((name) => [name, modeOf(`dev-ca/${name}`)]));
    expect(files).toEqual({
      'ca.pem': '644',
      'issuing-ca.pem': '644',
      'issuing-ca-key.pem': '600',
      'api.test.pem': '644',
      'api.test-key.pem': '600',
    });
    const before = readdirSync(folder.in('dev-ca')).map((name) => read(`dev-ca/${name}`));
    const second = await dev('--name', 'api.test,localhost,127.0.0.1');
    expect(second).toEqual({ ...first, ca: { ...first.ca, isNew: false }, leaf: { ...first.leaf, renewed: null } });
    expect(readdirSync(folder.in('dev-ca')).map((name) => read(`dev-ca/${name}`))).toEqual(before);
  });

  test('more names for a host renew its certificate and keep its key, and so its pin', async () => {
    const before = await dev('--name', 'api.test,localhost,127.0.0.1');
    const key = read('dev-ca/api.test-key.pem');
    const after = await dev('--name', 'api.test,www.api.test');
    expect(after.leaf.renewed).toBe('it had other names');
    expect(after.pins).toEqual(before.pins);
    expect(read('dev-ca/api.test-key.pem')).toBe(key);
  });

  test('a Node client that trusts the CA is served; one that does not is not', async () => {
    await dev('--name', 'served.test,127.0.0.1', '--dir', 'served');
    const server = https.createServer(
      { cert: read('served/served.test.pem'), key: read('served/served.test-key.pem') },
      (_request, response) => response.end('hello'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (options: https.RequestOptions) =>
      new Promise<string>((resolve) => {
        const request = https.get({ host: '127.0.0.1', port, servername: 'served.test', agent: false, ...options });
        request.on('response', (response) => response.resume().on('end', () => resolve('served')));
        request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });
    try {
      expect(await ask({ ca: read('served/ca.pem') })).toBe('served');
      expect(await ask({})).toMatch(/UNABLE_TO/);
      expect(await ask({ ca: read('served/ca.pem'), servername: 'other.test' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
      const checked = await run('check', 'served.test', '--connect', `127.0.0.1:${port}`, '--ca', 'served/ca.pem');
      expect(checked.status).toBe(0);
      const shown = await run(
        'show',
        '--host',
        'served.test',
        '--connect',
        `127.0.0.1:${port}`,
        '--ca',
        'served/ca.pem',
      );
      expect(shown.json()).toMatchObject({ shown: [{ findings: [] }] });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('a host that somebody owns is named as exposed, and is all that the CA may sign but private names', async () => {
    const { stdout } = await livepin(['ca', 'dev', '--name', 'api.example.com', '--dir', 'real'], { cwd: folder.path });
    expect(stdout).toContain('Whoever steals a key of this folder can stand in for api.example.com');
    const before = readdirSync(folder.in('real'));
    const { json, status } = await run('ca', 'dev', '--name', 'www.example.com', '--dir', 'real');
    expect(json()).toMatchObject({
      error: { code: 'LP_DEV_CA_NAME', sentence: expect.stringContaining('www.example.com') },
    });
    expect(status).toBe(2);
    expect(readdirSync(folder.in('real'))).toEqual(before);
    expect((await dev('--name', 'v2.api.example.com', '--dir', 'real')).ca.isNew).toBe(false);
  });

  test('wildcards and addresses get names that every file system takes', async () => {
    expect((await dev('--name', '*.shop.test', '--dir', 'odd')).leaf.file).toBe('odd/_wildcard.shop.test.pem');
    expect((await dev('--name', '::1', '--dir', 'odd')).leaf.file).toBe('odd/--1.pem');
  });

  test('people read how each platform is made to trust it', async () => {
    const { stdout } = await livepin(['ca', 'dev', '--name', 'a.test', '--dir', 'told'], { cwd: folder.path });
    for (const words of [
      'curl --cacert',
      'NODE_EXTRA_CA_CERTS=',
      'keytool -importcert',
      'debug-overrides',
      'simctl keychain',
    ])
      expect(stdout).toContain(`${words}`);
    expect(stdout.match(/[A-Za-z0-9+/]{43}= {2}(leaf|issuing CA|root)/g)).toHaveLength(3);
    expect(stdout).not.toContain(read('told/issuing-ca-key.pem').split('\n')[1]!.slice(8, 40));
  });

  describe('whatever point a call is broken off at', () => {
    test.each([
      {
        says: 'after the key of the CA',
        gone: ['issuing-ca.pem', 'ca.pem', 'b.test.pem', 'b.test-key.pem'],
        isNew: true,
      },
      { says: 'before the copy of the root', gone: ['ca.pem', 'b.test.pem', 'b.test-key.pem'], isNew: false },
      { says: 'before the key of the leaf', gone: ['b.test.pem', 'b.test-key.pem'], isNew: false },
      { says: 'before the certificate of the leaf', gone: ['b.test.pem'], isNew: false },
    ])('$says, the next one goes on from there', async ({ gone, isNew }) => {
      await dev('--name', 'b.test', '--dir', 'broken');
      const key = read('broken/issuing-ca-key.pem');
      for (const name of gone) rmSync(folder.in(`broken/${name}`));
      expect(await dev('--name', 'b.test', '--dir', 'broken')).toMatchObject({
        ca: { isNew },
        leaf: { renewed: 'it is new' },
      });
      expect(read('broken/issuing-ca-key.pem')).toBe(key);
      const { json } = await run('show', 'broken/b.test.pem', 'broken/b.test-key.pem', '--ca', 'broken/ca.pem');
      expect(json()).toMatchObject({ shown: [{ findings: [] }, { findings: [] }] });
    });
  });

  test.each([
    { says: 'a CA of somebody else', name: 'ca.pem', code: 'LP_DEV_CA_UNUSABLE' },
    { says: 'half a chain', name: 'issuing-ca.pem', code: 'LP_DEV_CA_UNUSABLE' },
  ])('$says in the folder is left as it is', async ({ name, code }) => {
    await dev('--name', 'c.test', '--dir', 'source');
    const place = `foreign-${name}`;
    rmSync(folder.in(place), { recursive: true, force: true });
    execFileSync('mkdir', [folder.in(place)]);
    writeFileSync(folder.in(`${place}/${name}`), read('source/ca.pem'));
    expect((await run('ca', 'dev', '--name', 'c.test', '--dir', place)).json()).toMatchObject({ error: { code } });
    expect(readdirSync(folder.in(place))).toEqual([name]);
    expect(read(`${place}/${name}`)).toBe(read('source/ca.pem'));
  });

  test.each(['issuing-ca', 'd.test-key'])(
    'a host called %s does not overwrite what has its file name',
    async (host) => {
      await dev('--name', 'd.test,issuing-ca,d.test-key', '--dir', 'clash');
      const files = () => readdirSync(folder.in('clash')).map((name) => [name, read(`clash/${name}`)]);
      const before = files();
      const { json, status } = await run('ca', 'dev', '--name', host, '--dir', 'clash');
      expect(json()).toMatchObject({ error: { code: 'LP_DEV_CA_UNUSABLE' } });
      expect(status).toBe(2);
      expect(files()).toEqual(before);
    },
  );
});
