import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { issue, makeKey, startServer } from '@livepin/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const show = (...arguments_: string[]) => livepin(['show', ...arguments_], { cwd: folder.path });

const root = issue({ subject: 'CN=Root', ca: true });
const intermediate = issue({ subject: 'CN=Intermediate', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=api.example.com, O=Example', issuer: intermediate, names: ['api.example.com'] });
const keyPem = (pair: ReturnType<typeof makeKey>) => pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
writeFileSync(folder.in('ca.pem'), root.pem);
writeFileSync(folder.in('chain.pem'), leaf.pem + intermediate.pem);
writeFileSync(folder.in('leaf.pem'), leaf.pem);
writeFileSync(folder.in('leaf.key'), keyPem(leaf.key));
writeFileSync(folder.in('other.key'), keyPem(makeKey()));

interface Shown {
  readonly shown: readonly {
    readonly from: string;
    readonly certificates: readonly {
      readonly role: string;
      readonly view: { readonly key: { readonly pin: string } };
    }[];
    readonly keys: readonly { readonly pin: string; readonly belongsTo: readonly string[] }[];
    readonly findings: readonly { readonly code: string; readonly weight: string }[];
  }[];
}

test('people read each certificate, what it is, and its pin; nothing is wrong', async () => {
  const { stdout, status, stderr } = await show('chain.pem', '--ca', 'ca.pem');
  expect(status).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toMatch(
    /^chain\.pem: certificate 1 of 2, a server's\n {2}subject +CN=api\.example\.com, O=Example|^chain\.pem: certificate 1 of 2, a server's\n {2}subject +O=Example, CN=api\.example\.com/,
  );
  expect(stdout).toContain('chain.pem: certificate 2 of 2, an intermediate CA\n');
  expect(stdout).toMatch(/names +api\.example\.com\n/);
  expect(stdout).toMatch(/valid +.+ UTC to .+ UTC, 8[89] days left\n/);
  for (const { pin } of [leaf, intermediate]) expect(stdout).toContain(`sha256/${pin}`);
  expect(stdout).not.toContain('LP_SHOW');
});

test('what is wrong is told with its code and what to do about it: exit status 1 where clients refuse', async () => {
  const old = issue({ subject: 'CN=old.example.com', issuer: root, notAfter: Math.floor(Date.now() / 1000) - 60 });
  writeFileSync(folder.in('old.pem'), old.pem + root.pem);
  const { stdout, status } = await show('old.pem', '--ca', 'ca.pem');
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /\nfault {4}The time of certificate 1 was over on .+ \[LP_SHOW_EXPIRED\]\n {9}Have it renewed/,
  );
  expect(stdout).toMatch(/\nremark {3}Certificate 2 is the root of this chain\. \[LP_SHOW_ROOT_SENT\]\n/);
});

test('of several files each is judged by itself, and keys are compared with all', async () => {
  const { status, json } = await show('leaf.pem', 'chain.pem', 'leaf.key', '--ca', 'ca.pem', '--json');
  const { shown } = json<Shown>();
  expect(status).toBe(0);
  expect(shown.map(({ findings }) => findings.map(({ code }) => code))).toEqual([['LP_SHOW_INCOMPLETE'], [], []]);
  expect(shown[2]!.keys).toMatchObject([
    { kind: 'private key', pin: leaf.pin, belongsTo: ['certificate 1 of leaf.pem', 'certificate 1 of chain.pem'] },
  ]);
});

test('a private key beside a certificate that is not its own is a fault', async () => {
  const { status, json } = await show('chain.pem', 'other.key', '--ca', 'ca.pem', '--json');
  expect(status).toBe(1);
  expect(json<Shown>().shown[1]!.findings).toMatchObject([{ code: 'LP_SHOW_KEY_MISMATCH', weight: 'fault' }]);
});

test('of a private key nothing is shown but type, size and pin', async () => {
  const secret = readFileSync(folder.in('leaf.key'), 'utf8').split('\n')[1]!;
  for (const how of [[], ['--json']]) {
    const { stdout, status } = await show('leaf.key', ...how);
    expect(status).toBe(0);
    expect(stdout).not.toContain(secret.slice(8, 40));
    expect(stdout).toContain(leaf.pin);
  }
});

test('a chain comes through standard input', async () => {
  const { stdout } = await livepin(['show', '-', '--ca', folder.in('ca.pem')], { input: leaf.pem + intermediate.pem });
  expect(stdout).toContain('standard input: certificate 2 of 2');
});

test('names that would drive a terminal are shown as what they are', async () => {
  writeFileSync(
    folder.in('evil.pem'),
    issue({ subject: 'CN=\u001b[2Jevil', issuer: root, names: ['evil.example'] }).pem,
  );
  const { stdout } = await show('evil.pem');
  expect(stdout).toContain('CN=\\u001b[2Jevil');
  expect(stdout).not.toContain('\u001b');
});

describe('a server', () => {
  const at = (port: number, host = 'api.example.com') =>
    ['--host', host, '--connect', `127.0.0.1:${port}`, '--ca', folder.in('ca.pem'), '--json'] as const;

  test.each([
    { says: 'that is as it should be', chain: [leaf, intermediate] as const, host: 'api.example.com', finds: [] },
    {
      says: 'without its intermediate',
      chain: [leaf] as const,
      host: 'api.example.com',
      finds: ['LP_SHOW_INCOMPLETE'],
    },
    { says: 'of another name', chain: [leaf, intermediate] as const, host: 'b.example', finds: ['LP_SHOW_WRONG_NAME'] },
  ])('$says', async ({ chain, host, finds }) => {
    await using server = await startServer(chain);
    const { status, json } = await show(...at(server.port, host));
    expect(json<Shown>().shown[0]!.findings.map(({ code }) => code)).toEqual(finds);
    expect(status).toBe(finds.length === 0 ? 0 : 1);
    expect(server.received()).toBe(0);
  });

  test('that cannot be reached is exit status 3', async () => {
    const server = await startServer([leaf]);
    await server[Symbol.asyncDispose]();
    expect((await show(...at(server.port))).status).toBe(3);
  });
});

describeWith(findProgram('openssl'), 'containers that OpenSSL made', (openssl) => {
  test.each([
    {
      file: 'store.p12',
      make: ['pkcs12', '-export', '-in', 'chain.pem', '-inkey', 'leaf.key', '-passout', 'pass:open'],
      keys: 1,
    },
    { file: 'chain.p7b', make: ['crl2pkcs7', '-nocrl', '-certfile', 'chain.pem'], keys: 0 },
    { file: 'leaf.der', make: ['x509', '-in', 'leaf.pem', '-outform', 'DER'], keys: 0 },
  ])('$file', async ({ file, make, keys }) => {
    execFileSync(openssl, [...make, '-out', file], { cwd: folder.path, stdio: 'pipe' });
    const setting = { cwd: folder.path, env: { LIVEPIN_PASSPHRASE: 'open' } };
    const { json } = await livepin(['show', file, '--ca', 'ca.pem', '--json'], setting);
    const [shown] = json<Shown>().shown;
    expect(shown!.certificates[0]!.view.key.pin).toBe(leaf.pin);
    expect(shown!.keys.map(({ pin }) => pin)).toEqual(keys === 0 ? [] : [leaf.pin]);
  });
});

test.each([
  { says: 'nothing', arguments_: [], code: 'LP_USAGE' },
  { says: 'a file that is not there', arguments_: ['none'], code: 'LP_FILE_UNREADABLE' },
  { says: 'a file that holds nothing of this', arguments_: [import.meta.filename], code: 'LP_KEY_FILE_UNREADABLE' },
])('$says to show: a sentence, exit status 2', async ({ arguments_, code }) => {
  const { status, json } = await show(...arguments_, '--json');
  expect(json()).toMatchObject({ error: { code, sentence: expect.stringMatching(/^.+\.$/) } });
  expect(status).toBe(2);
});
