import { createHmac, hash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { contentOf, tags } from '@livepin/tls/der';
import { unreadable } from '../key-file-error.ts';
import { type Ber, BerFault, dottedOf, expectBer, numberOf, octetsOf, partsOf, sequenceOf } from '../read/ber.ts';
import type { Opening } from '../read/opening.ts';
import { aes, type Cipher, decipher, des, desEde, desEde3, rc2 } from './cipher.ts';
import { deriveByPkcs12, purposes, roundsOf } from './pkcs12-kdf.ts';

const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';
const scrypt = '1.3.6.1.4.1.11591.4.11';

/** Schemes that draw key and IV from the passphrase by the way of PKCS#12 (RFC 7292 appendix C). */
const pkcs12Schemes: Readonly<Record<string, Cipher>> = {
  '1.2.840.113549.1.12.1.3': desEde3,
  '1.2.840.113549.1.12.1.4': desEde,
  '1.2.840.113549.1.12.1.5': rc2(16),
  '1.2.840.113549.1.12.1.6': rc2(5),
};
/** PBES1 (RFC 8018 §6.1): what OpenSSL wrote before 1.1. */
const pbes1Schemes: Readonly<Record<string, { readonly digest: string; readonly cipher: Cipher }>> = {
  '1.2.840.113549.1.5.3': { digest: 'md5', cipher: des },
  '1.2.840.113549.1.5.6': { digest: 'md5', cipher: rc2(8) },
  '1.2.840.113549.1.5.10': { digest: 'sha1', cipher: des },
  '1.2.840.113549.1.5.11': { digest: 'sha1', cipher: rc2(8) },
};
const pbes2Ciphers: Readonly<Record<string, Cipher>> = {
  '1.3.14.3.2.7': des,
  '1.2.840.113549.3.7': desEde3,
  '2.16.840.1.101.3.4.1.2': aes(16),
  '2.16.840.1.101.3.4.1.22': aes(24),
  '2.16.840.1.101.3.4.1.42': aes(32),
};
const hmacs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
  '1.2.840.113549.2.12': 'sha512-224',
  '1.2.840.113549.2.13': 'sha512-256',
};

/**
 * Decrypts what a passphrase protects.
 * @param algorithm its AlgorithmIdentifier
 * @param passphrase null: no passphrase at all, which PKCS#12 tells from an empty one
 * @returns null where the passphrase is not the right one, as far as the padding tells
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE: an unknown scheme, or one that asks for too much work
 * @throws {BerFault}
 */
export function decrypt(
  algorithm: Ber,
  encrypted: Uint8Array,
  passphrase: string | null,
  opening: Opening,
): Buffer | null {
  const [type, parameters] = sequenceOf(algorithm, 'the encryption algorithm');
  const scheme = dottedOf(type);
  if (scheme === pbes2) return decryptByPbes2(parameters, encrypted, passphrase ?? '', opening);
  const cipher = pkcs12Schemes[scheme] ?? pbes1Schemes[scheme]?.cipher;
  if (!cipher) throw unknown(`encrypted by the algorithm ${scheme}`, opening);
  const [saltElement, rounds] = sequenceOf(parameters, 'the parameters of the encryption');
  const salt = octetsOf(saltElement, 'the salt');
  const iterations = iterationsOf(rounds);
  const { keySize, blockSize } = cipher;
  const pbes1 = pbes1Schemes[scheme];
  if (pbes1) {
    opening.spend(iterations);
    const derived = pbkdf1(pbes1.digest, Buffer.concat([Buffer.from(passphrase ?? ''), salt]), iterations);
    return decipher(cipher, derived.subarray(0, keySize), derived.subarray(keySize, keySize + blockSize), encrypted);
  }
  const derive = (purpose: 1 | 2, length: number) => {
    const kdf = { digest: 'sha1', passphrase, salt, purpose, iterations, length };
    opening.spend(roundsOf(kdf));
    return deriveByPkcs12(kdf);
  };
  return decipher(cipher, derive(purposes.key, keySize), derive(purposes.iv, blockSize), encrypted);
}

function decryptByPbes2(parameters: Ber | undefined, encrypted: Uint8Array, passphrase: string, opening: Opening) {
  const [kdf, scheme] = sequenceOf(parameters, 'the parameters of the encryption');
  const [type, ivElement] = sequenceOf(scheme, 'the encryption scheme');
  const cipher = pbes2Ciphers[dottedOf(type)];
  if (!cipher) throw unknown(`encrypted by the algorithm ${dottedOf(type)}`, opening);
  const iv = contentOf(expectBer(ivElement, tags.octetString, 'the initialization vector'));
  if (iv.length !== cipher.blockSize) throw new BerFault('the initialization vector has the wrong length');
  return decipher(cipher, deriveForPbes2(kdf, passphrase, cipher.keySize, opening), iv, encrypted);
}

/** @param kdf PBKDF2 (RFC 8018 §5.2) or scrypt (RFC 7914). @param keySize in bytes */
function deriveForPbes2(kdf: Ber | undefined, passphrase: string, keySize: number, opening: Opening): Buffer {
  const [type, parameters] = sequenceOf(kdf, 'the key derivation');
  const [saltElement, ...rest] = sequenceOf(parameters, 'the parameters of the key derivation');
  const salt = octetsOf(saltElement, 'the salt');
  switch (dottedOf(type)) {
    case pbkdf2: {
      const iterations = iterationsOf(rest[0]);
      // The key's length may stand before the hash, which is SHA-1 where it is absent.
      const prf = rest.find(({ tag }) => tag === tags.sequence);
      const hmac = prf ? dottedOf(partsOf(prf)[0]) : '1.2.840.113549.2.7';
      const digest = digestOfHmac(hmac, opening);
      opening.spend(iterations * Math.ceil(keySize / 20));
      return pbkdf2Sync(passphrase, salt, iterations, keySize, digest);
    }
    case scrypt: {
      const [cost, blockSize, parallelization] = rest.map((part) => numberOf(part, 'the cost of scrypt'));
      return deriveByScrypt(passphrase, salt, keySize, { cost, blockSize, parallelization }, opening);
    }
    default:
      throw unknown(`encrypted with a key derived by the algorithm ${dottedOf(type)}`, opening);
  }
}

/**
 * An HMAC with a key from a passphrase (PBMAC1, RFC 9579), as new PKCS#12 files may have it.
 * @param parameters those of PBMAC1
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE
 * @throws {BerFault}
 */
export function pbmac1(
  parameters: Ber | undefined,
  contents: Uint8Array,
  passphrase: string,
  opening: Opening,
): Buffer {
  const [kdf, scheme] = sequenceOf(parameters, 'the parameters of the MAC');
  const digest = digestOfHmac(dottedOf(sequenceOf(scheme, 'the MAC')[0]), opening);
  const [, kdfParameters] = sequenceOf(kdf, 'the key derivation');
  const [, , length] = sequenceOf(kdfParameters, 'the parameters of the key derivation');
  const keySize = numberOf(length, 'the length of the key');
  if (keySize === 0 || keySize > 128) throw new BerFault('the length of the key is out of range');
  return createHmac(digest, deriveForPbes2(kdf, passphrase, keySize, opening))
    .update(contents)
    .digest();
}

function digestOfHmac(hmac: string, opening: Opening): string {
  const digest = hmacs[hmac];
  if (!digest) throw unknown(`protected with the algorithm ${hmac}`, opening);
  return digest;
}

type ScryptCost = Readonly<Record<'cost' | 'blockSize' | 'parallelization', number | undefined>>;

function deriveByScrypt(
  passphrase: string,
  salt: Uint8Array,
  keySize: number,
  { cost = 0, blockSize = 0, parallelization = 0 }: ScryptCost,
  opening: Opening,
): Buffer {
  const isInRange = cost > 1 && blockSize > 0 && parallelization > 0 && Number.isInteger(Math.log2(cost));
  if (!isInRange) throw new BerFault('the cost of scrypt is out of range');
  // Each round of scrypt handles 128 bytes for each unit, twice: some four rounds of a hash.
  opening.spend(cost * blockSize * parallelization * 4);
  const options = { cost, blockSize, parallelization, maxmem: 512 * 1024 * 1024 };
  try {
    return scryptSync(passphrase, salt, keySize, options);
  } catch {
    throw new BerFault('the cost of scrypt is out of range'); // OpenSSL's own bounds, RFC 7914 §6
  }
}

function iterationsOf(element: Ber | undefined): number {
  const iterations = numberOf(element, 'the number of rounds');
  if (iterations === 0) throw new BerFault('the number of rounds is 0');
  return iterations;
}

/** RFC 8018 §5.1. */
function pbkdf1(digest: string, seed: Uint8Array, iterations: number): Buffer {
  let block = hash(digest, seed, 'buffer');
  for (let round = 1; round < iterations; round++) block = hash(digest, block, 'buffer');
  return block;
}

function unknown(what: string, { where }: Opening) {
  return unreadable(where, `it is ${what}, which is not known here`);
}
