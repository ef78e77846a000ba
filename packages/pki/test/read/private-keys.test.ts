import { readPins, readPrivateKey } from '@livepin/pki';
import { der, integer, nothing, octets, oid, sequence } from '@livepin/tls/der';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { passphrase, workshop } from '../programs.ts';

const shop = workshop();
afterAll(() => shop[Symbol.dispose]());

const { openssl } = shop;
const legacy = ['-provider', 'legacy', '-provider', 'default'];

describeWith(findProgram('openssl'), 'private keys as OpenSSL encrypts them', () => {
  let pin: string;
  let secrets: string[];

  beforeAll(async () => {
    await openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'rsa.key');
    await openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'ec.key');
    pin = await shop.pinOf('rsa.key');
    const { d, p, q } = readPrivateKey(shop.read('rsa.key'), 'rsa.key').export({ format: 'jwk' });
    secrets = [d!, p!, q!].flatMap((text) => {
      const bytes = Buffer.from(text, 'base64url');
      return [text, bytes.toString('base64'), bytes.toString('hex')].map((form) => form.slice(0, 20));
    });
  });

  const versions1 = [
    'PBE-MD5-DES',
    'PBE-SHA1-DES',
    'PBE-MD5-RC2-64',
    'PBE-SHA1-RC2-64',
    'PBE-SHA1-3DES',
    'PBE-SHA1-2DES',
  ];

  test.each([
    ...[...versions1, 'PBE-SHA1-RC2-128', 'PBE-SHA1-RC2-40'].map((name) => ({ words: ['-v1', name] })),
    ...['des', 'des3', 'aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'].map((name) => ({ words: ['-v2', name] })),
    ...['hmacWithSHA1', 'hmacWithSHA224', 'hmacWithSHA384', 'hmacWithSHA512', 'hmacWithSHA512-256'].map((name) => ({
      words: ['-v2', 'aes-256-cbc', '-v2prf', name],
    })),
    { words: ['-scrypt'] },
    { words: ['-v2', 'aes-256-cbc', '-iter', '600000'] },
    { words: ['-v2', 'aes-256-cbc', '-iter', '1'] },
  ])('PKCS#8: pkcs8 -topk8 $words', async ({ words }) => {
    const from = ['pkcs8', '-topk8', '-in', 'rsa.key', '-passout', `pass:${passphrase}`, ...legacy, ...words];
    await openssl(...from, '-out', 'rsa.pem');
    await openssl(...from, '-outform', 'DER', '-out', 'rsa.der');
    for (const name of ['rsa.pem', 'rsa.der']) {
      expect(readPins(shop.read(name), name, passphrase)).toEqual([{ pin, kind: 'private key' }]);
      for (const wrong of [undefined, 'guess']) {
        expect(() => readPins(shop.read(name), name, wrong)).toThrow(
          expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED', message: expect.stringContaining(name) }),
        );
      }
    }
  });

  test.each(['des', 'des3', 'aes128', 'aes192', 'aes256'])(
    'PEM with its own encryption: -traditional -%s',
    async (name) => {
      const words = ['-traditional', `-${name}`, '-passout', `pass:${passphrase}`, ...legacy];
      await openssl('pkey', '-in', 'rsa.key', ...words, '-out', 'old-rsa.pem');
      await openssl('pkey', '-in', 'ec.key', ...words, '-out', 'old-ec.pem');
      expect(shop.read('old-rsa.pem').toString()).toContain('DEK-Info');
      const windows = Buffer.from(shop.read('old-rsa.pem').toString().replaceAll('\n', '\r\n'));
      expect(readPins(windows, 'windows', passphrase)).toEqual([{ pin, kind: 'private key' }]);
      expect(readPins(shop.read('old-rsa.pem'), 'old', passphrase)).toEqual([{ pin, kind: 'private key' }]);
      expect(readPins(shop.read('old-ec.pem'), 'old', passphrase)).toEqual([
        { pin: await shop.pinOf('ec.key'), kind: 'private key' },
      ]);
      for (const wrong of [undefined, 'guess']) {
        expect(() => readPins(shop.read('old-rsa.pem'), 'old', wrong)).toThrow(
          expect.objectContaining({ code: 'LP_KEY_FILE_ENCRYPTED' }),
        );
      }
    },
  );

  test('no wrong passphrase of a thousand opens one, and none ends in anything but a refusal', async () => {
    const words = ['-traditional', '-aes128', '-passout', `pass:${passphrase}`];
    await openssl('pkey', '-in', 'rsa.key', ...words, '-out', 'guessed.pem');
    const bytes = shop.read('guessed.pem');
    const codes = Array.from({ length: 1000 }, (_, guess) => {
      try {
        return readPins(bytes, 'guessed.pem', `guess ${guess}`);
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(new Set(codes)).toEqual(new Set(['LP_KEY_FILE_ENCRYPTED']));
  });

  test('nothing of a key stands in what is said about a damaged one', () => {
    const bytes = Buffer.from(
      shop
        .read('rsa.key')
        .toString()
        .replace(/-----.*-----|\n/g, ''),
      'base64',
    );
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x80;
      for (const form of [
        damaged,
        `-----BEGIN PRIVATE KEY-----\n${damaged.toString('base64')}\n-----END PRIVATE KEY-----\n`,
      ]) {
        try {
          readPins(Buffer.from(form), 'damaged');
        } catch (error) {
          refused++;
          const { message, stack, cause } = error as Error;
          const said = [message, stack, String(cause)].join('\n');
          expect(cause).toBeUndefined();
          expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
        }
      }
    }
    expect(refused).toBeGreaterThan(10);
  });

  describe('the one key of a file', () => {
    test('stands among other things, or twice', async () => {
      await openssl('req', '-x509', '-key', 'ec.key', '-subj', '/CN=a', '-out', 'ec.crt');
      const [key, certificate] = [shop.read('ec.key'), shop.read('ec.crt')];
      const found = readPrivateKey(Buffer.concat([certificate, key, key]), 'both');
      expect(found.equals(readPrivateKey(key, 'key'))).toBe(true);
    });

    test('is not chosen where there are two, nor made up where there is none', () => {
      const two = Buffer.concat([shop.read('ec.key'), shop.read('rsa.key')]);
      for (const [bytes, why] of [
        [two, 'it holds several private keys'],
        [shop.read('ec.crt'), 'it holds no private key'],
      ] as const) {
        expect(() => readPrivateKey(bytes, 'some/file')).toThrow(
          expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: `some/file: ${why}.` }),
        );
      }
    });
  });
});

describe('an encrypted key that asks for too much', () => {
  const rounds = integer(2 ** 31 - 1);
  const salt = octets(Buffer.from('saltsalt'));
  const aes = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(Buffer.alloc(16)));
  const pbes2 = (kdf: Buffer) => sequence(oid('1.2.840.113549.1.5.13'), sequence(kdf, aes));
  const prf = sequence(oid('1.2.840.113549.2.11'), nothing);

  test.each([
    { says: 'PBKDF2', algorithm: pbes2(sequence(oid('1.2.840.113549.1.5.12'), sequence(salt, rounds, prf))) },
    {
      says: 'scrypt',
      algorithm: pbes2(
        sequence(oid('1.3.6.1.4.1.11591.4.11'), sequence(salt, integer(2 ** 20), integer(8), integer(64))),
      ),
    },
    { says: 'PBES1', algorithm: sequence(oid('1.2.840.113549.1.5.3'), sequence(salt, rounds)) },
    { says: 'the way of PKCS#12', algorithm: sequence(oid('1.2.840.113549.1.12.1.3'), sequence(salt, rounds)) },
  ])('by $says is refused, and not computed', ({ algorithm }) => {
    const key = sequence(algorithm, octets(Buffer.alloc(64)));
    expect(() => readPins(key, 'many.key', passphrase)).toThrow(
      expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringContaining('10000000 rounds') }),
    );
  });

  test.each([
    { says: 'no rounds', algorithm: sequence(oid('1.2.840.113549.1.5.3'), sequence(salt, integer(0))) },
    {
      says: 'a number of rounds below zero',
      algorithm: sequence(oid('1.2.840.113549.1.5.3'), sequence(salt, der(2, Buffer.from([0xff])))),
    },
    // RFC 7914 §6: the cost must be below 2^(16 * block size).
    {
      says: 'a cost that scrypt cannot have',
      algorithm: pbes2(
        sequence(oid('1.3.6.1.4.1.11591.4.11'), sequence(salt, integer(2 ** 16), integer(1), integer(1))),
      ),
    },
    { says: 'RC4', algorithm: sequence(oid('1.2.840.113549.1.12.1.1'), sequence(salt, integer(1))) },
    { says: 'a key derivation that is not known', algorithm: pbes2(sequence(oid('1.2.3.4'), sequence(salt))) },
  ])('or for what there is not: $says', ({ algorithm }) => {
    expect(() => readPins(sequence(algorithm, octets(Buffer.alloc(64))), 'odd.key', passphrase)).toThrow(
      expect.objectContaining({ code: 'LP_KEY_FILE_UNREADABLE', message: expect.stringMatching(/^odd\.key: .+\.$/) }),
    );
  });
});
