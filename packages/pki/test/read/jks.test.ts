import { readKeyFile, readPins } from '@livepin/pki';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { passphrase, workshop } from '../programs.ts';

const shop = workshop();
afterAll(() => shop[Symbol.dispose]());

describeWith(findProgram('keytool'), 'key stores of Java', () => {
  const { keytool } = shop;
  const store = (file: string, type = 'JKS') => ['-keystore', file, '-storetype', type, '-storepass', passphrase];
  const keys = [
    { alias: 'rsa', words: ['-keyalg', 'RSA', '-keysize', '2048'] },
    { alias: 'ec', words: ['-keyalg', 'EC', '-groupname', 'secp256r1'] },
    { alias: 'schlüssel', words: ['-keyalg', 'Ed25519'] },
  ];

  beforeAll(async () => {
    for (const { alias, words } of keys) {
      const dname = ['-dname', `CN=${alias}`, '-keypass', passphrase];
      await keytool('-genkeypair', ...store('keys.jks'), '-alias', alias, ...dname, ...words);
    }
    await Promise.all([
      keytool('-exportcert', ...store('keys.jks'), '-alias', 'ec', '-file', 'ec.crt'),
      keytool(
        '-genkeypair',
        ...store('own.jks'),
        '-alias',
        'own',
        '-dname',
        'CN=own',
        '-keyalg',
        'EC',
        '-keypass',
        'another one',
      ),
      keytool('-genkeypair', ...store('keys.jceks', 'JCEKS'), '-alias', 'a', '-dname', 'CN=a', '-keyalg', 'EC'),
    ]);
    await keytool('-importcert', ...store('trust.jks'), '-alias', 'trusted', '-noprompt', '-file', 'ec.crt');
  });

  test('each key has the pin that it has for keytool and OpenSSL, and so has its certificate', async () => {
    // keytool opens the keys, and writes them into a file that OpenSSL reads.
    const to = ['-destkeystore', 'keys.p12', '-deststoretype', 'PKCS12', '-deststorepass', passphrase];
    await keytool(
      '-importkeystore',
      '-srckeystore',
      'keys.jks',
      '-srcstoretype',
      'JKS',
      '-srcstorepass',
      passphrase,
      ...to,
    );
    const opened = await shop.openssl(
      'pkcs12',
      '-in',
      'keys.p12',
      '-passin',
      `pass:${passphrase}`,
      '-nodes',
      '-nocerts',
    );
    const pems = opened.toString().match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g)!;
    const pins = await Promise.all(
      pems.map((pem, index) => {
        shop.write(`${index}.key`, pem);
        return shop.pinOf(`${index}.key`);
      }),
    );
    const found = readPins(shop.read('keys.jks'), 'keys.jks', passphrase);
    for (const kind of ['private key', 'certificate'])
      expect(
        found
          .filter((one) => one.kind === kind)
          .map(({ pin }) => pin)
          .sort(),
      ).toEqual(pins.toSorted());
    expect(pins).toHaveLength(keys.length);
  });

  test('the names of the entries', () => {
    const held = readKeyFile(shop.read('keys.jks'), 'keys.jks', passphrase);
    const aliases = held.filter((one) => one.kind === 'private key').map(({ alias }) => alias);
    expect(aliases.sort()).toEqual(keys.map(({ alias }) => alias).sort());
  });

  test('a trust store needs no passphrase, and one that is given must be right', () => {
    const [found] = readPins(shop.read('trust.jks'), 'trust.jks');
    expect(found).toMatchObject({ kind: 'certificate', pin: readPins(shop.read('ec.crt'), 'ec.crt')[0]!.pin });
    expect(readPins(shop.read('trust.jks'), 'trust.jks', passphrase)).toEqual([found]);
    expect(() => readPins(shop.read('trust.jks'), 'trust.jks', 'guess')).toThrow(
      expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED', message: expect.stringMatching(/^trust\.jks: .+\.$/) }),
    );
  });

  test.each([undefined, 'guess', ''])('a key does not come out by the passphrase %s', (wrong) => {
    expect(() => readPins(shop.read('keys.jks'), 'keys.jks', wrong)).toThrow(
      expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED', message: expect.stringMatching(/^keys\.jks: .+\.$/) }),
    );
  });

  test('a key with a passphrase of its own is named', () => {
    expect(() => readPins(shop.read('own.jks'), 'own.jks', passphrase)).toThrow(
      expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED', message: expect.stringContaining('"own"') }),
    );
  });

  test('JCEKS is refused, with the command that converts it', async () => {
    const bytes = shop.read('keys.jceks');
    const refusal = (() => {
      try {
        return readPins(bytes, 'keys.jceks', passphrase);
      } catch (error) {
        return error as Error & { code: string };
      }
    })();
    expect(refusal).toMatchObject({ code: 'LP_KEY_FILE_UNSUPPORTED' });
    const command = /keytool (.+)\.$/.exec((refusal as Error).message)![1]!;
    await keytool(...command.split(' '), '-srcstorepass', passphrase, '-deststorepass', passphrase);
    expect(readPins(shop.read('keys.jceks.p12'), 'converted', passphrase)).toHaveLength(2);
  });
});
