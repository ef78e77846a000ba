import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own in which OpenSSL and keytool work; gone with `[Symbol.dispose]`. */
export interface Workshop extends Disposable {
  readonly path: string;
  file(name: string): string;
  read(name: string): Buffer;
  write(name: string, content: string | Uint8Array): void;
  /** @returns what it printed. @throws {Error} with what it said */
  run(program: string, ...words: string[]): Promise<Buffer>;
  openssl(...words: string[]): Promise<Buffer>;
  keytool(...words: string[]): Promise<Buffer>;
  /** The pin of a file of a key, as OpenSSL and SHA-256 have it. */
  pinOf(key: string, ...words: string[]): Promise<string>;
}

export function workshop(): Workshop {
  const path = mkdtempSync(join(tmpdir(), 'livepin-pki-'));
  const file = (name: string) => join(path, name);
  const run = (program: string, ...words: string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const child = execFile(program, words, { cwd: path, encoding: 'buffer' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${words.join(' ')}: ${stderr}${stdout}`));
      else resolve(stdout);
    });
    child.stdin!.end();
    return promise;
  };
  const openssl = (...words: string[]) => run('openssl', ...words);
  return {
    path,
    file,
    read: (name) => readFileSync(file(name)),
    write: (name, content) => writeFileSync(file(name), content),
    run,
    openssl,
    // Half the work of a start is left out: it runs for a moment.
    keytool: (...words) => run('keytool', '-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC', ...words),
    async pinOf(key, ...words) {
      const spki = await openssl('pkey', '-in', key, '-pubout', '-outform', 'DER', ...words);
      return createHash('sha256').update(spki).digest('base64');
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}

export const passphrase = 'Correct Horse 1';

const rsa = ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
const rsaPss = ['genpkey', '-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'];
const ec = (curve: string, ...more: string[]) => [
  ...['genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`],
  ...more.flatMap((option) => ['-pkeyopt', option]),
];

/** A key of each kind that certificates are made for, and of some that they are not; and how OpenSSL makes it. */
export const keyKinds = [
  { kind: 'rsa', make: rsa },
  { kind: 'rsa-pss', make: rsaPss },
  {
    kind: 'rsa-pss-sha256',
    make: [
      ...rsaPss,
      ...['rsa_pss_keygen_md:sha256', 'rsa_pss_keygen_mgf1_md:sha256', 'rsa_pss_keygen_saltlen:32'].flatMap(
        (option) => ['-pkeyopt', option],
      ),
    ],
  },
  ...['P-192', 'P-224', 'P-256', 'P-384', 'P-521', 'B-163', 'B-233', 'B-283', 'B-409', 'B-571'].map((curve) => ({
    kind: curve,
    make: ec(curve),
  })),
  ...['K-163', 'K-233', 'K-283', 'K-409', 'K-571', 'secp256k1'].map((curve) => ({ kind: curve, make: ec(curve) })),
  { kind: 'p256-spelt-out', make: ec('P-256', 'ec_param_enc:explicit') },
  { kind: 'ed25519', make: ['genpkey', '-algorithm', 'ED25519'] },
  { kind: 'ed448', make: ['genpkey', '-algorithm', 'ED448'] },
];
