import { createHash, getCurves } from 'node:crypto';
import { readPins } from '@livepin/pki';
import { issue } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { keyKinds, passphrase, workshop } from './programs.ts';

// Against OpenSSL, on files that OpenSSL made.

const shop = workshop();
afterAll(() => shop[Symbol.dispose]());

const pinsOf = (name: string, given?: string) => readPins(shop.read(name), name, given);

describeWith(findProgram('openssl'), 'files that OpenSSL made', () => {
  const { openssl } = shop;

  /** Of one key, a file of each form. */
  async function makeFiles({ kind, make }: (typeof keyKinds)[number]): Promise<void> {
    const file = (extension: string) => `${kind}.${extension}`;
    const key = ['-in', file('key')];
    const der = ['-outform', 'DER'];
    const subject = ['-subj', '/CN=api.example.com', '-days', '9'];
    await openssl(...make, '-out', file('key'));
    await openssl('req', '-x509', '-key', file('key'), ...subject, '-out', file('crt'));
    await openssl('req', '-new', '-key', file('key'), '-subj', '/CN=api.example.com', '-out', file('csr'));
    await Promise.all([
      openssl('pkey', ...key, ...der, '-out', file('key.der')),
      openssl('pkcs8', '-topk8', ...key, '-passout', `pass:${passphrase}`, '-out', file('key.enc')),
      openssl('pkcs8', '-topk8', ...key, '-passout', `pass:${passphrase}`, ...der, '-out', file('key.enc.der')),
      openssl('pkey', ...key, '-pubout', '-out', file('pub')),
      openssl('pkey', ...key, '-pubout', ...der, '-out', file('pub.der')),
      openssl('req', '-in', file('csr'), ...der, '-out', file('csr.der')),
      openssl('x509', '-in', file('crt'), ...der, '-out', file('crt.der')),
      openssl('x509', '-in', file('crt'), '-trustout', '-addtrust', 'serverAuth', '-out', file('trusted')),
      openssl('crl2pkcs7', '-nocrl', '-certfile', file('crt'), '-out', file('p7b')),
      openssl('crl2pkcs7', '-nocrl', '-certfile', file('crt'), ...der, '-out', file('p7c')),
      openssl(
        ...['pkcs12', '-export', '-inkey', file('key'), ...['-in', file('crt')], '-passout', `pass:${passphrase}`],
        ...['-out', file('p12')],
      ),
    ]);
  }

  describe.each(keyKinds)('a key of the kind $kind', (made) => {
    const file = (extension: string) => `${made.kind}.${extension}`;
    let pin: string;

    beforeAll(async () => {
      await makeFiles(made);
      // What a CA is sent, and what it puts into the certificate.
      const spki = await openssl('req', '-in', file('csr'), '-noout', '-pubkey');
      shop.write(file('requested'), spki);
      pin = await shop.pinOf(file('requested'), '-pubin');
    });

    test.each([
      { extension: 'key', kinds: ['private key'] },
      { extension: 'key.der', kinds: ['private key'] },
      { extension: 'key.enc', kinds: ['private key'] },
      { extension: 'key.enc.der', kinds: ['private key'] },
      { extension: 'pub', kinds: ['public key'] },
      { extension: 'pub.der', kinds: ['public key'] },
      { extension: 'csr', kinds: ['certificate request'] },
      { extension: 'csr.der', kinds: ['certificate request'] },
      { extension: 'crt', kinds: ['certificate'] },
      { extension: 'crt.der', kinds: ['certificate'] },
      { extension: 'trusted', kinds: ['certificate'] },
      { extension: 'p7b', kinds: ['certificate'] },
      { extension: 'p7c', kinds: ['certificate'] },
      { extension: 'p12', kinds: ['certificate', 'private key'] },
    ])('in a file .$extension', ({ extension, kinds }) => {
      expect(pinsOf(file(extension), passphrase)).toMatchObject(kinds.map((kind) => ({ pin, kind })));
    });

    test.each(['key.enc', 'key.enc.der', 'p12'])(
      'encrypted in a file .%s, is refused without its passphrase',
      (name) => {
        for (const [wrong, why] of [
          [undefined, 'needs a passphrase'],
          ['guess', 'is not opened by the passphrase given'],
          ['', 'is not opened by the passphrase given'],
        ] as const) {
          expect(() => pinsOf(file(name), wrong)).toThrow(
            expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED', message: expect.stringContaining(why) }),
          );
        }
      },
    );

    test('nothing of a private key leaves', () => {
      expect(Object.keys(pinsOf(file('key'))[0]!).sort()).toEqual(['kind', 'pin']);
    });
  });

  test('a key of every curve that OpenSSL and this Node have', async () => {
    const listed = (await openssl('ecparam', '-list_curves')).toString().matchAll(/^ {2}([\w-]+) *:/gm);
    // Those without an object identifier cannot be named in a certificate.
    const curves = [...listed]
      .map(([, name]) => name!)
      .filter((name) => getCurves().includes(name) && !/^Oakley/.test(name));
    expect(curves.length).toBeGreaterThan(70);
    const seen = curves.map(async (curve) => {
      const name = `every-${curve}.key`;
      await openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`, '-out', name);
      const spki = await openssl('pkey', '-in', name, '-pubout', '-outform', 'DER');
      const expected = createHash('sha256').update(spki).digest('base64');
      return { curve, isSame: pinsOf(name)[0]?.pin === expected };
    });
    expect((await Promise.all(seen)).filter(({ isSame }) => !isSame)).toEqual([]);
  });

  test.each([
    { says: 'in the form of SEC 1, with its parameters before it', options: ['-genkey'], convert: [] },
    { says: 'with its point compressed', options: ['-genkey', '-noout'], convert: ['-conv_form', 'compressed'] },
    { says: 'with its point in hybrid form', options: ['-genkey', '-noout'], convert: ['-conv_form', 'hybrid'] },
    { says: 'without its point', options: ['-genkey', '-noout'], convert: ['-no_public'] },
  ])('an EC key $says', async ({ options, convert }) => {
    await openssl('ecparam', '-name', 'prime256v1', ...options, '-out', 'ec.key');
    if (convert.length > 0) await openssl('ec', '-in', 'ec.key', ...convert, '-out', 'ec.key');
    await openssl('req', '-new', '-key', 'ec.key', '-subj', '/CN=a', '-out', 'ec.csr');
    const key = shop
      .read('ec.key')
      .toString()
      .replace(/-----BEGIN EC PARAMETERS.*?END EC PARAMETERS-----\n/s, '');
    shop.write('ec.der', Buffer.from(key.replace(/-----.*-----|\n/g, ''), 'base64'));
    const [requested] = pinsOf('ec.csr');
    expect([...pinsOf('ec.key'), ...pinsOf('ec.der')]).toEqual([
      { pin: requested!.pin, kind: 'private key' },
      { pin: requested!.pin, kind: 'private key' },
    ]);
    expect(requested!.pin).toBe(await shop.pinOf('ec.key'));
  });

  test.each([
    { says: 'a private key of PKCS#1', words: ['rsa', '-traditional'], kind: 'private key' },
    { says: 'a public key of PKCS#1', words: ['rsa', '-RSAPublicKey_out'], kind: 'public key' },
  ])('$says, in PEM and DER', async ({ words, kind }) => {
    await openssl(...words, '-in', 'rsa.key', '-out', 'rsa.pem');
    await openssl(...words, '-in', 'rsa.key', '-outform', 'DER', '-out', 'rsa.der');
    const pin = await shop.pinOf('rsa.key');
    expect([...pinsOf('rsa.pem'), ...pinsOf('rsa.der')]).toEqual([
      { pin, kind },
      { pin, kind },
    ]);
  });

  test('a chain with text around it gives one pin a certificate', async () => {
    const text = await openssl('x509', '-in', 'rsa.crt', '-text');
    const pin = await shop.pinOf('rsa.key');
    const chain = Buffer.from(`0 certificates follow\n${text}\nsome words\n${text}`);
    expect(readPins(chain, 'chain').map((found) => found.pin)).toEqual([pin, pin]);
  });

  test('what OpenSSL writes of a PKCS#12 file, attributes and all, is read as the file is', async () => {
    const text = await openssl('pkcs12', '-in', 'P-256.p12', '-passin', `pass:${passphrase}`, '-nodes');
    expect(text.toString()).toContain('Bag Attributes');
    expect(readPins(text, 'bags')).toEqual(pinsOf('P-256.p12', passphrase));
  });
});

const { pem, pin } = issue({ subject: 'CN=api.example.com' });

test.each([
  { says: 'with the line ends of Windows', bytes: Buffer.from(pem.replaceAll('\n', '\r\n')) },
  { says: 'with the line ends of old Macs', bytes: Buffer.from(pem.replaceAll('\n', '\r')) },
  { says: 'with a byte order mark', bytes: Buffer.from(`\ufeff${pem}`) },
  { says: 'in UTF-16, as PowerShell redirects', bytes: Buffer.from(`\ufeff${pem}`, 'utf16le') },
  { says: 'in UTF-16, big-endian', bytes: Buffer.from(`\ufeff${pem}`, 'utf16le').swap16() },
  { says: 'indented', bytes: Buffer.from(pem.replaceAll(/^/gm, '    ')) },
  { says: 'in lines of 76', bytes: Buffer.from(inLinesOf(76)) },
  { says: 'in one line', bytes: Buffer.from(inLinesOf(100_000)) },
  { says: 'without a line feed at its end', bytes: Buffer.from(pem.trimEnd()) },
])('a PEM file $says', ({ bytes }) => {
  expect(readPins(bytes, 'file').map((found) => found.pin)).toEqual([pin]);
});

function inLinesOf(length: number): string {
  const base64 = pem.replace(/-----.*-----|\s/g, '').replaceAll(new RegExp(`.{1,${length}}`, 'g'), '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`;
}

const labelled = (label: string) => Buffer.from(`-----BEGIN ${label}-----\nMAA=\n-----END ${label}-----\n`);

test.each([
  { says: 'nothing', bytes: Buffer.alloc(0) },
  { says: 'text', bytes: Buffer.from('hello') },
  { says: 'text that begins like DER', bytes: Buffer.from('0 hello') },
  { says: 'half a certificate', bytes: Buffer.from('30820122300d', 'hex') },
  { says: 'an empty sequence', bytes: Buffer.from('3000', 'hex') },
  { says: 'a whole number', bytes: Buffer.from('020101', 'hex') },
  { says: 'a magic number of Java, and no more', bytes: Buffer.from('feedfeed', 'hex') },
  { says: 'an OpenPGP key', bytes: labelled('PGP PUBLIC KEY BLOCK') },
  ...['X509 CRL', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'DSA PRIVATE KEY', 'PUBLIC KEY', 'PKCS7', 'PKCS12'].map(
    (label) => ({ says: `a PEM block "${label}" with nothing in it`, bytes: labelled(label) }),
  ),
  { says: 'more bytes than any file of keys has', bytes: Buffer.alloc(16 * 1024 * 1024 + 1, '0') },
])('a file with $says is refused in a sentence that names it', ({ bytes }) => {
  expect(() => readPins(bytes, 'some/file', 'secret')).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringMatching(/^some\/file: .+\.$/) }),
  );
});

test('a malformed certificate is refused in a sentence that names the file', () => {
  expect(() => readPins(labelled('CERTIFICATE'), 'some/file')).toThrow(
    expect.objectContaining({ code: 'LP_CERTIFICATE_MALFORMED', message: expect.stringMatching(/^some\/file: .+\.$/) }),
  );
});

test.each([
  { says: 'many beginnings and no end', text: '-----BEGIN CERTIFICATE-----\n'.repeat(500_000) },
  { says: 'a label without an end', text: `-----BEGIN ${'A'.repeat(8_000_000)}` },
  { says: 'a header of nothing but blanks', text: inBlock(`A: ${' '.repeat(8_000_000)}x\n`) },
  { says: 'a header without a value', text: inBlock('A'.repeat(8_000_000)) },
  { says: 'hyphens', text: '-'.repeat(16_000_000) },
  { says: 'a block of eight million letters', text: inBlock('A'.repeat(8_000_000)) },
  { says: 'four million parts', text: `0\u0083\u007a\u0012\0${'\u0005\0'.repeat(4_000_000)}` },
])('a file of $says is refused, and gone through once', ({ text }) => {
  expect(() => readPins(Buffer.from(text, 'latin1'), 'hostile.pem')).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^hostile\.pem: .+\.$/) }),
  );
});

function inBlock(content: string): string {
  return `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`;
}

test('more than anybody has in one file is refused', () => {
  const block =
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n';
  expect(readPins(Buffer.from(block.repeat(10_000)), 'all.pem')).toHaveLength(10_000);
  expect(() => readPins(Buffer.from(block.repeat(10_001)), 'all.pem')).toThrow(
    expect.objectContaining({
      code: 'LP_KEY_FILE_UNREADABLE',
      message: 'all.pem: it holds more than 10000 keys and certificates.',
    }),
  );
});

test('a block of something else than base64 is refused, and not passed over', () => {
  expect(() => readPins(Buffer.from(`${pem}${inBlock('MII?')}`), 'odd.pem')).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringContaining('base64') }),
  );
});

test.each([{ says: 'an empty file', bytes: Buffer.alloc(0), why: 'it is empty' }])(
  '$says is called what it is',
  ({ bytes, why }) => {
    expect(() => readPins(bytes, 'some.crt')).toThrow(why);
  },
);

// Passed over, a pin set would be short of a key, or a chain of its intermediate, and nobody would know.
test.each([
  { says: 'before a whole one', text: `${pem.slice(0, 200)}\n${pem}` },
  { says: 'after a whole one', text: `${pem}${pem.slice(0, 200)}` },
  { says: 'by the end of another label', text: `${pem.slice(0, 200)}\n-----END PUBLIC KEY-----\n${pem}` },
])('a block that was cut off $says is refused, and not passed over', ({ text }) => {
  expect(() => readPins(Buffer.from(text), 'chain.pem')).toThrow(
    expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringContaining('it was cut off') }),
  );
});

test('an end without a beginning is text like any other', () => {
  expect(readPins(Buffer.from(`-----END CERTIFICATE-----\n${pem}`), 'odd.pem').map((key) => key.pin)).toEqual([pin]);
});

test('a certificate that holds the text of another one in its name is that certificate', () => {
  const outer = issue({ subject: 'CN=api.example.com', extensions: [{ oid: '1.2.3.4', value: Buffer.from(pem) }] });
  expect(readPins(outer.der, 'nested.der').map((key) => key.pin)).toEqual([outer.pin]);
});
