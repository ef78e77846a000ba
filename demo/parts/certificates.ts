import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pin } from '@livepin/core';
import { readPins } from '@livepin/pki';
import { runToEnd } from './child.ts';

export const apiHost = 'api.example.test';

export type KeyKind = 'RSA' | 'ECDSA';

/** A key that may have no certificate yet: that is what a backup pin is of. */
export interface KeyFile {
  readonly keyFile: string;
  readonly pin: Pin;
}

/** A key with its certificate. `chainFile`: the certificate, then what a server sends along. */
export interface CertificateFile extends KeyFile {
  readonly certificateFile: string;
  readonly chainFile: string;
}

/** A CA as most are: the root stays away, an intermediate issues. */
export interface Authority {
  readonly root: CertificateFile;
  readonly intermediate: CertificateFile;
}

const keyOptions = {
  RSA: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  ECDSA: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
} as const;

// Ours alone counts: what a machine's openssl.cnf adds differs from machine to machine.
const extensions = `
[req]
distinguished_name = none
[none]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:${apiHost}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf-of-namesake]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:${apiHost}
authorityKeyIdentifier = none
`;

/** Makes keys and certificates with OpenSSL's command line, all in one folder. */
export class CertificateMaker {
  readonly #openssl: string;
  readonly #folder: string;
  readonly #config: string;

  static async in(folder: string, openssl: string): Promise<CertificateMaker> {
    const maker = new CertificateMaker(folder, openssl);
    await writeFile(maker.#config, extensions);
    return maker;
  }

  private constructor(folder: string, openssl: string) {
    this.#folder = folder;
    this.#openssl = openssl;
    this.#config = join(folder, 'openssl.cnf');
  }

  async key(name: string, kind: KeyKind): Promise<KeyFile> {
    const keyFile = this.#file(`${name}.key`);
    await this.#run(['genpkey', ...keyOptions[kind], '-out', keyFile]);
    const [found] = readPins(await readFile(keyFile), keyFile);
    return { keyFile, pin: found!.pin };
  }

  /** @param name "Example Trust 1" */
  async authority(name: string, kind: KeyKind): Promise<Authority> {
    const root = await this.#selfSigned(`${name} Root`, await this.key(`${name} Root`, kind));
    const key = await this.key(`${name} Issuing`, kind);
    return { root, intermediate: await this.#signed(`${name} Issuing`, 'intermediate', key, root) };
  }

  /** A certificate for the API, of a new key or one made earlier. @param name of its files */
  async leaf(name: string, issuer: CertificateFile, key: KeyKind | KeyFile): Promise<CertificateFile> {
    const keyFile = typeof key === 'string' ? await this.key(name, key) : key;
    return this.#signed(name, 'leaf', keyFile, issuer, apiHost);
  }

  /** One that does not say by which key of that name it was issued, so that a genuine namesake's fits as well. */
  async leafOfNamesake(name: string, issuer: CertificateFile): Promise<CertificateFile> {
    return this.#signed(name, 'leaf-of-namesake', await this.key(name, 'ECDSA'), issuer, apiHost);
  }

  /** A CA of the attacker's own that has the name of a `genuine` one. Anyone can make it; what it needs is a device that trusts it. */
  async namesake(name: string, genuine: CertificateFile): Promise<CertificateFile> {
    const subject = new X509Certificate(await readFile(genuine.certificateFile)).subject.replace(/^CN=/, '');
    return this.#selfSigned(name, await this.key(name, 'RSA'), subject);
  }

  async #selfSigned(name: string, key: KeyFile, commonName = name): Promise<CertificateFile> {
    const certificateFile = this.#file(`${name}.pem`);
    const how = ['-new', '-x509', '-days', '3650', '-sha256', '-config', this.#config, '-extensions', 'root'];
    await this.#run([...['req', ...how, '-key', key.keyFile, '-subj', `/CN=${commonName}`, '-out', certificateFile]]);
    return { ...key, certificateFile, chainFile: certificateFile };
  }

  async #signed(
    name: string,
    section: string,
    key: KeyFile,
    issuer: CertificateFile,
    commonName = name,
  ): Promise<CertificateFile> {
    const [requestFile, certificateFile] = [this.#file(`${name}.csr`), this.#file(`${name}.pem`)];
    await this.#run([
      ...['req', '-new', '-config', this.#config, '-key', key.keyFile, '-subj', `/CN=${commonName}`],
      ...['-out', requestFile],
    ]);
    await this.#run([
      ...['x509', '-req', '-in', requestFile, '-CA', issuer.certificateFile, '-CAkey', issuer.keyFile],
      ...['-set_serial', `0x${crypto.randomUUID().replaceAll('-', '').replace(/^./, '4')}`, '-days', '90', '-sha256'],
      ...['-extfile', this.#config, '-extensions', section, '-out', certificateFile],
    ]);
    const chainFile = this.#file(`${name}.chain.pem`);
    // A server sends everything but the root.
    const sentAlong = section.startsWith('leaf') ? await readFile(issuer.chainFile, 'utf8') : '';
    await writeFile(chainFile, (await readFile(certificateFile, 'utf8')) + sentAlong);
    return { ...key, certificateFile, chainFile };
  }

  async #run(args: readonly string[]): Promise<void> {
    await runToEnd(`openssl ${args[0]}`, this.#openssl, args);
  }

  #file(name: string): string {
    return join(this.#folder, name.toLowerCase().replaceAll(' ', '-'));
  }
}

/** One file of several: what a device trusts, or a key with its certificates. */
export async function joinFiles(target: string, ...files: string[]): Promise<string> {
  await writeFile(target, (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join(''), { mode: 0o600 });
  return target;
}
