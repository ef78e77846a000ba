import { LivepinError } from '@livepin/core';
import { readElement, tags, wholeOf } from '@livepin/tls/der';
import { unreadable } from '../key-file-error.ts';
import { type Ber, BerFault, partsOf, readBer } from './ber.ts';
import { refuseForeign } from './foreign-forms.ts';
import { type Held, heldCertificate, heldPrivateKey, heldPublicKey, heldRequest, isRequest } from './held.ts';
import { jksMagic, readJks } from './jks.ts';
import { Opening } from './opening.ts';
import { type PemBlock, readPem, textOf } from './pem.ts';
import { certificatesOfPkcs7 } from './pkcs7.ts';
import { readPkcs12 } from './pkcs12.ts';
import { keyOfDer, keyOfEncrypted, keyOfPem } from './private-keys.ts';

/** Far more than any chain or trust store needs. */
const maxBytes = 16 * 1024 * 1024;
/** All CAs of the world are some thousands. What is done with them takes the square of their number where all have one name. */
const maxHeld = 10_000;

/**
 * Reads a file of keys and certificates: PEM, DER, PKCS#7, PKCS#12, JKS. What it is, its bytes tell, not its name.
 * @param where the name of the file, for messages
 * @param passphrase for what is encrypted
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED, LP_KEY_FILE_UNSUPPORTED, LP_CERTIFICATE_MALFORMED
 */
export function readKeyFile(bytes: Uint8Array, where: string, passphrase?: string): Held[] {
  if (bytes.length > maxBytes) throw unreadable(where, `it has more than ${maxBytes} bytes`);
  const held = read(bytes, where, passphrase);
  if (held.length > maxHeld) throw unreadable(where, `it holds more than ${maxHeld} keys and certificates`);
  return held;
}

function read(bytes: Uint8Array, where: string, passphrase: string | undefined): Held[] {
  if (bytes.length === 0) throw unreadable(where, 'it is empty');
  const opening = new Opening(where, passphrase);
  if (isJks(bytes)) return inForm('Java key store', where, () => heldByJks(bytes, opening));
  const element = wholeElement(bytes);
  if (element) return inForm('DER', where, () => heldByDer(bytes, element, opening));
  const text = textOf(bytes);
  refuseForeign(bytes, text, where);
  const blocks = readPem(text);
  if (!blocks) throw unreadable(where, 'a PEM block of it has no end: it was cut off');
  if (blocks.length > 0) return heldByBlocks(blocks, opening);
  if (bytes[0] === tags.sequence) throw unreadable(where, 'it begins like DER, and ends too early or too late');
  throw unreadable(where, 'it is neither PEM nor DER, nor a key store that is known here');
}

function isJks(bytes: Uint8Array): boolean {
  return bytes.length > 4 && Buffer.from(bytes.subarray(0, 4)).readUInt32BE() === jksMagic;
}

/** The SEQUENCE that is the whole file, or null. Text may begin with its tag, which is the digit 0. */
function wholeElement(bytes: Uint8Array): Ber | null {
  if (bytes[0] !== tags.sequence) return null;
  try {
    return readBer(bytes);
  } catch {
    return null; // text, or a file that was cut off: what follows tells them apart
  }
}

// Each form is a SEQUENCE, and the elements in it tell them apart.
function heldByDer(bytes: Uint8Array, element: Ber, opening: Opening): Held[] {
  const { where } = opening;
  const shape = partsOf(element).map(({ tag }) => tag.toString(16).padStart(2, '0'));
  const begins = (...tagsInHex: string[]) => tagsInHex.every((tag, index) => shape[index] === tag);
  if (begins('30', '30', '03')) return [isRequest(bytes) ? heldRequest(bytes, where) : heldCertificate(bytes, where)];
  if (begins('30', '03')) return [heldPublicKey(bytes, 'spki', where)];
  if (begins('30', '04')) return [heldPrivateKey(keyOfEncrypted(bytes, opening), where)];
  if (begins('06')) return heldByPkcs7(element, opening);
  if (begins('02', '30', '04')) return [heldPrivateKey(keyOfDer(bytes, 'pkcs8', opening), where)];
  if (begins('02', '30')) return heldByPkcs12(element, opening);
  if (begins('02', '04')) return [heldPrivateKey(keyOfDer(bytes, 'sec1', opening), where)];
  if (begins('02', '02', '02')) return [heldPrivateKey(keyOfDer(bytes, 'pkcs1', opening), where)];
  if (begins('02', '02')) return [heldPublicKey(bytes, 'pkcs1', where)];
  throw unreadable(where, 'it is DER, and neither a key nor a certificate');
}

function heldByPkcs7(container: Ber, { where }: Opening): Held[] {
  return certificatesOfPkcs7(container).map((der) => heldCertificate(der, where));
}

function heldByPkcs12(pfx: Ber, opening: Opening): Held[] {
  const { where } = opening;
  return readPkcs12(pfx, opening).map((bag) =>
    bag.kind === 'key' ? heldPrivateKey(bag.key, where, bag.alias) : heldCertificate(bag.der, where, bag.alias),
  );
}

function heldByJks(bytes: Uint8Array, opening: Opening): Held[] {
  const { where } = opening;
  return readJks(bytes, opening).flatMap((entry): Held[] => {
    if (entry.kind === 'certificate') return [heldCertificate(entry.der, where, entry.alias)];
    const chain = entry.chain.map((der) => heldCertificate(der, where));
    return [heldPrivateKey(entry.key, where, entry.alias), ...chain];
  });
}

/** Written beside keys and certificates, and neither. `openssl ecparam -genkey` puts the parameters before the key. */
const labelsToSkip = new Set(['EC PARAMETERS', 'DH PARAMETERS', 'X9.42 DH PARAMETERS', 'DSA PARAMETERS', 'X509 CRL']);

function heldByBlocks(blocks: readonly PemBlock[], opening: Opening): Held[] {
  const wanted = blocks.filter(({ label }) => !labelsToSkip.has(label));
  if (wanted.length === 0) throw noKey(blocks[0]!, opening);
  return wanted.flatMap((block) => inForm(`"${block.label}"`, opening.where, () => heldByBlock(block, opening)));
}

function heldByBlock(block: PemBlock, opening: Opening): Held[] {
  const { label, bytes } = block;
  const { where } = opening;
  if (!bytes) throw unreadable(where, `a PEM block "${label}" holds something else than base64`);
  switch (label) {
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
      return [heldCertificate(bytes, where)];
    case 'TRUSTED CERTIFICATE':
      // What OpenSSL adds behind the certificate is left out.
      return [heldCertificate(wholeOf(readElement(bytes, 0, bytes.length)), where)];
    case 'CERTIFICATE REQUEST':
    case 'NEW CERTIFICATE REQUEST':
      return [heldRequest(bytes, where)];
    case 'PUBLIC KEY':
      return [heldPublicKey(bytes, 'spki', where)];
    case 'RSA PUBLIC KEY':
      return [heldPublicKey(bytes, 'pkcs1', where)];
    case 'PKCS7':
    case 'PKCS #7 SIGNED DATA':
    case 'CMS':
      return heldByPkcs7(readBer(bytes), opening);
    case 'PKCS12':
      return heldByPkcs12(readBer(bytes), opening);
    case 'ENCRYPTED PRIVATE KEY':
      return [heldPrivateKey(keyOfEncrypted(bytes, opening), where)];
    default:
      if (label.endsWith('PRIVATE KEY')) return [heldPrivateKey(keyOfPem(block, bytes, opening), where)];
      throw noKey(block, opening);
  }
}

function noKey({ label }: PemBlock, { where }: Opening) {
  return unreadable(where, `a PEM block "${label}" holds no key`);
}

/** Runs a reader, whose faults are those of the file: its sentences name no file, and hold nothing of it. */
function inForm<T>(form: string, where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // The cause stays out: what is malformed could be a key.
    if (error instanceof BerFault) throw unreadable(where, `its ${form} is malformed: ${error.message}`);
    const isNameless = error instanceof LivepinError && !error.message.startsWith(where);
    throw isNameless ? unreadable(where, `its ${form} is malformed`) : error;
  }
}
