import { type Authority, type CertificateFile, CertificateMaker, type KeyFile } from './certificates.ts';

/** All keys and certificates of the story, those of its end too: when a new one is needed, it is at hand. */
export interface Pki {
  readonly firstCa: Authority;
  readonly secondCa: Authority;
  /** What the API shows in turn: RSA and RSA again and ECDSA of the first CA, then ECDSA of the second. */
  readonly rsa1: CertificateFile;
  readonly rsa2: CertificateFile;
  readonly ecdsa1: CertificateFile;
  readonly ecdsa2: CertificateFile;
  /** Made in a hurry, and pinned by nobody before it is shown. */
  readonly emergency: CertificateFile;
  /** Pinned from the first day, and shown only when another was stolen. */
  readonly backup: CertificateFile;
  readonly nextBackup: KeyFile;
  /** The attacker's: a CA named as the issuing CA of the first authority, and a certificate for the API's name. */
  readonly rogueCa: CertificateFile;
  readonly rogue: CertificateFile;
}

/** @param folder where all of it is kept */
export async function makePki(openssl: string, folder: string): Promise<Pki> {
  const maker = await CertificateMaker.in(folder, openssl);
  const [firstCa, secondCa] = await Promise.all([
    maker.authority('Example Trust', 'RSA'),
    maker.authority('Another Trust', 'ECDSA'),
  ]);
  const rogueCa = await maker.namesake('rogue ca', firstCa.intermediate);
  const [first, second] = [firstCa.intermediate, secondCa.intermediate];
  const [rsa1, rsa2, ecdsa1, ecdsa2, emergency, backup, nextBackup, rogue] = await Promise.all([
    maker.leaf('api rsa 1', first, 'RSA'),
    maker.leaf('api rsa 2', first, 'RSA'),
    maker.leaf('api ecdsa 1', first, 'ECDSA'),
    maker.leaf('api ecdsa 2', second, 'ECDSA'),
    maker.leaf('api emergency', second, 'ECDSA'),
    maker.leaf('api backup', second, 'ECDSA'),
    maker.key('api next backup', 'ECDSA'),
    maker.leafOfNamesake('rogue', rogueCa),
  ]);
  return { firstCa, secondCa, rsa1, rsa2, ecdsa1, ecdsa2, emergency, backup, nextBackup, rogueCa, rogue };
}
