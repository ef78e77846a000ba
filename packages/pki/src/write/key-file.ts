import { LivepinError } from '@livepin/core';
import { encryptPrivateKey, type Protection } from '../encryption/encrypt.ts';
import { formatPem } from '../read/pem.ts';
import type { Arranged } from './arrange.ts';
import { writeJks } from './jks.ts';
import { writePkcs12 } from './pkcs12.ts';

export const keyFileFormats = ['pem', 'der', 'p12', 'jks'] as const;

export type KeyFileFormat = (typeof keyFileFormats)[number];

export interface WriteOptions {
  /** Encrypts private keys, and protects a key store. Undefined: neither. */
  readonly passphrase: string | undefined;
  readonly protection: Protection;
  /** The name of the first entry of a key store. */
  readonly alias: string | undefined;
  /** Seconds since 1970. */
  readonly now: number;
}

/**
 * Writes keys and certificates: a key before its chain, a leaf before its issuers.
 * @throws {LivepinError} LP_KEY_FILE_INEXPRESSIBLE: the format has no place for what there is
 */
export function writeKeyFile(arranged: Arranged, format: KeyFileFormat, options: WriteOptions): Buffer {
  checkExpressible(arranged, format);
  switch (format) {
    case 'pem':
      return Buffer.from(
        itemsOf(arranged, options)
          .map(({ label, der }) => formatPem(label, der))
          .join(''),
      );
    case 'der':
      return Buffer.from(itemsOf(arranged, options)[0]!.der);
    case 'p12':
      return writePkcs12(arranged, options);
    case 'jks': {
      const { passphrase } = options;
      if (passphrase === undefined) throw inexpressible('A Java key store cannot be without a passphrase');
      return writeJks(arranged, { ...options, passphrase });
    }
  }
}

interface Item {
  readonly label: string;
  readonly der: Uint8Array;
}

function itemsOf({ keys, certificates, requests, publicKeys }: Arranged, options: WriteOptions): Item[] {
  const ofCertificate = ({ der }: { der: Uint8Array }): Item => ({ label: 'CERTIFICATE', der });
  return [
    ...keys.flatMap(({ key, chain }) => [
      privateKeyItem(key.export({ type: 'pkcs8', format: 'der' }), options),
      ...chain.map(ofCertificate),
    ]),
    ...certificates.map(({ certificate }) => ofCertificate(certificate)),
    ...requests.map(({ der }) => ({ label: 'CERTIFICATE REQUEST', der })),
    ...publicKeys.map((der) => ({ label: 'PUBLIC KEY', der })),
  ];
}

function privateKeyItem(pkcs8: Uint8Array, { passphrase, protection }: WriteOptions): Item {
  if (passphrase === undefined) return { label: 'PRIVATE KEY', der: pkcs8 };
  return { label: 'ENCRYPTED PRIVATE KEY', der: encryptPrivateKey(pkcs8, passphrase, protection) };
}

/**
 * Whether the format has a place for what there is, before anybody is asked for a passphrase.
 * @throws {LivepinError} LP_KEY_FILE_INEXPRESSIBLE
 */
export function checkExpressible(arranged: Arranged, format: KeyFileFormat): void {
  const { keys, certificates, requests, publicKeys } = arranged;
  const count = keys.reduce((sum, { chain }) => sum + 1 + chain.length, certificates.length);
  if (format === 'pem') return;
  if (format === 'der') {
    const all = count + requests.length + publicKeys.length;
    if (all !== 1) throw inexpressible(`DER holds one key or certificate, and here are ${all}`);
    return;
  }
  if (requests.length + publicKeys.length > 0)
    throw inexpressible('A key store holds private keys and certificates, and no requests or public keys');
  if (count === 0) throw inexpressible('There is nothing to write');
  if (format === 'p12') return;
  if (keys.some(({ chain }) => chain.length === 0))
    throw inexpressible('A Java key store holds no private key without its certificate');
  if (keys.length > 0 && certificates.length > 0) {
    const { subjectText } = certificates[0]!.certificate;
    throw inexpressible(`A Java key store would trust the second certificate of ${subjectText}, which is on no chain`);
  }
}

function inexpressible(what: string): LivepinError<'LP_KEY_FILE_INEXPRESSIBLE'> {
  return new LivepinError('LP_KEY_FILE_INEXPRESSIBLE', `${what}.`);
}
