import { LivepinError } from '@livepin/core';

/** A form of key file that is not for TLS, or for Java alone, and a sentence on what turns it into one that is read here. */
interface ForeignForm {
  readonly says: string;
  matches(bytes: Buffer, text: string): boolean;
  convert(file: string): string;
}

const forms: readonly ForeignForm[] = [
  {
    says: 'a private key of OpenSSH',
    matches: (_bytes, text) => text.includes('-----BEGIN OPENSSH PRIVATE KEY-----'),
    convert: (file) =>
      `Convert a copy of it (older versions leave keys of Ed25519 as they are): ssh-keygen -p -m PKCS8 -f ${file}`,
  },
  {
    says: 'a public key of OpenSSH',
    matches: (_bytes, text) => /^\s*(ssh-|ecdsa-sha2-|sk-)\S+ AAAA/.test(text),
    convert: (file) => `Convert it (keys of Ed25519 cannot be): ssh-keygen -e -m PKCS8 -f ${file}`,
  },
  {
    says: 'a public key of SSH (RFC 4716)',
    matches: (_bytes, text) => text.includes('---- BEGIN SSH2 PUBLIC KEY ----'),
    convert: (file) =>
      `Convert it: ssh-keygen -i -m RFC4716 -f ${file} > key.pub, then ssh-keygen -e -m PKCS8 -f key.pub`,
  },
  {
    says: 'a key of PuTTY',
    matches: (_bytes, text) => text.startsWith('PuTTY-User-Key-File-'),
    convert: (file) => `Convert it: puttygen ${file} -O private-openssh -o key, then ssh-keygen -p -m PKCS8 -f key`,
  },
  {
    says: 'a Java key store of the type JCEKS',
    matches: (bytes) => bytes.length > 4 && bytes.readUInt32BE() === 0xcececece,
    convert: (file) => `Convert it: ${importTo(file, 'JCEKS')}`,
  },
  {
    says: 'a key store of Bouncy Castle (BKS)',
    // Its version, and a salt of 20 bytes.
    matches: (bytes) => /^0000000[12]00000014/.test(bytes.toString('hex', 0, 8)),
    convert: (file) =>
      `Convert it: ${importTo(file, 'BKS')} -providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath bcprov.jar`,
  },
];

function importTo(file: string, type: string): string {
  return `keytool -importkeystore -srcstoretype ${type} -srckeystore ${file} -deststoretype PKCS12 -destkeystore ${file}.p12`;
}

/**
 * Refuses the forms that are told apart by their first bytes or by words of theirs.
 * @throws {LivepinError} LP_KEY_FILE_UNSUPPORTED
 */
export function refuseForeign(bytes: Uint8Array, text: string, where: string): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const form = forms.find(({ matches }) => matches(buffer, text));
  if (!form) return;
  // A name that a shell would take apart, or that is none, stands for itself.
  const file = /^[\w./+@%-]+$/.test(where) ? where : 'FILE';
  throw new LivepinError(
    'LP_KEY_FILE_UNSUPPORTED',
    `${where}: it is ${form.says}, which is not read here. ${form.convert(file)}.`,
  );
}
