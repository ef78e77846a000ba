import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPins } from '@livepin/pki';
import { issue } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';

// Against OpenSSL, on files that OpenSSL made.

const folder = mkdtempSync(join(tmpdir(), 'livepin-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...arguments_: string[]): Buffer {
  return execFileSync('openssl', arguments_, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

const keys = [
  { kind: 'rsa', make: ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] },
  { kind: 'rsa-pss', make: ['genpkey', '-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'] },
  { kind: 'p256', make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] },
  { kind: 'p384', make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'] },
  { kind: 'ed25519', make: ['genpkey', '-algorithm', 'ED25519'] },
];

describeWith(findProgram('openssl'), 'files that OpenSSL made', () => {
  describe.each(keys)('a $kind key', ({ kind, make }) => {
    const file = (extension: string) => join(folder, `${kind}.${extension}`);
    const pinsOf = (extension: string, passphrase?: string) =>
      readPins(readFileSync(file(extension)), extension, passphrase);
    let expected: string;

    beforeAll(() => {
      run(...make, '-out', file('key'));
      run('pkey', '-in', file('key'), '-outform', 'DER', '-out', file('key.der'));
      run('pkcs8', '-topk8', '-in', file('key'), '-passout', 'pass:secret', '-out', file('key.enc'));
      run('pkey', '-in', file('key'), '-pubout', '-out', file('pub'));
      run('pkey', '-in', file('key'), '-pubout', '-outform', 'DER', '-out', file('pub.der'));
      run('req', '-new', '-key', file('key'), '-subj', '/CN=api.example.com', '-out', file('csr'));
      run('req', '-in', file('csr'), '-outform', 'DER', '-out', file('csr.der'));
      run('req', '-x509', '-key', file('key'), '-subj', '/CN=api.example.com', '-days', '9', '-out', file('crt'));
      run('x509', '-in', file('crt'), '-outform', 'DER', '-out', file('crt.der'));
      run('x509', '-in', file('crt'), '-trustout', '-addtrust', 'serverAuth', '-out', file('trusted'));
      run('dgst', '-sha256', '-binary', '-out', file('hash'), file('pub.der'));
      expected = readFileSync(file('hash')).toString('base64');
    });

    test.each([
      { extension: 'key', found: 'private key' },
      { extension: 'key.der', found: 'private key' },
      { extension: 'pub', found: 'public key' },
      { extension: 'pub.der', found: 'public key' },
      { extension: 'csr', found: 'certificate request' },
      { extension: 'csr.der', found: 'certificate request' },
      { extension: 'crt', found: 'certificate' },
      { extension: 'crt.der', found: 'certificate' },
      { extension: 'trusted', found: 'certificate' },
    ])('$extension', ({ extension, found }) => {
      expect(pinsOf(extension)).toMatchObject([{ pin: expected, kind: found }]);
    });

    test('an encrypted private key, with the passphrase and without', () => {
      expect(pinsOf('key.enc', 'secret')).toMatchObject([{ pin: expected, kind: 'private key' }]);
      for (const wrong of [undefined, 'guess']) {
        expect(() => pinsOf('key.enc', wrong)).toThrow(expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED' }));
      }
    });

    test('a chain with text around it gives one pin a certificate', () => {
      const text = run('x509', '-in', file('crt'), '-text').toString();
      expect(readPins(Buffer.from(`${text}\nsome words\n${text}`), 'chain').map(({ pin }) => pin)).toEqual([
        expected,
        expected,
      ]);
    });

    test('nothing of a private key leaves', () => {
      const found = JSON.stringify(pinsOf('key'));
      expect(Object.keys(JSON.parse(found)[0]).sort()).toEqual(['kind', 'pin']);
    });
  });

  test('an EC key in the form of SEC 1, with its parameters before it', () => {
    run('ecparam', '-name', 'prime256v1', '-genkey', '-out', 'sec1.key');
    expect(readPins(readFileSync(join(folder, 'sec1.key')), 'sec1.key')).toMatchObject([{ kind: 'private key' }]);
  });
});

test.each([
  { says: 'nothing', bytes: Buffer.alloc(0) },
  { says: 'text', bytes: Buffer.from('hello') },
  { says: 'half a certificate', bytes: Buffer.from('30820122300d', 'hex') },
  { says: 'an empty sequence', bytes: Buffer.from('3000', 'hex') },
  {
    says: 'a PEM block of something else',
    bytes: Buffer.from('-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n'),
  },
  {
    says: 'a broken private key',
    bytes: Buffer.from('-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n'),
  },
])('a file with $says is refused in a sentence that names it', ({ bytes }) => {
  expect(() => readPins(bytes, 'some/file')).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringMatching(/^some\/file: .+\.$/) }),
  );
});

test('a file of many beginnings and no end is read to its end once, not from each', () => {
  const beginnings = Buffer.from('-----BEGIN CERTIFICATE-----\n'.repeat(300_000));
  expect(() => readPins(beginnings, 'hostile.pem')).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringContaining('hostile.pem') }),
  );
});

test('a block that was cut off does not swallow the whole one after it', () => {
  const { pem, pin } = issue({ subject: 'CN=api.example.com' });
  const found = readPins(Buffer.from(`${pem.slice(0, 200)}\n${pem}`), 'chain.pem');
  expect(found.map((key) => key.pin)).toEqual([pin]);
});
