import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { issue, startServer } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

interface Pins {
  readonly pins: readonly Record<string, unknown>[];
}

describeWith(findProgram('openssl'), 'files that OpenSSL made', () => {
  const openssl = (...arguments_: string[]) => execFileSync('openssl', arguments_, { cwd: folder.path, stdio: 'pipe' });
  let pin: string;

  beforeAll(() => {
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'key.pem');
    openssl('req', '-x509', '-key', 'key.pem', '-subj', '/CN=api.example.com', '-days', '9', '-out', 'crt.pem');
    openssl('x509', '-in', 'crt.pem', '-outform', 'DER', '-out', 'crt.der');
    openssl('req', '-new', '-key', 'key.pem', '-subj', '/CN=api.example.com', '-out', 'csr.pem');
    openssl('pkey', '-in', 'key.pem', '-pubout', '-out', 'pub.pem');
    openssl('pkcs8', '-topk8', '-in', 'key.pem', '-passout', 'pass:secret', '-out', 'enc.pem');
    openssl('pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER', '-out', 'spki.der');
    openssl('dgst', '-sha256', '-binary', '-out', 'hash', 'spki.der');
    pin = readFileSync(folder.in('hash')).toString('base64');
  });

  test('each file has the pin that OpenSSL computes, and says what it is', async () => {
    const files = ['crt.pem', 'crt.der', 'csr.pem', 'pub.pem', 'key.pem', 'enc.pem'];
    const setting = { cwd: folder.path, env: { LIVEPIN_PASSPHRASE: 'secret' } };
    const { status, json } = await livepin(['pin', ...files, '--json'], setting);
    expect(status).toBe(0);
    const kinds = ['certificate', 'certificate', 'certificate request', 'public key', 'private key', 'private key'];
    expect(json<Pins>().pins.map(({ pin, kind, from }) => ({ pin, kind, from }))).toEqual(
      files.map((from, index) => ({ pin, kind: kinds[index], from })),
    );
    expect(json<Pins>().pins[0]).toMatchObject({ subject: 'CN=api.example.com' });
  });

  test('people read one line a key, the pin first, and nothing else', async () => {
    const { stdout, stderr } = await livepin(['pin', 'crt.pem', 'key.pem'], { cwd: folder.path });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 44))).toEqual([pin, pin]);
    expect(lines[0]).toMatch(/^\S{44} {2}crt\.pem {2}certificate CN=api\.example\.com \(until 20\d\d-.+ UTC\)$/);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
  });

  test('a whole chain comes through standard input', async () => {
    const certificate = readFileSync(folder.in('crt.pem'));
    const { stdout } = await livepin(['pin', '-'], { input: Buffer.concat([certificate, certificate]) });
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stdout).toContain('standard input');
  });

  test.each([
    { says: 'without the passphrase', env: {} },
    { says: 'with a wrong one', env: { LIVEPIN_PASSPHRASE: 'guess' } },
  ])('an encrypted key $says: exit status 2, and the hint names the variable', async ({ env }) => {
    const { status, stderr, stdout } = await livepin(['pin', 'enc.pem'], { cwd: folder.path, env });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^livepin: enc\.pem: .+ \[LP_KEY_FILE_ENCRYPTED\]\nhint: .+LIVEPIN_PASSPHRASE.+\n$/);
    expect(stdout).toBe('');
  });

  test('nothing of a private key is printed but its pin', async () => {
    const secret = readFileSync(folder.in('key.pem'), 'utf8').split('\n')[1]!;
    const { stdout } = await livepin(['pin', 'key.pem', '--json'], { cwd: folder.path });
    expect(stdout).not.toContain(secret.slice(10, 40));
    expect(JSON.parse(stdout)).toEqual({ pins: [{ pin, kind: 'private key', from: 'key.pem' }] });
  });

  test('colours are for a terminal, and not where NO_COLOR is set', async () => {
    writeFileSync(folder.in('run.sh'), `exec "$NODE" "$MAIN" pin crt.pem\n`);
    const onTerminal = (more: Record<string, string>) =>
      execFileSync('script', ['-qec', 'sh run.sh', '/dev/null'], {
        cwd: folder.path,
        env: {
          PATH: process.env['PATH'],
          TERM: 'xterm-256color',
          NODE: process.execPath,
          MAIN: new URL('../src/main.ts', import.meta.url).pathname,
          ...more,
        },
      }).toString();
    expect(onTerminal({})).toContain('\u001b[2m');
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain('\u001b[');
  });
});

test.each([
  { says: 'that is not there', file: 'none', why: 'there is no such file' },
  { says: 'that is a folder', file: '/', why: 'it is a folder' },
  { says: 'without an end', file: '/dev/zero', why: 'it has more than 16777216 bytes' },
  { says: 'that is empty', file: '/dev/null', why: 'it is empty' },
])('a file $says is a sentence that names it: exit status 2', async ({ file, why }) => {
  const { status, stderr } = await livepin(['pin', file], { cwd: folder.path });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^livepin: [^\n]+ \[LP_(KEY_)?FILE_UNREADABLE\]\nhint: [^\n]+\n$/);
  expect(stderr).toContain(file);
  expect(stderr).toContain(why);
});

describe('a server', () => {
  const root = issue({ subject: 'CN=Root', ca: true });
  const stranger = issue({ subject: 'CN=Stranger', ca: true });
  const leaf = issue({ subject: 'CN=api.example.com', issuer: root });
  writeFileSync(folder.in('ca.pem'), root.pem);

  test('each certificate that it shows has its pin, and those on no trusted path are told apart', async () => {
    await using server = await startServer([leaf, root, stranger]);
    const at = ['--host', 'api.example.com', '--connect', `127.0.0.1:${server.port}`, '--ca', folder.in('ca.pem')];
    const { status, json } = await livepin(['pin', ...at, '--json']);
    expect(status).toBe(0);
    expect(json<Pins>().pins.map(({ pin, onVerifiedPath }) => [pin, onVerifiedPath])).toEqual([
      [leaf.pin, true],
      [root.pin, true],
      [stranger.pin, false],
    ]);
    expect(server.received()).toBe(0);
  });

  test('one that cannot be reached is exit status 3', async () => {
    const server = await startServer([leaf]);
    await server[Symbol.asyncDispose]();
    const { status, stderr } = await livepin(['pin', '--host', `127.0.0.1:${server.port}`]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/\[LP_UNREACHABLE\]\nhint: /);
  });
});
