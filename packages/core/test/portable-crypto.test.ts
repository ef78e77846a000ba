import { type Algorithm, encodeUtf8, type JsonObject, type PublicKey, parseJson, parseKey } from '@livepin/core';
import { portableCrypto } from '@livepin/core/portable';
import { testKey } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

// The portable verifier against OpenSSL, which here stands for the standards.

const orders = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  Ed25519: 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn,
};
const openssl = nodeCrypto();

async function keyOf(name: string, alg: Algorithm) {
  const signer = testKey(name, alg);
  const [, key] = await parseKey(parseJson(JSON.stringify(signer.jwk), 'key', 2) as JsonObject, 'key', portableCrypto);
  return { key: key as PublicKey, sign: signer.sign };
}

function bytesOf(value: bigint, isBigEndian: boolean): Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
  return isBigEndian ? bytes : bytes.reverse();
}

describe.each(['ES256', 'Ed25519'] as const)('%s', (alg) => {
  test('what OpenSSL accepts and refuses is accepted and refused: signatures as made and with a bit changed', async () => {
    const law = fc.asyncProperty(
      fc.constantFrom('one', 'two', 'three'),
      fc.uint8Array({ maxLength: 200 }),
      fc.option(fc.integer({ min: 0, max: 511 })),
      async (name, message, bit) => {
        const { key, sign } = await keyOf(name, alg);
        const signature = Uint8Array.from(await sign(message));
        if (bit !== null) signature[bit >> 3]! ^= 1 << (bit & 7);
        const verdict = await portableCrypto.verify(key, message, signature);
        expect(verdict).toBe(bit === null);
        expect(verdict).toBe(await openssl.verify(key, message, signature));
      },
    );
    await fc.assert(law, { numRuns: 60 });
  });

  test('another key, another message or another order of the halves does not verify', async () => {
    const [{ key, sign }, other] = await Promise.all([keyOf('one', alg), keyOf('two', alg)]);
    const message = encodeUtf8('a document');
    const signature = Uint8Array.from(await sign(message));
    const swapped = Uint8Array.of(...signature.subarray(32), ...signature.subarray(0, 32));
    expect(await portableCrypto.verify(key, message, signature)).toBe(true);
    expect(await portableCrypto.verify(other.key, message, signature)).toBe(false);
    expect(await portableCrypto.verify(key, encodeUtf8('a documenu'), signature)).toBe(false);
    expect(await portableCrypto.verify(key, message, swapped)).toBe(false);
  });

  test('numbers at the bounds of their range are refused, as OpenSSL does, and throw nothing', async () => {
    const { key, sign } = await keyOf('one', alg);
    const message = encodeUtf8('a document');
    const good = Uint8Array.from(await sign(message));
    const order = orders[alg];
    const values = [0n, 1n, 2n, order - 1n, order, order + 1n, 2n ** 255n - 19n, 2n ** 255n - 18n, 2n ** 256n - 1n];
    const halves = values.map((value) => bytesOf(value, alg === 'ES256'));
    for (const half of halves) {
      for (const other of [...halves, good.subarray(0, 32), good.subarray(32)]) {
        for (const signature of [Uint8Array.of(...half, ...other), Uint8Array.of(...other, ...half)]) {
          expect(await portableCrypto.verify(key, message, signature)).toBe(false);
          expect(await openssl.verify(key, message, signature)).toBe(false);
        }
      }
    }
  });
});

test('of an ES256 signature, s and its negative both verify: KMS and HSM make either', async () => {
  const { key, sign } = await keyOf('one', 'ES256');
  const message = encodeUtf8('a document');
  const good = Uint8Array.from(await sign(message));
  const s = BigInt(`0x${Buffer.from(good.subarray(32)).toString('hex')}`);
  const other = Uint8Array.of(...good.subarray(0, 32), ...bytesOf(orders.ES256 - s, true));
  for (const signature of [good, other]) {
    expect(await portableCrypto.verify(key, message, signature)).toBe(true);
    expect(await openssl.verify(key, message, signature)).toBe(true);
  }
});

test('of an Ed25519 signature, the order added to S makes no second one', async () => {
  const { key, sign } = await keyOf('one', 'Ed25519');
  const message = encodeUtf8('a document');
  const good = Uint8Array.from(await sign(message));
  const s = BigInt(`0x${Buffer.from(good.slice(32).reverse()).toString('hex')}`);
  const other = Uint8Array.of(...good.subarray(0, 32), ...bytesOf(s + orders.Ed25519, false));
  expect(await portableCrypto.verify(key, message, other)).toBe(false);
  expect(await openssl.verify(key, message, other)).toBe(false);
});
