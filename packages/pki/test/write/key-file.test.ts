import { X509Certificate } from 'node:crypto';
import {
  type Held,
  type KeyFileFormat,
  readKeyFile,
  readPins,
  selectPart,
  type WriteOptions,
  writeKeyFile,
} from '@livepin/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { keyKinds, passphrase, workshop } from '../programs.ts';

// What is written is read back by OpenSSL and keytool, and is the same key and the same certificates there.

const shop = workshop();
afterAll(() => shop[Symbol.dispose]());

const { openssl, keytool } = shop;
const now = 1_800_000_000;
const options: WriteOptions = { passphrase, protection: 'modern', alias: undefined, now };
const given = ['-passin', `pass:${passphrase}`];

const held = (...names: string[]): Held[] => names.flatMap((name) => readKeyFile(shop.read(name), name));

function write(name: string, format: KeyFileFormat, from: readonly Held[], more: Partial<WriteOptions> = {}): void {
  shop.write(name, writeKeyFile(selectPart(from, undefined), format, { ...options, ...more }));
}

async function makeLeaf(kind: string, make: readonly string[]): Promise<void> {
  await openssl(...make, '-out', `${kind}.key`);
  await openssl('req', '-new', '-key', `${kind}.key`, '-subj', `/CN=${kind}.example.com`, '-out', `${kind}.csr`);
  const signing = ['-CA', 'middle.crt', '-CAkey', 'middle.key', '-days', '9'];
  await openssl('x509', '-req', '-in', `${kind}.csr`, ...signing, '-out', `${kind}.crt`);
}

async function makeAuthorities(): Promise<void> {
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '9'];
  await openssl('req', '-x509', ...ec, '-keyout', 'root.key', '-subj', '/CN=Root', '-out', 'root.crt');
  await openssl(
    'req',
    '-new',
    ...ec.slice(0, -2),
    '-keyout',
    'middle.key',
    '-subj',
    '/CN=Middle',
    '-out',
    'middle.csr',
  );
  const signing = ['-CA', 'root.crt', '-CAkey', 'root.key', '-days', '9'];
  await openssl('x509', '-req', '-in', 'middle.csr', ...signing, '-out', 'middle.crt');
}

const fingerprintsIn = (pem: Uint8Array) =>
  [
    ...Buffer.from(pem)
      .toString()
      .matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g),
  ].map(([block]) => new X509Certificate(block).fingerprint256);
const fingerprintsOf = (...names: string[]) => names.flatMap((name) => fingerprintsIn(shop.read(name)));

/** A private key as OpenSSL has it in its own words: the same text for the same key. */
const textOfKey = async (pem: Uint8Array, ...words: string[]) => {
  const name = `read-back-${Math.random()}.pem`;
  shop.write(name, pem);
  return (await openssl('pkey', '-in', name, ...words, '-outform', 'DER')).toString('hex');
};

describeWith(findProgram('openssl'), 'read back by OpenSSL', () => {
  beforeAll(async () => {
    await makeAuthorities();
    await Promise.all(keyKinds.map(({ kind, make }) => makeLeaf(kind, make)));
  });

  describe.each(keyKinds)('a key of the kind $kind', ({ kind }) => {
    const files = () => held('root.crt', `${kind}.key`, `${kind}.crt`, 'middle.crt');
    const chain = () => fingerprintsOf(`${kind}.crt`, 'middle.crt', 'root.crt');

    test('in PEM, encrypted: PBES2, AES-256', async () => {
      write(`${kind}.pem`, 'pem', files());
      expect(shop.read(`${kind}.pem`).toString()).not.toContain('BEGIN PRIVATE KEY');
      expect(await textOfKey(shop.read(`${kind}.pem`), ...given)).toBe(await textOfKey(shop.read(`${kind}.key`)));
      expect(fingerprintsIn(shop.read(`${kind}.pem`))).toEqual(chain());
    });

    test('in DER, encrypted and not', async () => {
      const key = await textOfKey(shop.read(`${kind}.key`));
      write(`${kind}.enc.der`, 'der', held(`${kind}.key`));
      expect(await textOfKey(shop.read(`${kind}.enc.der`), '-inform', 'DER', ...given)).toBe(key);
      write(`${kind}.der`, 'der', held(`${kind}.key`), { passphrase: undefined });
      expect(await textOfKey(shop.read(`${kind}.der`), '-inform', 'DER')).toBe(key);
    });

    test('in PKCS#12', async () => {
      write(`${kind}.p12`, 'p12', files());
      const pem = await openssl('pkcs12', '-in', `${kind}.p12`, ...given, '-nodes');
      expect(await textOfKey(pem)).toBe(await textOfKey(shop.read(`${kind}.key`)));
      expect(fingerprintsIn(pem)).toEqual(chain());
    });
  });

  test.each(['modern', 'legacy'] as const)('PKCS#12, %s, is read here as by OpenSSL', async (protection) => {
    const name = `${protection}.p12`;
    write(name, 'p12', held('rsa.key', 'rsa.crt', 'middle.crt'), { protection });
    const words = protection === 'legacy' ? ['-legacy'] : [];
    const pem = await openssl('pkcs12', '-in', name, ...given, '-nodes', ...words);
    const read = readKeyFile(shop.read(name), name, passphrase);
    expect(readPins(pem, 'openssl')).toEqual(readPins(shop.read(name), name, passphrase));
    expect(read.map(({ kind }) => kind)).toEqual(['certificate', 'certificate', 'private key']);
  });

  test('PKCS#12 names its algorithms: what OpenSSL 3 writes by itself, with more rounds', async () => {
    write('info.p12', 'p12', held('rsa.key', 'rsa.crt'));
    // It tells them on standard error.
    const command = `openssl pkcs12 -in info.p12 -info -noout -passin 'pass:${passphrase}' 2>&1`;
    const said = (await shop.run('sh', '-c', command)).toString();
    expect(said).toContain('MAC: sha256, Iteration 100000');
    expect(said.match(/PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256/g)).toHaveLength(2);
  });

  test('PKCS#12 without a passphrase, and with names of its own', async () => {
    write('plain.p12', 'p12', held('rsa.key', 'rsa.crt'), { passphrase: undefined, alias: 'Bänk 🏦' });
    const pem = await openssl('pkcs12', '-in', 'plain.p12', '-passin', 'pass:', '-nodes');
    expect(fingerprintsIn(pem)).toEqual(fingerprintsOf('rsa.crt'));
    const found = readKeyFile(shop.read('plain.p12'), 'plain.p12');
    expect(found.map((one) => 'alias' in one && one.alias)).toEqual(['Bänk 🏦', 'Bänk 🏦']);
  });

  test('the pieces: a certificate, a request, a public key', async () => {
    const to = (name: string, part: Parameters<typeof selectPart>[1], format: KeyFileFormat, ...from: string[]) =>
      shop.write(name, writeKeyFile(selectPart(held(...from), part), format, options));
    to('leaf.der', 'leaf', 'der', 'middle.crt', 'rsa.crt');
    to('rsa.csr.der', undefined, 'der', 'rsa.csr');
    to('spki.pem', 'public-key', 'pem', 'rsa.key', 'rsa.crt');
    to('spki-of-crt.pem', 'public-key', 'pem', 'rsa.crt', 'middle.crt');
    to('spki-of-csr.pem', 'public-key', 'pem', 'rsa.csr');
    to('key.der', 'key', 'der', 'rsa.crt', 'rsa.key', 'root.crt');
    const spki = await openssl('pkey', '-in', 'rsa.key', '-pubout');
    expect(shop.read('leaf.der')).toEqual(await openssl('x509', '-in', 'rsa.crt', '-outform', 'DER'));
    expect(shop.read('rsa.csr.der')).toEqual(await openssl('req', '-in', 'rsa.csr', '-outform', 'DER'));
    for (const name of ['spki.pem', 'spki-of-crt.pem', 'spki-of-csr.pem']) expect(shop.read(name)).toEqual(spki);
    expect(await textOfKey(shop.read('key.der'), '-inform', 'DER', ...given)).toBe(
      await textOfKey(shop.read('rsa.key')),
    );
  });

  test.each([
    { says: 'DER of two things', format: 'der', from: ['rsa.crt', 'middle.crt'] },
    { says: 'a request in PKCS#12', format: 'p12', from: ['rsa.csr'] },
    { says: 'a request in JKS', format: 'jks', from: ['rsa.csr'] },
    { says: 'a key without its certificate in JKS', format: 'jks', from: ['rsa.key'] },
    { says: 'nothing in PKCS#12', format: 'p12', from: [] },
  ] as const)('$says has no place', ({ format, from }) => {
    expect(() => writeKeyFile(selectPart(held(...from), undefined), format, options)).toThrow(
      expect.objectContaining({ code: 'LP_KEY_FILE_INEXPRESSIBLE', message: expect.stringMatching(/\.$/) }),
    );
  });

  test.each(['key', 'public-key', 'certificates', 'leaf'] as const)('no part "%s" is made up', (part) => {
    const from = part === 'key' ? held('rsa.crt') : part === 'public-key' ? [] : held('rsa.key');
    expect(() => selectPart(from, part)).toThrow(expect.objectContaining({ code: 'LP_KEY_FILE_INEXPRESSIBLE' }));
  });

  describeWith(findProgram('keytool'), 'and by keytool', () => {
    // The curves that Java 17 has.
    const kinds = ['rsa', 'P-256', 'P-384', 'P-521', 'ed25519', 'ed448'];
    const store = (name: string) => ['-keystore', name, '-storepass', passphrase];
    const fingerprintsListed = (text: string) =>
      [...text.matchAll(/SHA256: ([0-9A-F:]+)/g)].map(([, fingerprint]) => fingerprint);

    test.each(['p12', 'jks'] as const)(
      'several keys with their chains in %s, and the keys come out',
      async (format) => {
        const name = `several.${format}`;
        write(name, format, held(...kinds.flatMap((kind) => [`${kind}.key`, `${kind}.crt`]), 'middle.crt', 'root.crt'));
        const entries = (await keytool('-list', '-v', ...store(name))).toString().split('Alias name: ').slice(1);
        expect(new Map(entries.map((entry) => [entry.split('\n')[0], fingerprintsListed(entry)]))).toEqual(
          new Map(
            kinds.map((kind) => [
              `${kind}.example.com`.toLowerCase(),
              fingerprintsOf(`${kind}.crt`, 'middle.crt', 'root.crt'),
            ]),
          ),
        );
        // Java opens the keys, and writes them into a file of its own that OpenSSL reads.
        const to = ['-destkeystore', `java-${format}.p12`, '-deststoretype', 'PKCS12', '-deststorepass', passphrase];
        await keytool('-importkeystore', '-srckeystore', name, '-srcstorepass', passphrase, ...to);
        const pem = (await openssl('pkcs12', '-in', `java-${format}.p12`, ...given, '-nodes', '-nocerts')).toString();
        const keys = pem.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g)!;
        const texts = await Promise.all(keys.map((key) => textOfKey(Buffer.from(key))));
        const expected = await Promise.all(kinds.map((kind) => textOfKey(shop.read(`${kind}.key`))));
        expect(texts.sort()).toEqual(expected.sort());
      },
    );

    test.each(['p12', 'jks'] as const)(
      'certificates alone are trusted entries in %s, each with its name',
      async (format) => {
        write(`trust.${format}`, format, held('root.crt', 'middle.crt', 'rsa.crt'), { alias: 'Our CA' });
        const text = (await keytool('-list', ...store(`trust.${format}`))).toString();
        expect(text.match(/trustedCertEntry/g)).toHaveLength(3);
        expect(text).toMatch(/^our ca, /m);
        expect(text).toMatch(/^our ca-3, /m);
      },
    );

    test('JKS keeps its date and names beyond ASCII', async () => {
      write('names.jks', 'jks', held('root.crt'), { alias: 'Bänk 🏦' });
      const text = (
        await keytool('-J-Duser.timezone=UTC', '-J-Dstdout.encoding=UTF-8', '-list', ...store('names.jks'))
      ).toString();
      expect(text).toContain('bänk 🏦, Jan 15, 2027');
    });

    test('old Java reads what is written for old systems', async () => {
      write('old.p12', 'p12', held('rsa.key', 'rsa.crt'), { protection: 'legacy' });
      // Java 17 with its own writer set back: the algorithms of Java 8 before update 301.
      const listed = await keytool('-J-Dkeystore.pkcs12.legacy', '-list', ...store('old.p12'));
      expect(listed.toString()).toContain('PrivateKeyEntry');
    });

    test('what is there without a passphrase cannot be a Java key store', () => {
      expect(() => write('plain.jks', 'jks', held('root.crt'), { passphrase: undefined })).toThrow(
        expect.objectContaining({ code: 'LP_KEY_FILE_INEXPRESSIBLE' }),
      );
    });
  });
});
