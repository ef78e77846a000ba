import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { decodeBase64Url, encodeBase64Url } from '@livepin/core';
import { issue } from '@livepin/testkit';
import { describe, expect, test } from 'vitest';
import { readReportKey, readReportPublicKey } from '../../src/evidence/report-key.ts';
import { signReport, verifyReport } from '../../src/evidence/sign-report.ts';

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
const publicPemOf = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;

const kinds = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
};
const report = Buffer.from('{"format":"livepin-lab-report","version":1}\n');
const read = async (key: KeyObject) => {
  const reader = readReportKey(Buffer.from(pemOf(key)), 'key.pem');
  return { key: reader, publicKey: await readReportPublicKey(Buffer.from(publicPemOf(key)), 'public.pem') };
};
/** A JWS whose header says what it likes. */
const jwsOf = (header: object, signer: (input: Buffer) => Uint8Array, payload = '') => {
  const encoded = encodeBase64Url(Buffer.from(JSON.stringify(header)));
  const input = Buffer.from(`${encoded}.${encodeBase64Url(report)}`);
  return `${encoded}.${payload}.${encodeBase64Url(signer(input))}`;
};
const typ = 'livepin-lab-report+json';

describe.each(['ES256', 'Ed25519'] as const)('a report that was signed with %s', (alg) => {
  const own = kinds[alg];
  const signer = (input: Buffer) =>
    sign(alg === 'ES256' ? 'sha256' : null, input, { key: own, dsaEncoding: 'ieee-p1363' });

  test('is verified by the key', async () => {
    const { key, publicKey } = await read(own);
    expect(await verifyReport(report, signReport(report, key), publicKey)).toEqual({ kind: 'verified', kid: key.kid });
  });

  test('can be verified by anybody who knows RFC 7515', async () => {
    const { key } = await read(own);
    const [header = '', payload, signature = ''] = signReport(report, key).trim().split('.');
    expect(payload).toBe('');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg, kid: key.kid, typ });
    const input = Buffer.from(`${header}.${report.toString('base64url')}`);
    const by = { key: createPublicKey(own), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify(alg === 'ES256' ? 'sha256' : null, input, by, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('is refused with any bit changed, of the report or of the signature', async () => {
    const { key, publicKey } = await read(own);
    const signature = signReport(report, key);
    for (let at = 0; at < report.length; at++) {
      const changed = Uint8Array.from(report);
      changed[at]! ^= 1;
      expect(await verifyReport(changed, signature, publicKey)).toMatchObject({ code: 'LP_LAB_SIGNATURE' });
    }
    const [header, , last = ''] = signature.trim().split('.');
    const bytes = decodeBase64Url(last)!;
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= 1;
      const jws = `${header}..${encodeBase64Url(changed)}`;
      expect(await verifyReport(report, jws, publicKey)).toMatchObject({ code: 'LP_LAB_SIGNATURE' });
    }
    expect(await verifyReport(Buffer.concat([report, report]), signature, publicKey)).toMatchObject({
      kind: 'refused',
    });
  });

  test.each<{ says: string; jws: (kid: string) => string }>([
    { says: 'none', jws: (kid) => jwsOf({ alg: 'none', kid, typ }, () => new Uint8Array()) },
    {
      says: 'HMAC under the public key',
      jws: (kid) =>
        jwsOf({ alg: 'HS256', kid, typ }, (input) => createHmac('sha256', publicPemOf(own)).update(input).digest()),
    },
    {
      says: 'another algorithm by name alone',
      jws: (kid) => jwsOf({ alg: alg === 'ES256' ? 'Ed25519' : 'ES256', kid, typ }, signer),
    },
    { says: 'EdDSA, a name for two algorithms', jws: (kid) => jwsOf({ alg: 'EdDSA', kid, typ }, signer) },
    {
      says: 'a key of its own in the header',
      jws: (kid) => jwsOf({ alg, kid, typ, jwk: createPublicKey(own).export({ format: 'jwk' }) }, signer),
    },
    { says: 'a critical extension', jws: (kid) => jwsOf({ alg, kid, typ, crit: ['b64'], b64: false }, signer) },
    { says: 'the type of a bundle', jws: (kid) => jwsOf({ alg, kid, typ: 'livepin-bundle+json' }, signer) },
    { says: 'no type', jws: (kid) => jwsOf({ alg, kid }, signer) },
    { says: 'the id of another key', jws: () => jwsOf({ alg, kid: 'another', typ }, signer) },
    { says: 'a payload of its own', jws: (kid) => jwsOf({ alg, kid, typ }, signer, encodeBase64Url(report)) },
    { says: 'two lines', jws: (kid) => `${jwsOf({ alg, kid, typ }, signer)}\n\n` },
    { says: 'no header', jws: () => `..${encodeBase64Url(signer(report))}` },
    {
      says: 'a header that is no JSON',
      jws: () => `${encodeBase64Url(Buffer.from('{'))}..${encodeBase64Url(signer(report))}`,
    },
    { says: 'a header of two meanings', jws: (kid) => jwsOf([{ alg, kid, typ }], signer) },
    { says: 'nothing', jws: () => '' },
    { says: 'a mebibyte', jws: () => 'e'.repeat(1_048_576) },
  ])('is refused under a signature with $says', async ({ jws }) => {
    const { publicKey } = await read(own);
    expect(await verifyReport(report, jws(publicKey.kid), publicKey)).toMatchObject({
      kind: 'refused',
      code: 'LP_LAB_SIGNATURE',
    });
  });

  test('is refused where the signature is one of DER, or padded', async () => {
    const { publicKey } = await read(own);
    const { kid } = publicKey;
    const der = jwsOf({ alg, kid, typ }, (input) => sign(alg === 'ES256' ? 'sha256' : null, input, own));
    if (alg === 'ES256') expect(await verifyReport(report, der, publicKey)).toMatchObject({ kind: 'refused' });
    expect(await verifyReport(report, `${jwsOf({ alg, kid, typ }, signer)}==`, publicKey)).toMatchObject({
      kind: 'refused',
    });
  });

  test('is refused by another key, which the message tells apart', async () => {
    const { key } = await read(own);
    const { publicKey: stranger } = await read(kinds[alg === 'ES256' ? 'Ed25519' : 'ES256']);
    const outcome = await verifyReport(report, signReport(report, key), stranger);
    expect(outcome).toMatchObject({ code: 'LP_LAB_SIGNATURE', sentence: expect.stringContaining(key.kid) });
    expect(outcome).toMatchObject({ sentence: expect.stringContaining(stranger.kid) });
  });
});

describe('keys for reports', () => {
  const key = kinds.ES256;

  test('are read from PEM, a certificate, a JWK, and what key show prints', async () => {
    const jwk = createPublicKey(key).export({ format: 'jwk' });
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    const certificate = issue({ subject: 'CN=Reports' });
    const { kid } = readReportKey(Buffer.from(pemOf(key)), 'key.pem');
    for (const form of [
      publicPemOf(key),
      JSON.stringify(jwk),
      JSON.stringify({ kid, jwk }),
      JSON.stringify({ keys: [jwk] }),
    ])
      expect((await readReportPublicKey(Buffer.from(form), 'public')).kid).toBe(kid);
    expect((await readReportPublicKey(spki, 'public')).kid).toBe(kid);
    const ofCertificate = await readReportPublicKey(Buffer.from(certificate.pem), 'cert.pem');
    expect(ofCertificate.kid).toBe(readReportKey(Buffer.from(pemOf(certificate.key.privateKey)), 'key.pem').kid);
  });

  test.each([
    { says: 'P-384', pair: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }) },
    { says: 'secp256k1', pair: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }) },
    { says: 'RSA', pair: () => generateKeyPairSync('rsa', { modulusLength: 2048 }) },
    { says: 'Ed448', pair: () => generateKeyPairSync('ed448') },
    { says: 'X25519', pair: () => generateKeyPairSync('x25519') },
  ])('of the type $says sign nothing, and verify nothing', async ({ pair }) => {
    const { privateKey } = pair();
    const wrong = { code: 'LP_SIGNING_KEY_TYPE', message: expect.stringContaining('a.pem') };
    expect(() => readReportKey(Buffer.from(pemOf(privateKey)), 'a.pem')).toThrow(expect.objectContaining(wrong));
    await expect(readReportPublicKey(Buffer.from(publicPemOf(privateKey)), 'a.pem')).rejects.toMatchObject(wrong);
  });

  test('that are private, or of small order, or several, verify nothing', async () => {
    await expect(readReportPublicKey(Buffer.from(pemOf(key)), 'a.pem')).rejects.toMatchObject({
      code: 'LP_KEY_PRIVATE',
    });
    const encrypted = key.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'of ada',
    }) as string;
    await expect(readReportPublicKey(Buffer.from(encrypted), 'a')).rejects.toMatchObject({ code: 'LP_KEY_PRIVATE' });
    const jwk = key.export({ format: 'jwk' });
    await expect(readReportPublicKey(Buffer.from(JSON.stringify(jwk)), 'a')).rejects.toMatchObject({
      code: 'LP_KEY_PRIVATE',
    });
    const small = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(new Uint8Array(32)) };
    await expect(readReportPublicKey(Buffer.from(JSON.stringify(small)), 'a')).rejects.toMatchObject({
      code: 'LP_KEY_MALFORMED',
    });
    const one = createPublicKey(key).export({ format: 'jwk' });
    const two = createPublicKey(kinds.Ed25519).export({ format: 'jwk' });
    await expect(readReportPublicKey(Buffer.from(JSON.stringify({ keys: [one, two] })), 'a')).rejects.toMatchObject({
      code: 'LP_KEY_FILE_UNREADABLE',
    });
    await expect(
      readReportPublicKey(Buffer.from(publicPemOf(key) + publicPemOf(kinds.Ed25519)), 'a'),
    ).rejects.toMatchObject({
      code: 'LP_KEY_FILE_UNREADABLE',
    });
  });
});
