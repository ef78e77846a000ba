import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseTrustRoot } from '@livepin/core';
import { portableCrypto } from '@livepin/core/portable';
import { readSigningKey } from '@livepin/server/signing';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { livepin, onTerminal, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const env = { LIVEPIN_PASSPHRASE: 'correct horse' };
const run = (...arguments_: string[]) => livepin([...arguments_, '--json'], { cwd: folder.path, env });
const rootIn = (name: string) => parseTrustRoot(readFileSync(folder.in(name)), portableCrypto);
const modeOf = (name: string) => (statSync(folder.in(name)).mode & 0o777).toString(8);

describe('root init', () => {
  test('three encrypted root keys that only their owner can read, and a trust root that two of them sign', async () => {
    const { status, json, stdout } = await run('root', 'init', '--offline', '--out', 'a');
    expect(status).toBe(0);
    expect(readdirSync(folder.in('a')).sort()).toEqual([
      'pin-key-1.pem',
      'root-1.json',
      'root-key-1.pem',
      'root-key-2.pem',
      'root-key-3.pem',
    ]);
    expect(modeOf('a')).toBe('700');
    const root = await rootIn('a/root-1.json');
    expect(root).toMatchObject({ version: 1, epoch: 1, roles: { root: { threshold: 2 }, pins: { threshold: 1 } } });
    expect(root.exp - root.iat).toBe(1825 * 86_400);
    expect(json()).toMatchObject({ chain: root.chain, isSigned: true, signedByOwn: { isEnough: true, missing: [] } });
    for (const number of [1, 2, 3]) {
      const name = `a/root-key-${number}.pem`;
      const pem = readFileSync(folder.in(name), 'utf8');
      expect(modeOf(name)).toBe('600');
      expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
      expect(root.roles.root.kids.has(readSigningKey(pem, name, 'correct horse').kid)).toBe(true);
      expect(stdout).not.toContain(pem.split('\n')[1]!.slice(30));
    }
  });

  test('what was made once is not made over: nothing changes at a second run', async () => {
    await run('root', 'init', '--offline', '--out', 'b');
    const before = readFileSync(folder.in('b/root-key-1.pem'));
    const again = await run('root', 'init', '--offline', '--out', 'b');
    expect(again.status).toBe(2);
    expect(again.json()).toMatchObject({ error: { code: 'LP_FILE_EXISTS' } });
    expect(readFileSync(folder.in('b/root-key-1.pem'))).toEqual(before);
  });

  test('keys, thresholds, algorithm, days and plain files as one asks for them', async () => {
    const numbers = ['--keys', '2', '--threshold', '1', '--days', '30', '--alg', 'Ed25519', '--no-passphrase'];
    await livepin(['root', 'init', '--out', 'c', ...numbers], { cwd: folder.path });
    const root = await rootIn('c/root-1.json');
    expect(root.roles.root).toMatchObject({ threshold: 1, kids: { size: 2 } });
    expect(root.exp - root.iat).toBe(30 * 86_400);
    expect(readSigningKey(readFileSync(folder.in('c/root-key-2.pem'), 'utf8'), 'c').alg).toBe('Ed25519');
  });

  test.each([
    { says: 'a threshold above the keys', more: ['--keys', '2', '--threshold', '3'], code: 'LP_ROOT_CHANGE' },
    { says: 'no keys', more: ['--keys', '0'], code: 'LP_USAGE' },
    { says: 'keys that are not a number', more: ['--keys', 'many'], code: 'LP_USAGE' },
    { says: 'keys of two kinds of origin', more: ['--keys', '2', '--root-key', 'x'], code: 'LP_USAGE' },
    { says: 'another algorithm', more: ['--alg', 'RS256'], code: 'LP_USAGE' },
    { says: 'a pin key that is not there', more: ['--pin-key', 'none.json'], code: 'LP_FILE_UNREADABLE' },
    { says: 'a pin key that is none', more: ['--pin-key', import.meta.filename], code: 'LP_KEY_FILE_UNREADABLE' },
  ])('$says: a sentence, exit status 2, and no file', async ({ more, code }) => {
    const { status, json } = await run('root', 'init', '--out', 'none', ...more);
    expect(json()).toMatchObject({ error: { code } });
    expect(status).toBe(2);
    expect(readdirSync(folder.path)).not.toContain('none');
  });

  test('a private key handed over as a public one is refused', async () => {
    writeFileSync(folder.in('leak.json'), JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'AA', d: 'AA' }));
    const { json } = await run('root', 'init', '--out', 'none', '--pin-key', 'leak.json');
    expect(json()).toMatchObject({ error: { code: 'LP_KEY_PRIVATE' } });
  });

  test('without a terminal and without LIVEPIN_PASSPHRASE it says so, and makes nothing', async () => {
    const { status, stderr } = await livepin(['root', 'init', '--out', 'none'], { cwd: folder.path });
    expect(status).toBe(2);
    expect(stderr).toMatch(/\[LP_PASSPHRASE_MISSING\]\nhint: /);
    expect(readdirSync(folder.path)).not.toContain('none');
    const empty = await livepin(['root', 'init', '--out', 'none', '--json'], {
      cwd: folder.path,
      env: { LIVEPIN_PASSPHRASE: '' },
    });
    expect(empty.json()).toMatchObject({ error: { code: 'LP_PASSPHRASE_MISSING' } });
  });
});

describeWith(findProgram('script'), 'on a terminal', (script) => {
  const type = (command: string, answers: readonly [question: string, typed: string][]) =>
    onTerminal(script, folder.path, command, answers);

  test('the passphrase is asked for twice, and shown nowhere', async () => {
    const seen = await type('key new root-key typed.pem', [
      ['Passphrase for typed.pem: ', 'open sesame\r'],
      ['The same again: ', 'open sesame\r'],
    ]);
    expect(seen).toContain('made typed.pem');
    expect(seen).not.toContain('sesame');
    expect(readSigningKey(readFileSync(folder.in('typed.pem'), 'utf8'), 'typed.pem', 'open sesame').alg).toBe('ES256');
  });

  test.each([
    {
      says: 'two that differ',
      answers: [
        ['Passphrase', 'one\r'],
        ['again', 'two\r'],
      ],
      sentence: 'differ',
    },
    { says: 'Ctrl-C', answers: [['Passphrase', '\u0003']], sentence: 'No passphrase was given.' },
    { says: 'Ctrl-D', answers: [['Passphrase', '\u0004']], sentence: 'No passphrase was given.' },
    { says: 'nothing', answers: [['Passphrase', '\r']], sentence: 'An empty passphrase protects nothing.' },
  ] as { says: string; answers: [string, string][]; sentence: string }[])(
    '$says at the question makes nothing',
    async ({ answers, sentence }) => {
      const seen = await type('key new root-key dropped.pem', answers);
      expect(seen).toContain(sentence);
      expect(seen).toContain('[LP_PASSPHRASE_MISSING]');
      expect(readdirSync(folder.path)).not.toContain('dropped.pem');
    },
  );

  test('an encrypted key that is to sign asks for its passphrase', async () => {
    await run('key', 'new', 'root-key', 'asked.pem');
    const seen = await type('key show asked.pem', [['Passphrase of asked.pem: ', 'correct horse\r']]);
    expect(seen).toMatch(/[\w-]{43} {2}ES256 {2}/);
  });
});

describe('a ceremony of three holders', () => {
  const holders = ['ada', 'ben', 'eve'];

  test('each makes a key, the roots are signed one after the other, and each says when it is enough', async () => {
    for (const holder of [...holders, 'fay']) {
      await run('key', 'new', 'root-key', `${holder}.pem`);
      writeFileSync(folder.in(`${holder}.json`), (await run('key', 'show', `${holder}.pem`)).stdout);
    }
    await run('key', 'new', 'pin-key', 'pin.pem', '--type', 'Ed25519');
    writeFileSync(folder.in('pin.json'), (await run('key', 'show', 'pin.pem')).stdout);

    const listed = holders.flatMap((holder) => ['--root-key', `${holder}.json`]);
    const made = await run('root', 'init', '--offline', '--out', 'd', ...listed, '--pin-key', 'pin.json');
    expect(made.json()).toMatchObject({ isSigned: false, keyFiles: [] });
    expect(readdirSync(folder.in('d'))).toEqual(['root-1.json']);

    const signed = [
      await run('root', 'sign', 'd/root-1.json', '--key', 'ada.pem'),
      await run('root', 'sign', 'd/root-1.json', '--key', 'ada.pem'),
      await run('root', 'sign', 'd/root-1.json', '--key', 'ben.pem'),
    ];
    expect(signed.map(({ json }) => json()['isSigned'])).toEqual([false, false, true]);
    expect((await run('root', 'show', 'd/root-1.json')).status).toBe(0);

    // Eve leaves, Fay comes; the pin key was stolen.
    const [eve, pin] = await Promise.all(
      ['eve.pem', 'pin.pem'].map(
        async (file) => (await run('key', 'show', file)).json<{ keys: [{ kid: string }] }>().keys[0].kid,
      ),
    );
    await run('key', 'new', 'pin-key', 'pin-2.pem');
    writeFileSync(folder.in('pin-2.json'), (await run('key', 'show', 'pin-2.pem')).stdout);
    const changes = [
      '--drop-root-key',
      eve!,
      '--add-root-key',
      'fay.json',
      '--drop-pin-key',
      pin!,
      '--add-pin-key',
      'pin-2.json',
    ];
    const next = await run('root', 'next', 'd/root-1.json', '--out', 'd/root-2.json', '--stolen', ...changes);
    expect(next.json()).toMatchObject({ version: 2, epoch: 2, isSigned: false });

    const sign = (...keys: string[]) =>
      run('root', 'sign', 'd/root-2.json', '--previous', 'd/root-1.json', ...keys.flatMap((key) => ['--key', key]));
    expect((await sign('fay.pem', 'ada.pem')).json()).toMatchObject({
      isSigned: false,
      signedByOwn: { isEnough: true },
      signedByPrevious: { isEnough: false },
    });
    expect((await sign('eve.pem')).json()).toMatchObject({ isSigned: true, signedByPrevious: { isEnough: true } });
    expect(await rootIn('d/root-2.json')).toMatchObject({
      version: 2,
      epoch: 2,
      chain: (await rootIn('d/root-1.json')).chain,
    });
  });

  test('a key that the trust root does not list signs nothing', async () => {
    const before = readFileSync(folder.in('d/root-1.json'));
    const { status, json } = await run('root', 'sign', 'd/root-1.json', '--key', 'fay.pem');
    expect(status).toBe(2);
    expect(json()).toMatchObject({ error: { code: 'LP_ROOT_SIGNER' } });
    expect(readFileSync(folder.in('d/root-1.json'))).toEqual(before);
  });

  test('a wrong passphrase signs nothing', async () => {
    const outcome = await livepin(['root', 'sign', 'd/root-1.json', '--key', 'eve.pem', '--json'], {
      cwd: folder.path,
      env: { LIVEPIN_PASSPHRASE: 'guess' },
    });
    expect(outcome.json()).toMatchObject({ error: { code: 'LP_KEY_FILE_ENCRYPTED' } });
    expect(outcome.status).toBe(2);
  });

  test('one that lacks signatures is a negative verdict, and people see which', async () => {
    await run('root', 'next', 'd/root-1.json', '--out', 'd/renewed.json');
    const { status, stdout } = await livepin(['root', 'show', 'd/renewed.json', '--previous', 'd/root-1.json'], {
      cwd: folder.path,
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^trust root 2, epoch 1, chain /);
    expect(stdout).toMatch(
      /0 of 2 needed signatures by its own root keys\n {2}0 of 2 needed signatures by the root keys before it/,
    );
  });

  test.each([
    { says: 'no key', arguments_: ['root', 'sign', 'd/root-1.json'], code: 'LP_USAGE' },
    { says: 'no document', arguments_: ['root', 'show', 'pin.pem'], code: 'LP_JSON_MALFORMED' },
    {
      says: 'a strange key dropped',
      arguments_: ['root', 'next', 'd/root-1.json', '--out', 'x', '--drop-pin-key', 'x'],
      code: 'LP_ROOT_CHANGE',
    },
    {
      says: 'an output that is there',
      arguments_: ['root', 'next', 'd/root-1.json', '--out', 'd/root-2.json'],
      code: 'LP_FILE_EXISTS',
    },
  ])('$says: $code', async ({ arguments_, code }) => {
    expect((await run(...arguments_)).json()).toMatchObject({ error: { code } });
  });
});

describeWith(findProgram('openssl'), 'key new', () => {
  const openssl = (...arguments_: string[]) =>
    execFileSync('openssl', arguments_, { cwd: folder.path, stdio: 'pipe' }).toString();

  test.each([
    { type: 'P-256', says: /P-256/ },
    { type: 'P-384', says: /P-384/ },
    { type: 'RSA-2048', says: /2048 bit/ },
  ])('a backup of type $type is a key that OpenSSL opens, and its pin is the one printed', async ({ type, says }) => {
    const file = `backup-${type}.pem`;
    const made = await run('key', 'new', 'backup', file, '--type', type);
    expect(modeOf(file)).toBe('600');
    expect(openssl('pkey', '-in', file, '-passin', 'pass:correct horse', '-noout', '-text')).toMatch(says);
    const { json } = await run('pin', file);
    expect(json<{ pins: [{ pin: string }] }>().pins[0].pin).toBe(made.json()['pin']);
  });

  test.each([
    { says: 'a file that is there', arguments_: ['pin-key', 'backup-P-256.pem'], code: 'LP_FILE_EXISTS' },
    { says: 'a signing key of RSA', arguments_: ['pin-key', 'x.pem', '--type', 'RSA-2048'], code: 'LP_USAGE' },
    { says: 'a TLS key that no CA takes', arguments_: ['backup', 'x.pem', '--type', 'Ed25519'], code: 'LP_USAGE' },
    {
      says: 'a folder that cannot be made, where Node would try for ever',
      arguments_: ['backup', '/proc/nothing/x.pem'],
      code: 'LP_FILE_UNWRITABLE',
    },
    { says: 'another kind', arguments_: ['ssh', 'x.pem'], code: 'LP_USAGE' },
    { says: 'no kind', arguments_: [], code: 'LP_USAGE' },
  ])('$says is refused: exit status 2', async ({ arguments_, code }) => {
    const { status, json } = await run('key', 'new', ...arguments_);
    expect(json()).toMatchObject({ error: { code } });
    expect(status).toBe(2);
    expect(readdirSync(folder.path)).not.toContain('x.pem');
  });

  test('a TLS key of another type is no signing key to show', async () => {
    const { json } = await run('key', 'show', 'backup-RSA-2048.pem');
    expect(json()).toMatchObject({ error: { code: 'LP_SIGNING_KEY_TYPE' } });
  });
});
