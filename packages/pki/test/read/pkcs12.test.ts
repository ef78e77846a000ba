import { createHmac, pbkdf2Sync } from 'node:crypto';
import { readKeyFile, readPins } from '@livepin/pki';
import { issue } from '@livepin/testkit';
import { der, integer, nothing, octets, oid, sequence } from '@livepin/tls/der';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { indefinite } from '../indefinite.ts';
import { passphrase, workshop } from '../programs.ts';

const shop = workshop();
afterAll(() => shop[Symbol.dispose]());

const { openssl, keytool } = shop;

const pinsOf = (name: string, given?: string) => readPins(shop.read(name), name, given);

async function makeChain(): Promise<void> {
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-subj', '/CN=CA', '-out', 'ca.crt');
  await openssl('req', '-new', ...ec, '-keyout', 'leaf.key', '-subj', '/CN=leaf', '-out', 'leaf.csr');
  await openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-out', 'leaf.crt');
}

async function exportTo(file: string, password: string, ...more: string[]): Promise<void> {
  const what = ['-inkey', 'leaf.key', '-in', 'leaf.crt', '-certfile', 'ca.crt', '-name', 'Ünser Schlüssel'];
  await openssl('pkcs12', '-export', ...what, '-passout', `pass:${password}`, '-out', file, ...more);
}

describeWith(findProgram('openssl'), 'PKCS#12 as OpenSSL writes it', () => {
  let [leaf, ca] = ['', ''];

  beforeAll(async () => {
    await makeChain();
    [leaf, ca] = await Promise.all([shop.pinOf('leaf.key'), shop.pinOf('ca.key')]);
  });

  const pbe = (name: string) => ['-keypbe', name, '-certpbe', name];
  const legacy = ['-legacy', '-provider', 'legacy', '-provider', 'default'];

  test.each([
    { says: 'as it comes: PBES2, AES-256, SHA-256', words: [] },
    { says: 'old: RC2-40 and triple DES, SHA-1', words: ['-legacy'] },
    { says: 'RC2-128', words: [...legacy, ...pbe('PBE-SHA1-RC2-128')] },
    { says: 'RC2-40 for the key too', words: [...legacy, ...pbe('PBE-SHA1-RC2-40')] },
    { says: 'triple DES with two keys', words: [...legacy, ...pbe('PBE-SHA1-2DES')] },
    { says: 'triple DES with three', words: [...legacy, ...pbe('PBE-SHA1-3DES')] },
    { says: 'AES-128', words: pbe('AES-128-CBC') },
    { says: 'AES-192', words: pbe('AES-192-CBC') },
    { says: 'triple DES by PBES2', words: pbe('DES-EDE3-CBC') },
    { says: 'a MAC over SHA-1', words: ['-macalg', 'sha1'] },
    { says: 'a MAC over SHA-224', words: ['-macalg', 'sha224'] },
    { says: 'a MAC over SHA-384', words: ['-macalg', 'sha384'] },
    { says: 'a MAC over SHA-512', words: ['-macalg', 'sha512'] },
    { says: 'one round', words: ['-iter', '1', '-nomaciter'] },
    { says: 'no MAC', words: ['-nomac'] },
    { says: 'certificates in the clear', words: ['-certpbe', 'NONE'] },
    { says: 'the key in the clear', words: ['-keypbe', 'NONE'] },
  ])('$says', async ({ says, words }) => {
    const file = `${says.replaceAll(/\W+/g, '-')}.p12`;
    await exportTo(file, passphrase, ...words);
    expect(pinsOf(file, passphrase)).toMatchObject([
      { pin: leaf, kind: 'certificate' },
      { pin: ca, kind: 'certificate' },
      { pin: leaf, kind: 'private key' },
    ]);
    expect(() => pinsOf(file, 'guess')).toThrow(expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED' }));
  });

  test.each(['pässwörd', 'пароль', '🔑🔒', ' ', 'a'.repeat(200)])('the passphrase "%s"', async (password) => {
    for (const words of [[], ['-legacy']]) {
      await exportTo('other.p12', password, ...words);
      expect(pinsOf('other.p12', password).map(({ pin }) => pin)).toEqual([leaf, ca, leaf]);
    }
  });

  test.each([[[]], [['-legacy']], [['-nomac']]])('an empty passphrase need not be given (%s)', async (words) => {
    await exportTo('empty.p12', '', ...words);
    for (const given of [undefined, '']) {
      expect(pinsOf('empty.p12', given).map(({ pin }) => pin)).toEqual([leaf, ca, leaf]);
    }
    expect(() => pinsOf('empty.p12', 'guess')).toThrow(expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED' }));
  });

  test('nothing encrypted and no MAC: no passphrase is needed, and one that is given does no harm', async () => {
    await exportTo('plain.p12', '', '-nomac', ...pbe('NONE'));
    for (const given of [undefined, passphrase]) expect(pinsOf('plain.p12', given)).toHaveLength(3);
  });

  test('certificates alone', async () => {
    await openssl(
      'pkcs12',
      '-export',
      '-nokeys',
      '-in',
      'ca.crt',
      '-passout',
      `pass:${passphrase}`,
      '-out',
      'trust.p12',
    );
    expect(pinsOf('trust.p12', passphrase)).toMatchObject([{ pin: ca, kind: 'certificate' }]);
  });

  test('the name that people gave it', async () => {
    await exportTo('named.p12', passphrase);
    const held = readKeyFile(shop.read('named.p12'), 'named.p12', passphrase);
    expect(held.map((one) => 'alias' in one && one.alias)).toEqual(['Ünser Schlüssel', undefined, 'Ünser Schlüssel']);
  });

  test('written without lengths, as Apple and Netscape do', async () => {
    await exportTo('whole.p12', passphrase);
    const ber = indefinite(shop.read('whole.p12'), () => false);
    shop.write('ber.p12', ber);
    const oracle = await openssl('pkcs12', '-in', 'ber.p12', '-passin', `pass:${passphrase}`, '-nodes');
    expect(readPins(oracle, 'oracle')).toEqual(pinsOf('ber.p12', passphrase));
    expect(pinsOf('ber.p12', passphrase)).toEqual(pinsOf('whole.p12', passphrase));
  });

  test('in PEM, as GnuTLS writes it', async () => {
    await exportTo('binary.p12', passphrase);
    const pem = `-----BEGIN PKCS12-----\n${shop.read('binary.p12').toString('base64')}\n-----END PKCS12-----\n`;
    expect(readPins(Buffer.from(pem), 'pem', passphrase)).toEqual(pinsOf('binary.p12', passphrase));
  });

  test('one bit of the contents changed: the MAC tells', async () => {
    await exportTo('sound.p12', passphrase);
    const bytes = shop.read('sound.p12');
    bytes[200]! ^= 1;
    expect(() => readPins(bytes, 'changed.p12', passphrase)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^LP_KEY_FILE_(ENCRYPTED|UNREADABLE)$/) }),
    );
  });
});

describeWith(findProgram('keytool'), 'PKCS#12 as Java writes it', () => {
  const store = (file: string) => ['-keystore', file, '-storetype', 'PKCS12', '-storepass', passphrase];

  beforeAll(async () => {
    for (const [alias, ...algorithm] of [
      ['rsa', '-keyalg', 'RSA', '-keysize', '2048'],
      ['ec', '-keyalg', 'EC', '-groupname', 'secp384r1'],
      ['ed', '-keyalg', 'Ed25519'],
    ] as const) {
      await keytool('-genkeypair', ...store('java.p12'), '-alias', alias, '-dname', `CN=${alias}`, ...algorithm);
    }
    const old = '-J-Dkeystore.pkcs12.legacy';
    await keytool(
      old,
      '-importkeystore',
      '-srckeystore',
      'java.p12',
      '-srcstorepass',
      passphrase,
      ...['-destkeystore', 'old.p12', '-deststoretype', 'PKCS12', '-deststorepass', passphrase],
    );
  });

  test.each(['java.p12', 'old.p12'])('several keys, each with its certificate, in %s', (file) => {
    const held = readKeyFile(shop.read(file), file, passphrase);
    const keys = held.filter((one) => one.kind === 'private key').map(({ spki, alias }) => [alias, Buffer.from(spki)]);
    const certificates = held.filter((one) => one.kind === 'certificate');
    expect(keys.map(([alias]) => alias)).toEqual(['rsa', 'ec', 'ed']);
    for (const [alias, spki] of keys) {
      const own = certificates.find(({ certificate }) => certificate.subjectText === `CN=${alias}`)!;
      expect(Buffer.from(own.certificate.spki)).toEqual(spki);
    }
  });
});

test.each(['sha256', 'sha512'] as const)('a MAC of the newest kind (PBMAC1, RFC 9579) over %s', (digest) => {
  const hmac = sequence(oid(digest === 'sha256' ? '1.2.840.113549.2.9' : '1.2.840.113549.2.11'), nothing);
  const certificate = issue({ subject: 'CN=api.example.com' });
  const bag = sequence(
    oid('1.2.840.113549.1.12.10.1.3'),
    der(0xa0, sequence(oid('1.2.840.113549.1.9.22.1'), der(0xa0, octets(certificate.der)))),
  );
  const data = (bytes: Buffer) => sequence(oid('1.2.840.113549.1.7.1'), der(0xa0, octets(bytes)));
  const contents = sequence(data(sequence(bag)));
  const salt = Buffer.from('saltsalt');
  const key = pbkdf2Sync(passphrase, salt, 2048, 32, digest);
  const kdf = sequence(oid('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(2048), integer(32), hmac));
  const algorithm = sequence(oid('1.2.840.113549.1.5.14'), sequence(kdf, hmac));
  const mac = createHmac(digest, key).update(contents).digest();
  // The salt and the rounds of old say nothing here.
  const macData = sequence(sequence(algorithm, octets(mac)), octets(Buffer.from('NOT USED')), integer(1));
  const file = sequence(integer(3), data(contents), macData);
  expect(readPins(file, 'new.p12', passphrase)).toMatchObject([{ pin: certificate.pin, kind: 'certificate' }]);
  expect(() => readPins(file, 'new.p12', 'guess')).toThrow(expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED' }));
});

describe('a container that asks for too much', () => {
  test('nested ten thousand deep, it is refused', () => {
    const deep = Buffer.concat([Buffer.alloc(20_000, Buffer.from('3080', 'hex')), Buffer.alloc(20_000)]);
    expect(() => readPins(deep, 'deep.p12')).toThrow(expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE' }));
  });

  test('a MAC of more rounds than anybody needs is not computed', () => {
    const contents = sequence(oid('1.2.840.113549.1.7.1'), der(0xa0, octets(sequence())));
    const digest = sequence(sequence(oid('1.3.14.3.2.26'), nothing), octets(Buffer.alloc(20)));
    const mac = sequence(digest, octets(Buffer.from('salt')), integer(2 ** 31 - 1));
    expect(() => readPins(sequence(integer(3), contents, mac), 'many.p12', passphrase)).toThrow(
      expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringContaining('10000000 rounds') }),
    );
  });
});
