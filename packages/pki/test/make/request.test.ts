import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readKeyFile } from '@livepin/pki';
import { makeRequest, parseCertificateNames, parseSubject, pinOfKey } from '@livepin/pki/make';
import { requestViewOf } from '@livepin/pki/show';
import { describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';

const pss = (hashAlgorithm: string, salt: number) => {
  const saltLength = salt as unknown as string; // the types have it as a text; Node takes a number only
  return generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    hashAlgorithm,
    mgf1HashAlgorithm: hashAlgorithm,
    saltLength,
  });
};
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });

const kinds: readonly { kind: string; key: KeyObject; signed: RegExp; usage?: RegExp }[] = [
  {
    kind: 'RSA',
    key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    signed: /sha256WithRSAEncryption/,
    usage: /Digital Signature, Key Encipherment/,
  },
  {
    kind: 'RSA-PSS without restrictions',
    key: generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
    signed: /rsassaPss[\s\S]+Hash Algorithm: sha256[\s\S]+Salt Length: 0x20/,
  },
  {
    kind: 'RSA-PSS restricted to SHA-512',
    key: pss('sha512', 20).privateKey,
    signed: /rsassaPss[\s\S]+Hash Algorithm: sha512[\s\S]+Salt Length: 0x40/,
  },
  { kind: 'P-256', key: ec('P-256').privateKey, signed: /ecdsa-with-SHA256/, usage: /Digital Signature\n/ },
  { kind: 'P-384', key: ec('P-384').privateKey, signed: /ecdsa-with-SHA384/ },
  { kind: 'P-521', key: ec('P-521').privateKey, signed: /ecdsa-with-SHA512/ },
  { kind: 'secp256k1', key: ec('secp256k1').privateKey, signed: /ecdsa-with-SHA256/ },
  { kind: 'brainpoolP384r1', key: ec('brainpoolP384r1').privateKey, signed: /ecdsa-with-SHA384/ },
  { kind: 'Ed25519', key: generateKeyPairSync('ed25519').privateKey, signed: /ED25519/ },
  { kind: 'Ed448', key: generateKeyPairSync('ed448').privateKey, signed: /ED448/ },
];

const names = parseCertificateNames(['api.example.com', '*.bücher.example', '192.0.2.7', '2001:db8::1']);

describeWith(findProgram('openssl'), 'requests that OpenSSL reads', (openssl) => {
  const run = (input: Uint8Array, ...arguments_: string[]) =>
    execFileSync(openssl, arguments_, { input, stdio: ['pipe', 'pipe', 'pipe'] });

  test.each(kinds)(
    '$kind: the signature is good, the names and usages are there, the pin is that of the key',
    ({ key, signed, usage }) => {
      const request = makeRequest({ key, where: 'the key', names, subject: parseSubject('O=Example Ltd, C=GB') });
      const text = run(
        request,
        'req',
        '-inform',
        'DER',
        '-verify',
        '-noout',
        '-text',
        '-nameopt',
        'RFC2253',
      ).toString();
      expect(text).toMatch(signed);
      expect(text).toMatch(/Key Usage: critical\s+Digital Signature/);
      if (usage) expect(text).toMatch(usage);
      expect(text).toContain('TLS Web Server Authentication');
      expect(text).toContain('Subject: CN=api.example.com,C=GB,O=Example Ltd');
      expect(text).toContain(
        'DNS:api.example.com, DNS:*.xn--bcher-kva.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:1',
      );
      const spki = run(run(request, 'req', '-inform', 'DER', '-pubkey', '-noout'), 'pkey', '-pubin', '-outform', 'DER');
      const pin = run(spki, 'dgst', '-sha256', '-binary').toString('base64');
      expect(pinOfKey(key)).toBe(pin);
      expect(readKeyFile(request, 'request')).toMatchObject([{ kind: 'certificate request' }]);
      expect(requestViewOf(request, 'request')).toMatchObject({
        isProven: true,
        names: ['api.example.com', '*.xn--bcher-kva.example', '192.0.2.7', '2001:db8::1'],
        key: { pin },
        purposes: ['serverAuth'],
      });
    },
  );

  test('a first name that is too long for a common name makes the subject empty and the names critical', () => {
    const long = `${'a'.repeat(60)}.example.com`;
    const request = makeRequest({ key: kinds[3]!.key, where: '', names: parseCertificateNames([long]), subject: [] });
    const text = run(request, 'req', '-inform', 'DER', '-verify', '-noout', '-text').toString();
    expect(text).toMatch(/Subject: *\n/);
    expect(text).toMatch(new RegExp(`Subject Alternative Name: critical\\s+DNS:${long}`));
  });
});

describe('keys that no certificate is made for', () => {
  test.each([
    {
      kind: 'RSA of 1,024 bits',
      key: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
      says: '1024 bits',
    },
    { kind: 'P-224', key: ec('secp224r1').privateKey, says: 'secp224r1' },
    { kind: 'X25519', key: generateKeyPairSync('x25519').privateKey, says: 'x25519' },
    { kind: 'PSS over SHA-1', key: pss('sha1', 20).privateKey, says: 'sha1' },
    {
      kind: 'a curve that is spelled out',
      key: generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }).privateKey,
      says: 'spelled out',
    },
  ])('$kind', ({ key, says }) => {
    const make = () => makeRequest({ key, where: 'old.key', names, subject: [] });
    expect(make).toThrow(expect.objectContaining({ code: 'LP_KEY_UNUSABLE', message: expect.stringContaining(says) }));
    expect(make).toThrow(/^old\.key/);
  });
});

test('a common name that is none of the names is refused, and one that is stands once', () => {
  const make = (subject: string) =>
    makeRequest({ key: kinds[3]!.key, where: '', names, subject: parseSubject(subject) });
  expect(() => make('CN=www.example.com')).toThrow(expect.objectContaining({ code: 'LP_SUBJECT_MALFORMED' }));
  expect(() => make('CN=api.example.com, CN=www.example.com')).toThrow('"www.example.com" is none of the names');
  expect(requestViewOf(make('CN=API.example.com'), '').commonNames).toEqual(['API.example.com']);
});

test('a request is proven by its own key alone', () => {
  const request = Buffer.from(makeRequest({ key: kinds[3]!.key, where: '', names, subject: [] }));
  const [own, other] = [kinds[3]!.key, ec('P-256').privateKey].map((key) =>
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const at = request.indexOf(own!);
  other!.copy(request, at);
  expect(requestViewOf(request, '').isProven).toBe(false);
});
