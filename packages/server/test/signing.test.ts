import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { acceptRoot, type ClientState, encodeUtf8, type Kid, openState, parseKey, parseTrustRoot } from '@livepin/core';
import { portableCrypto } from '@livepin/core/portable';
import { signDocument } from '@livepin/core/sign';
import {
  addSignature,
  firstRootPayload,
  type Jwk,
  makeSigningKey,
  nextRootPayload,
  publicJwkOf,
  readSigningKey,
  type SigningKey,
  thumbprintOf,
} from '@livepin/server/signing';
import { app, day0, makeBundle, oneDay, testKey } from '@livepin/testkit';
import { describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';

const algorithms = ['ES256', 'Ed25519'] as const;
const message = encodeUtf8('a message');
const openssl = (input: string, ...arguments_: string[]) =>
  execFileSync('openssl', arguments_, { input, stdio: ['pipe', 'pipe', 'pipe'] }).toString();
const withCode = (code: string) => expect.objectContaining({ code });
const jwksOf = (keys: readonly SigningKey[]) => keys.map(({ jwk }) => jwk);

describe.each(algorithms)('a new %s key', (alg) => {
  test.each([undefined, 'correct horse'])('comes back from its file (passphrase: %s)', (passphrase) => {
    const { key, pem } = makeSigningKey(alg);
    const { sign: _sign, ...read } = readSigningKey(pem(passphrase), 'pin-1.pem', passphrase);
    expect(read).toEqual({ kid: key.kid, alg, jwk: key.jwk });
  });

  test('signs what core verifies, in 64 bytes, under the thumbprint that core computes', async () => {
    const { key, pem } = makeSigningKey(alg);
    const [kid, listed] = await parseKey(new Map(Object.entries(key.jwk)), 'keys[0]', portableCrypto);
    expect(kid).toBe(key.kid);
    for (const signer of [key, readSigningKey(pem(), 'pin-1.pem')]) {
      const signature = await signer.sign(message);
      expect(signature).toHaveLength(64);
      expect(await portableCrypto.verify(listed!, message, signature)).toBe(true);
    }
  });

  test('shows nothing of its secret, whichever way it is printed', () => {
    const { key, pem } = makeSigningKey(alg);
    const secret = secretOf(pem());
    expect(JSON.stringify([key, Object.entries(key)])).not.toContain(secret);
    expect(key.jwk).not.toHaveProperty('d');
  });
});

function secretOf(pem: string): string {
  return pem.split('\n')[1]!.slice(30);
}

describeWith(findProgram('openssl'), 'key files and OpenSSL', () => {
  describe.each(algorithms)('%s', (alg) => {
    test.each([undefined, 'correct horse'])('OpenSSL reads the file (passphrase: %s)', (passphrase) => {
      const { key, pem } = makeSigningKey(alg);
      const text = pem(passphrase);
      expect(text).toMatch(passphrase ? /BEGIN ENCRYPTED PRIVATE KEY/ : /BEGIN PRIVATE KEY/);
      const pass = passphrase ? ['-passin', `pass:${passphrase}`] : [];
      const { kty, crv, x, y } = createPublicKey(openssl(text, 'pkey', '-pubout', ...pass)).export({ format: 'jwk' });
      expect({ kty, crv, x, ...(y ? { y } : {}) }).toEqual(key.jwk);
    });
  });

  test('the encryption is AES-256 with PBKDF2, not a cipher of the last century', () => {
    const parsed = openssl(makeSigningKey().pem('correct horse'), 'asn1parse', '-i');
    expect(parsed).toMatch(/PBKDF2/);
    expect(parsed).toMatch(/aes-256-cbc/);
  });

  test.each([
    { says: 'PKCS#8 of OpenSSL', make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] },
    { says: 'SEC 1', make: ['ecparam', '-name', 'prime256v1', '-genkey', '-noout'] },
  ])('a key that OpenSSL made is read: $says', ({ make }) => {
    expect(readSigningKey(openssl('', ...make), 'made.pem').alg).toBe('ES256');
  });

  test.each([
    { says: 'P-384', make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'] },
    { says: 'secp256k1', make: ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'] },
    { says: 'RSA', make: ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] },
    { says: 'X25519', make: ['genpkey', '-algorithm', 'X25519'] },
    { says: 'Ed448', make: ['genpkey', '-algorithm', 'ED448'] },
  ])('a key of another type is refused by name: $says', ({ make }) => {
    const pem = openssl('', ...make);
    expect(() => readSigningKey(pem, 'other.pem')).toThrow(withCode('LP_SIGNING_KEY_TYPE'));
    expect(() => readSigningKey(pem, 'other.pem')).toThrow(/^other\.pem /);
  });
});

test.each([
  { says: 'no passphrase', passphrase: undefined },
  { says: 'another passphrase', passphrase: 'guess' },
  { says: 'an empty passphrase', passphrase: '' },
])('an encrypted key and $says: a refusal that names the file and not the passphrase', ({ passphrase }) => {
  const pem = makeSigningKey().pem('correct horse');
  const read = () => readSigningKey(pem, 'root-1.pem', passphrase);
  expect(read).toThrow(withCode('LP_KEY_FILE_ENCRYPTED'));
  expect(read).toThrow(/^root-1\.pem: [^g]+/);
  expect(read).not.toThrow(/guess|correct horse/);
});

test.each([
  { says: 'nothing', pem: '' },
  { says: 'words', pem: 'hello' },
  {
    says: 'a public key',
    pem: createPublicKey(makeSigningKey().pem()).export({ type: 'spki', format: 'pem' }).toString(),
  },
  { says: 'a damaged key', pem: makeSigningKey().pem().replace(/\n(.)/, '\n*$1') },
])('a file of $says is no signing key, and its text is not in the message', ({ pem }) => {
  const read = () => readSigningKey(pem, 'pin-1.pem');
  expect(read).toThrow(withCode('LP_KEY_FILE_UNREADABLE'));
  expect(read).toThrow(/^pin-1\.pem: no private key in PEM/);
});

describe('trust roots', () => {
  const rootKeys = [makeSigningKey().key, makeSigningKey('Ed25519').key, makeSigningKey().key] as const;
  const pinKey = makeSigningKey().key;
  const first = () =>
    firstRootPayload({
      rootKeys: jwksOf(rootKeys),
      rootThreshold: 2,
      pinKeys: [pinKey.jwk],
      pinThreshold: 1,
      iat: day0,
    });
  const unsigned = (payload: object) => signDocument('livepin-root+json', payload, []);
  const parse = (document: Uint8Array) => parseTrustRoot(document, portableCrypto);

  async function signedBy(payload: object, ...signers: SigningKey[]): Promise<Uint8Array> {
    let document = await unsigned(payload);
    for (const signer of signers) document = await addSignature(document, 'livepin-root+json', signer);
    return document;
  }

  async function clientWith(document: Uint8Array): Promise<ClientState> {
    const { chain } = await parse(document);
    const seed = await makeBundle(chain, {}, [pinKey]);
    return (await openState({ app, root: document, seed }, null, day0, portableCrypto)).state;
  }

  test('the first names its keys, both roles and five years', async () => {
    const root = await parse(await unsigned(first()));
    expect(root).toMatchObject({ version: 1, epoch: 1, iat: day0, exp: day0 + 5 * 365 * oneDay });
    expect([...root.keys.keys()]).toEqual([...rootKeys, pinKey].map(({ kid }) => kid));
    expect(root.roles.root).toEqual({ kids: new Set(rootKeys.map(({ kid }) => kid)), threshold: 2 });
    expect(root.roles.pins).toEqual({ kids: new Set([pinKey.kid]), threshold: 1 });
  });

  test('a ceremony of two of three, one signature after the other: a client accepts after the second, not before', async () => {
    const one = await signedBy(first(), rootKeys[0]);
    await expect(clientWith(one)).rejects.toThrow(withCode('LP_ROOT_OWN_SIGNATURES'));
    const two = await addSignature(one, 'livepin-root+json', rootKeys[1]);
    const state = await clientWith(two);
    expect(state.roots[0].version).toBe(1);
    const three = await addSignature(two, 'livepin-root+json', rootKeys[2]);
    expect((await parse(three)).chain).toBe(state.chain);
  });

  test('who signs twice counts once, and the newer signature stands', async () => {
    const twice = await signedBy(first(), rootKeys[0], rootKeys[0]);
    expect((await parse(twice)).jws.signatures.map(({ kid }) => kid)).toEqual([rootKeys[0].kid]);
    await expect(clientWith(twice)).rejects.toThrow(withCode('LP_ROOT_OWN_SIGNATURES'));
  });

  test('more than 16 signatures fit no document, but a seventeenth may renew one', async () => {
    const many = Array.from({ length: 16 }, (_, index) => testKey(`holder ${index}`));
    let document = await unsigned(first());
    for (const holder of many) document = await addSignature(document, 'livepin-root+json', holder);
    expect((await parse(await addSignature(document, 'livepin-root+json', many[3]!))).jws.signatures).toHaveLength(16);
    await expect(addSignature(document, 'livepin-root+json', rootKeys[0])).rejects.toThrow(
      withCode('LP_JWS_TOO_MANY_SIGNATURES'),
    );
  });

  test('what is no document is not signed', async () => {
    const words = encodeUtf8('hello');
    await expect(addSignature(words, 'livepin-root+json', rootKeys[0])).rejects.toThrow(withCode('LP_JSON_MALFORMED'));
  });

  test('the next exchanges a stolen pin key under a higher epoch, and clients go along', async () => {
    const document = await signedBy(first(), rootKeys[0], rootKeys[1]);
    const replacement = makeSigningKey('Ed25519').key;
    const change = {
      addPinKeys: [replacement.jwk],
      dropPinKeys: [pinKey.kid],
      raiseEpoch: true,
      iat: day0 + oneDay,
      lifetimeSeconds: 100 * oneDay,
    };
    const next = await signedBy(nextRootPayload(await parse(document), change), rootKeys[2], rootKeys[1]);
    const outcome = await acceptRoot(await clientWith(document), next, day0 + oneDay, portableCrypto);
    expect(outcome).toMatchObject({ kind: 'accepted' });
    const root = await parse(next);
    expect(root).toMatchObject({ version: 2, epoch: 2, iat: day0 + oneDay, exp: day0 + 101 * oneDay });
    expect([...root.keys.keys()]).toEqual([...rootKeys, replacement].map(({ kid }) => kid));
  });

  test('the next exchanges a root key: old and new holders sign, and the dropped key is listed no more', async () => {
    const document = await signedBy(first(), rootKeys[0], rootKeys[1]);
    const successor = makeSigningKey().key;
    const change = { addRootKeys: [successor.jwk], dropRootKeys: [rootKeys[2].kid], iat: day0 + oneDay };
    const payload = nextRootPayload(await parse(document), change);
    const judge = async (next: Uint8Array) =>
      acceptRoot(await clientWith(document), next, day0 + oneDay, portableCrypto);
    const byOne = await signedBy(payload, rootKeys[2], successor);
    expect(await judge(byOne)).toMatchObject({ kind: 'refused', code: 'LP_ROOT_OLD_SIGNATURES' });
    const byBoth = await addSignature(byOne, 'livepin-root+json', rootKeys[0]);
    expect(await judge(byBoth)).toMatchObject({ kind: 'accepted' });
    const root = await parse(byBoth);
    expect(root.epoch).toBe(1);
    expect(root.keys.has(rootKeys[2].kid)).toBe(false);
  });

  test('nothing changed but the dates is a renewal', async () => {
    const root = await parse(await signedBy(first(), rootKeys[0], rootKeys[1]));
    const renewed = await parse(await unsigned(nextRootPayload(root, { iat: day0 + oneDay })));
    expect(renewed.roles).toEqual(root.roles);
    expect(renewed).toMatchObject({ version: 2, epoch: 1, chain: root.chain });
  });

  test('a key of a type of the future is carried over as it stands', async () => {
    const future = { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', kid: 'future-1' };
    const root = await parse(
      await unsigned(
        firstRootPayload({
          rootKeys: jwksOf(rootKeys),
          rootThreshold: 2,
          pinKeys: [pinKey.jwk, future],
          pinThreshold: 1,
          iat: day0,
        }),
      ),
    );
    const next = nextRootPayload(root, { iat: day0 + oneDay }) as { keys: object[] };
    expect(next.keys).toContainEqual(future);
    const dropped = nextRootPayload(root, { iat: day0 + oneDay, dropPinKeys: ['future-1' as Kid] }) as {
      keys: object[];
    };
    expect(dropped.keys).not.toContainEqual(future);
  });

  test.each([
    { says: 'a threshold above the number of keys', change: { rootThreshold: 4 }, code: 'LP_ROOT_CHANGE' },
    { says: 'a threshold of nobody', change: { pinThreshold: 0 }, code: 'LP_ROOT_CHANGE' },
    { says: 'the last pin key dropped', change: { dropPinKeys: [pinKey.kid] }, code: 'LP_ROOT_CHANGE' },
    { says: 'a stranger dropped', change: { dropPinKeys: ['stranger' as Kid] }, code: 'LP_ROOT_CHANGE' },
    { says: 'a root key dropped as a pin key', change: { dropPinKeys: [rootKeys[0].kid] }, code: 'LP_ROOT_CHANGE' },
    { says: 'a key added twice', change: { addPinKeys: [pinKey.jwk] }, code: 'LP_ROOT_CHANGE' },
    { says: 'a pin key as a root key', change: { addRootKeys: [pinKey.jwk] }, code: 'LP_ROLE_SHARED_KEY' },
    { says: 'a private key', change: { addPinKeys: [{ ...testKey('leak').jwk, d: 'AAAA' }] }, code: 'LP_KEY_PRIVATE' },
    { says: 'an unknown key without a name', change: { addPinKeys: [{ kty: 'AKP' }] }, code: 'LP_KEY_ID' },
  ])('a next root with $says is not made', async ({ change, code }) => {
    const root = await parse(await unsigned(first()));
    expect(() => nextRootPayload(root, { iat: day0, ...change })).toThrow(withCode(code));
  });

  test('a first root whose keys are few or shared is not made', () => {
    const sketch = { rootThreshold: 1, pinThreshold: 1, iat: day0 };
    const shared = { ...sketch, rootKeys: [pinKey.jwk], pinKeys: [pinKey.jwk] };
    expect(() => firstRootPayload(shared)).toThrow(withCode('LP_ROLE_SHARED_KEY'));
    expect(() => firstRootPayload({ ...sketch, rootKeys: [], pinKeys: [pinKey.jwk] })).toThrow(
      withCode('LP_ROOT_CHANGE'),
    );
  });
});

test('a listed key is its public members alone, in the one order', () => {
  const jwk = { y: 'B', x: 'A', kty: 'EC', crv: 'P-256', use: 'sig' } satisfies Jwk;
  expect(Object.entries(publicJwkOf(jwk))).toEqual([
    ['crv', 'P-256'],
    ['kty', 'EC'],
    ['x', 'A'],
    ['y', 'B'],
  ]);
  expect(thumbprintOf(jwk)).toBe(thumbprintOf({ crv: 'P-256', kty: 'EC', x: 'A', y: 'B' }));
});
