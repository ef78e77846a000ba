import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { tags, wholeOf } from '@livepin/tls/der';
import { decrypt, pbmac1 } from '../encryption/pbe.ts';
import { deriveByPkcs12, purposes, roundsOf } from '../encryption/pkcs12-kdf.ts';
import { unreadable } from '../key-file-error.ts';
import { type Ber, BerFault, dottedOf, expectBer, numberOf, octetsOf, partsOf, readBer, sequenceOf } from './ber.ts';
import type { Opening } from './opening.ts';
import { decryptedKey, keyOfDer } from './private-keys.ts';

/** What a bag of a PKCS#12 file holds, with the name that people gave it. */
export type Bag =
  | { readonly kind: 'key'; readonly key: KeyObject; readonly alias: string | undefined }
  | { readonly kind: 'certificate'; readonly der: Uint8Array; readonly alias: string | undefined };

const contentTypes = { data: '1.2.840.113549.1.7.1', encrypted: '1.2.840.113549.1.7.6' } as const;
const bagTypes = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  contents: '1.2.840.113549.1.12.10.1.6',
} as const;
const x509Certificate = '1.2.840.113549.1.9.22.1';
const friendlyName = '1.2.840.113549.1.9.20';
const maxNesting = 8;

const digests: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/**
 * The keys and certificates of a PKCS#12 file (RFC 7292), in order. Where it has a MAC, that is checked first. Secrets and
 * revocation lists are left out.
 * @param pfx the whole file
 * @throws {LivepinError} LP_KEY_FILE_ENCRYPTED, LP_KEY_FILE_UNREADABLE
 * @throws {BerFault}
 */
export function readPkcs12(pfx: Ber, opening: Opening): Bag[] {
  const [version, authSafe, mac] = sequenceOf(pfx, 'the container');
  if (numberOf(version, 'the version') !== 3) throw new BerFault('its version is not 3');
  const contents = contentOfType(authSafe, contentTypes.data);
  for (const passphrase of passphrasesFor(opening)) {
    if (mac && !isMacOf(mac, contents, passphrase, opening)) continue;
    const bags = bagsOf(contents, passphrase, opening);
    if (bags) return bags;
  }
  throw opening.closed('it');
}

/** Without a passphrase some programs mean an empty one, and some nothing at all; keys are derived differently from each. */
function passphrasesFor({ passphrase }: Opening): (string | null)[] {
  return passphrase === undefined || passphrase === '' ? ['', null] : [passphrase];
}

/** @returns null where something is not opened by the passphrase */
function bagsOf(contents: Uint8Array, passphrase: string | null, opening: Opening): Bag[] | null {
  const bags: Bag[] = [];
  for (const content of sequenceOf(readBer(contents), 'the contents')) {
    const plain = plainOf(content, passphrase, opening);
    if (!plain || !addBags(bags, plain, passphrase, opening, maxNesting)) return null;
  }
  return bags;
}

function plainOf(content: Ber, passphrase: string | null, opening: Opening): Uint8Array | null {
  const type = dottedOf(sequenceOf(content, 'a part')[0]);
  if (type === contentTypes.data) return contentOfType(content, type);
  if (type !== contentTypes.encrypted)
    throw unreadable(
      opening.where,
      'a part of it is not encrypted by a passphrase but for a key, which is not known here',
    );
  const [, wrapped] = sequenceOf(content, 'a part');
  const [encryptedData] = partsOf(expectBer(wrapped, 0xa0, 'the encrypted part'));
  const [, info] = sequenceOf(encryptedData, 'the encrypted part');
  const [, algorithm, encrypted] = sequenceOf(info, 'the encrypted part');
  if (!algorithm) throw new BerFault('the encryption algorithm is not where it must be');
  const plain = decrypt(algorithm, octetsOf(encrypted, 'the encrypted part'), passphrase, opening);
  // One wrong passphrase in 256 leaves padding that looks right.
  return plain?.[0] === tags.sequence ? plain : null;
}

/** The bytes of a ContentInfo (RFC 5652 §3) whose content is an OCTET STRING. */
function contentOfType(content: Ber | undefined, expected: string): Uint8Array {
  const [type, wrapped] = sequenceOf(content, 'the contents');
  if (dottedOf(type) !== expected) throw new BerFault('the contents are not those of a file with a passphrase');
  return octetsOf(partsOf(expectBer(wrapped, 0xa0, 'the contents'))[0], 'the contents');
}

/** @returns whether all bags were opened by the passphrase */
function addBags(
  bags: Bag[],
  contents: Uint8Array,
  passphrase: string | null,
  opening: Opening,
  depth: number,
): boolean {
  if (depth === 0) throw new BerFault('it nests too deep');
  for (const bag of sequenceOf(readBer(contents), 'a list of bags')) {
    const [type, wrapped, attributes] = sequenceOf(bag, 'a bag');
    const [value] = partsOf(expectBer(wrapped, 0xa0, 'the value of a bag'));
    if (!value) throw new BerFault('a bag is empty');
    const whole = wholeOf({ ...value, end: value.next });
    const alias = aliasOf(attributes);
    switch (dottedOf(type)) {
      case bagTypes.key:
        bags.push({ kind: 'key', key: keyOfDer(whole, 'pkcs8', opening), alias });
        break;
      case bagTypes.shroudedKey: {
        const key = decryptedKey(whole, passphrase, opening);
        if (!key) return false;
        bags.push({ kind: 'key', key, alias });
        break;
      }
      case bagTypes.certificate: {
        const [form, content] = sequenceOf(value, 'a bag with a certificate');
        if (dottedOf(form) !== x509Certificate) break;
        const [octets] = partsOf(expectBer(content, 0xa0, 'a certificate'));
        bags.push({ kind: 'certificate', der: octetsOf(octets, 'a certificate'), alias });
        break;
      }
      case bagTypes.contents:
        if (!addBags(bags, whole, passphrase, opening, depth - 1)) return false;
    }
  }
  return true;
}

function aliasOf(attributes: Ber | undefined): string | undefined {
  if (attributes?.tag !== tags.set) return undefined;
  for (const attribute of partsOf(attributes)) {
    const [type, values] = sequenceOf(attribute, 'an attribute');
    if (dottedOf(type) !== friendlyName) continue;
    const [text] = partsOf(expectBer(values, tags.set, 'a friendly name'));
    const name = octetsOf(text, 'a friendly name');
    if (name.length % 2 !== 0) throw new BerFault('a friendly name is cut off');
    return Buffer.from(name).swap16().toString('utf16le');
  }
  return undefined;
}

const pbmac1Oid = '1.2.840.113549.1.5.14';

/** RFC 7292 §5.1, RFC 9579: an HMAC over the contents, with a key from the passphrase. */
function isMacOf(mac: Ber, contents: Uint8Array, passphrase: string | null, opening: Opening): boolean {
  const [info, ...derivation] = sequenceOf(mac, 'the MAC');
  const [algorithm, expected] = sequenceOf(info, 'the MAC');
  const [type, parameters] = sequenceOf(algorithm, 'the algorithm of the MAC');
  const name = dottedOf(type);
  const found =
    name === pbmac1Oid
      ? pbmac1(parameters, contents, passphrase ?? '', opening)
      : macByPkcs12(name, derivation, contents, passphrase, opening);
  const wanted = octetsOf(expected, 'the MAC');
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}

function macByPkcs12(
  name: string,
  [saltElement, rounds]: readonly Ber[],
  contents: Uint8Array,
  passphrase: string | null,
  opening: Opening,
): Buffer {
  const digest = digests[name];
  if (!digest) throw unreadable(opening.where, `its MAC is of the algorithm ${name}, which is not known here`);
  const iterations = rounds ? numberOf(rounds, 'the number of rounds') : 1;
  if (iterations === 0) throw new BerFault('the number of rounds is 0');
  const length = createHmac(digest, '').digest().length;
  opening.spend(roundsOf({ digest, iterations, length }));
  const salt = octetsOf(saltElement, 'the salt');
  const key = deriveByPkcs12({ digest, passphrase, salt, purpose: purposes.mac, iterations, length });
  return createHmac(digest, key).update(contents).digest();
}
