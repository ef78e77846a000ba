import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { issue } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { livepin, onTerminal, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const root = issue({ subject: 'CN=Root', ca: true });
const middle = issue({ subject: 'CN=Middle', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=api.example.com', issuer: middle });
const keyPem = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const secret = keyPem.split('\n')[1]!.slice(10, 40);

beforeAll(() => {
  for (const [name, content] of Object.entries({
    'root.crt': root.pem,
    'middle.crt': middle.pem,
    'api.crt': leaf.pem,
    'api.key': keyPem,
    'stranger.key': root.key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }))
    writeFileSync(folder.in(name), content);
});

const chain = ['root.crt', 'middle.crt', 'api.crt'];
const both = { LIVEPIN_PASSPHRASE: 'old secret', LIVEPIN_NEW_PASSPHRASE: 'new secret' };
const convert = (words: readonly string[], env: Record<string, string> = both, input: string | Uint8Array = '') =>
  livepin(['convert', ...words], { cwd: folder.path, env, input });
const modeOf = (name: string) => statSync(folder.in(name)).mode & 0o777;

describe('a key with its chain', () => {
  test.each(['p12', 'jks', 'pem'])('goes into %s and comes back as it was', async (format) => {
    const name = `api.${format}`;
    const made = await convert(['api.key', ...chain, '--to', format, '--out', name, '--json']);
    expect(made.json()).toEqual({
      file: name,
      format,
      isEncrypted: true,
      holds: [
        { pin: leaf.pin, kind: 'private key' },
        { pin: leaf.pin, kind: 'certificate', subject: 'CN=api.example.com' },
        { pin: middle.pin, kind: 'certificate', subject: 'CN=Middle' },
        { pin: root.pin, kind: 'certificate', subject: 'CN=Root' },
      ],
    });
    expect(modeOf(name)).toBe(0o600);
    const back = `back-from-${format}.pem`;
    const env = { LIVEPIN_PASSPHRASE: 'new secret' };
    expect(await convert([name, '--to', 'pem', '--no-passphrase', '--out', back], env)).toMatchObject({ status: 0 });
    expect(readFileSync(folder.in(back), 'utf8')).toBe([keyPem, leaf.pem, middle.pem, root.pem].join(''));
    expect(modeOf(back)).toBe(0o600);
  });

  test('comes through standard input, and its certificates go to standard output', async () => {
    const all = [root.pem, leaf.pem, keyPem, middle.pem].join('\n');
    const { status, stdout, stderr } = await convert(['-', '--to', 'pem', '--only', 'certificates'], {}, all);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe([leaf.pem, middle.pem, root.pem].join(''));
  });

  test('goes to standard output only encrypted', async () => {
    const { stdout } = await convert(['api.key', '--to', 'pem']);
    expect(stdout).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    const plain = await convert(['api.key', '--to', 'pem', '--no-passphrase']);
    expect(plain).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('[LP_USAGE]') });
  });

  test('people read what was written, each with its pin, and nothing of the key', async () => {
    const { stdout, stderr } = await convert(['api.key', 'api.crt', '--to', 'p12', '--out', 'shown.p12']);
    expect(stdout).toBe(`made shown.p12\n${leaf.pin}  private key\n${leaf.pin}  certificate CN=api.example.com\n`);
    expect(stderr).toBe('');
  });

  test('in JKS is weakly protected, which is said', async () => {
    const { stderr, stdout } = await convert(['api.key', 'api.crt', '--to', 'jks', '--out', 'weak.jks']);
    expect(stderr).toMatch(/^A \.jks file protects its keys weakly; .+--to p12\n$/);
    expect(stdout).not.toContain(secret);
  });
});

describe('certificates', () => {
  test('become a trust store that others may read', async () => {
    const { status } = await convert(['root.crt', '--to', 'p12', '--alias', 'our-ca', '--out', 'trust.p12']);
    expect(status).toBe(0);
    expect(modeOf('trust.p12')).toBe(0o666 & ~process.umask());
  });

  test('go to standard output as DER, byte for byte', async () => {
    const script = '"$NODE" "$MAIN" convert api.crt middle.crt --only leaf --to der > leaf.der';
    execFileSync('sh', ['-c', script], {
      cwd: folder.path,
      env: {
        PATH: process.env['PATH'],
        NODE: process.execPath,
        MAIN: new URL('../src/main.ts', import.meta.url).pathname,
      },
    });
    expect(Buffer.compare(readFileSync(folder.in('leaf.der')), leaf.der)).toBe(0);
  });

  test('give their public key', async () => {
    const { stdout } = await convert(['api.crt', 'middle.crt', '--only', 'public-key', '--to', 'pem'], {});
    expect(stdout).toMatch(/^-----BEGIN PUBLIC KEY-----\n[^-]+-----END PUBLIC KEY-----\n$/);
    const { json } = await livepin(['pin', '-', '--json'], { input: stdout });
    expect(json()).toMatchObject({ pins: [{ pin: leaf.pin, kind: 'public key' }] });
  });
});

test.each([
  { says: 'no file', words: ['--to', 'pem'], code: 'LP_USAGE' },
  { says: 'no form', words: ['api.crt'], code: 'LP_USAGE' },
  { says: 'a form that is not known', words: ['api.crt', '--to', 'xml'], code: 'LP_USAGE' },
  {
    says: 'a name where there is no place for one',
    words: ['api.crt', '--to', 'pem', '--alias', 'a'],
    code: 'LP_USAGE',
  },
  { says: 'a result beside JSON', words: ['api.crt', '--to', 'pem', '--json'], code: 'LP_USAGE' },
  {
    says: 'two certificates in DER',
    words: [...chain, '--to', 'der', '--out', 'no'],
    code: 'LP_KEY_FILE_INEXPRESSIBLE',
  },
  {
    says: 'a Java key store without a passphrase',
    words: ['api.crt', '--to', 'jks', '--no-passphrase', '--out', 'no'],
    code: 'LP_KEY_FILE_INEXPRESSIBLE',
  },
  {
    says: 'a part that is not there',
    words: ['api.crt', '--only', 'key', '--to', 'pem'],
    code: 'LP_KEY_FILE_INEXPRESSIBLE',
  },
  {
    says: 'a key of another certificate',
    words: ['api.crt', 'stranger.key', '--to', 'p12', '--out', 'no'],
    code: 'LP_KEY_FILE_MISMATCH',
  },
  { says: 'a file that is there', words: ['api.crt', '--to', 'der', '--out', 'api.key'], code: 'LP_FILE_EXISTS' },
  { says: 'a file that is not', words: ['none', '--to', 'pem'], code: 'LP_FILE_UNREADABLE' },
])('$says is refused: one sentence, one hint, exit status 2, nothing written', async ({ words, code }) => {
  const { status, stdout, stderr } = await convert(words);
  expect(status).toBe(2);
  const shown = words.includes('--json') ? stdout : stderr;
  expect(shown).toContain(code);
  expect(existsSync(folder.in('no'))).toBe(false);
  expect(readFileSync(folder.in('api.key'), 'utf8')).toBe(keyPem);
});

test.skipIf(process.platform === 'win32')('a pipe that is there is not waited at', async () => {
  execFileSync('mkfifo', [folder.in('pipe')]);
  const { status, stderr } = await convert(['api.crt', '--to', 'der', '--out', 'pipe']);
  expect(status).toBe(2);
  expect(stderr).toContain('LP_FILE_EXISTS');
});

describe('passphrases', () => {
  test.each([
    { says: 'none for what is written', words: ['api.key', '--to', 'pem'], env: {}, names: 'LIVEPIN_NEW_PASSPHRASE' },
    { says: 'an empty one', words: ['api.key', '--to', 'pem'], env: { LIVEPIN_NEW_PASSPHRASE: '' }, names: 'empty' },
  ])('$says, and no terminal to ask on', async ({ words, env, names }) => {
    const { status, stdout, stderr } = await convert(words, env);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(names);
    expect(stderr).toContain('[LP_PASSPHRASE_MISSING]');
  });

  test('the old one is not taken for the new one', async () => {
    const { status } = await convert(['api.key', '--to', 'pem'], { LIVEPIN_PASSPHRASE: 'old secret' });
    expect(status).toBe(2);
  });

  describeWith(findProgram('script'), 'on a terminal', (script) => {
    test('are asked for, the old one and twice the new one; none is shown', async () => {
      await convert(['api.key', 'api.crt', '--to', 'p12', '--out', 'asked.p12']);
      const seen = await onTerminal(script, folder.path, 'convert asked.p12 --to pem --out asked.pem', [
        ['Passphrase of asked.p12: ', 'new secret\r'],
        ['Passphrase for asked.pem: ', 'newest secret\r'],
        ['The same again: ', 'newest secret\r'],
      ]);
      expect(seen).toContain('made asked.pem');
      expect(seen).not.toContain('secret');
      const pins = await onTerminal(script, folder.path, 'pin asked.pem', [
        ['Passphrase of asked.pem: ', 'newest secret\r'],
      ]);
      expect(pins).toContain(`${leaf.pin}  asked.pem  private key`);
    });

    test('and what is no text is not shown there', async () => {
      const seen = await onTerminal(script, folder.path, 'convert api.crt --to der', []);
      expect(seen).toMatch(/not for a terminal.+\[LP_USAGE\]/);
    });
  });
});
