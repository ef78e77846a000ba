import { readPins } from '@livepin/pki';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { indefinite } from '../indefinite.ts';
import { workshop } from '../programs.ts';

const shop = workshop();
afterAll(() => shop[Symbol.dispose]());

describeWith(findProgram('openssl'), 'PKCS#7 as OpenSSL writes it', () => {
  const { openssl } = shop;
  let pins: string[];

  beforeAll(async () => {
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const names = ['one', 'two', 'three'];
    await Promise.all(
      names.map((name) =>
        openssl('req', '-x509', ...ec, '-keyout', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.crt`),
      ),
    );
    pins = await Promise.all(names.map((name) => shop.pinOf(`${name}.key`)));
    shop.write('all.pem', Buffer.concat(names.map((name) => shop.read(`${name}.crt`))));
    shop.write('text', 'what was signed');
    const signer = ['-signer', 'one.crt', '-inkey', 'one.key'];
    await Promise.all([
      openssl('crl2pkcs7', '-nocrl', '-certfile', 'all.pem', '-outform', 'DER', '-out', 'all.p7b'),
      openssl('cms', '-sign', ...signer, '-in', 'text', '-outform', 'DER', '-out', 'signed.der'),
      openssl('cms', '-sign', ...signer, '-in', 'text', '-outform', 'PEM', '-out', 'signed.pem'),
      openssl(
        'cms',
        '-sign',
        ...signer,
        '-in',
        'text',
        '-stream',
        '-nodetach',
        '-outform',
        'DER',
        '-out',
        'stream.ber',
      ),
      openssl('cms', '-encrypt', '-in', 'text', '-outform', 'DER', '-out', 'encrypted.der', 'one.crt'),
    ]);
  });

  test('the certificates of a .p7b file', () => {
    const found = readPins(shop.read('all.p7b'), 'all.p7b');
    expect(found.map(({ pin }) => pin).sort()).toEqual(pins.toSorted());
    expect(found.map(({ certificate }) => certificate?.subjectText).sort()).toEqual(['CN=one', 'CN=three', 'CN=two']);
  });

  test('written without lengths, as Java and Windows do; the certificates in it stay as they are', async () => {
    // A certificate is three elements deep in the SET, and its first child is a SEQUENCE.
    const isCertificate = (element: { tag: number; content: number; bytes: Uint8Array; end: number; start: number }) =>
      element.tag === 0x30 && element.bytes[element.content] === 0x30 && element.end - element.start > 200;
    const ber = indefinite(shop.read('all.p7b'), isCertificate);
    shop.write('all.ber', ber);
    const oracle = (await openssl('pkcs7', '-inform', 'DER', '-in', 'all.ber', '-print_certs')).toString();
    expect(oracle.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    expect(readPins(ber, 'all.ber')).toEqual(readPins(shop.read('all.p7b'), 'all.p7b'));
  });

  test.each(['signed.der', 'signed.pem', 'stream.ber'])('the certificate of the signer of %s', (name) => {
    expect(readPins(shop.read(name), name).map(({ pin }) => pin)).toEqual([pins[0]]);
  });

  test('an encrypted message holds no certificates that can be read', () => {
    expect(() => readPins(shop.read('encrypted.der'), 'encrypted.der')).toThrow(
      expect.objectContaining({
        code: 'LP_KEY_FILE_UNREADABLE',
        message: expect.stringMatching(/^encrypted\.der: .+\.$/),
      }),
    );
  });
});
