import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { readPins } from '@livepin/pki';
import { makeSigningKey } from '@livepin/server/signing';
import { defineCommand } from '../command.ts';
import { readIfThere, writeOutput } from '../files.ts';
import { choosePassphrase } from '../passphrase.ts';
import { neededText, negatedFlag, textOr } from '../sketch.ts';
import { usage } from '../usage-error.ts';

type Pem = (passphrase?: string) => string;

/** What is made, and what of it may be seen. */
interface NewKey {
  readonly pem: Pem;
  readonly shown: { readonly kid: string; readonly jwk: object } | { readonly pin: string };
}

const signingAlgorithms = { 'P-256': 'ES256', Ed25519: 'Ed25519' } as const;

export const keyNew = defineCommand({
  name: 'new',
  summary: 'make a private key of one of three kinds, in a file',
  details: `root-key: signs trust roots; for a holder, kept offline. pin-key: signs bundles; for the service, a KMS or an HSM.
backup: a TLS key that no server has yet, kept apart from all of them; its pin goes into the pin sets, so that a lost or
stolen server key can be replaced. The file is encrypted PKCS#8 of mode 0600; the passphrase is asked for, or read from
LIVEPIN_PASSPHRASE. Only the public part is printed.`,
  arguments: {
    purpose: neededText('<kind>', 'what the key is for', { choices: ['root-key', 'pin-key', 'backup'] }),
    file: neededText('<file>', 'where it is written; nothing that is there is replaced'),
  },
  options: {
    type: textOr('--type <name>', 'the type of key; root and pin keys are P-256 or Ed25519', 'P-256', {
      choices: ['P-256', 'Ed25519', 'P-384', 'RSA-2048', 'RSA-3072', 'RSA-4096'],
    }),
    isPlain: negatedFlag('--no-passphrase', 'leave the file unencrypted, as a service or a server wants it'),
  },
  examples: [
    'livepin key new root-key ada.pem',
    'livepin key new pin-key pin-2.pem --type Ed25519',
    'livepin key new backup api-backup.pem --type RSA-3072',
  ],
  async run({ purpose, file, type, isPlain }) {
    const made = purpose === 'backup' ? makeBackup(type, file) : makeSigning(purpose, type);
    if (await readIfThere(file))
      throw new LivepinError('LP_FILE_EXISTS', `${file} is there already, and is left as it is.`);
    const passphrase = isPlain ? undefined : await choosePassphrase(file);
    await writeOutput(file, made.pem(passphrase), { isSecret: true });
    return {
      json: { file, kind: purpose, type, isEncrypted: !isPlain, ...made.shown },
      lines: (style) => [
        `made ${file}`,
        ...('pin' in made.shown
          ? [`${style.strong('pin')} ${made.shown.pin}`]
          : [`${style.strong('key id')} ${made.shown.kid}`, `Its public part: livepin key show ${file} --json`]),
      ],
    };
  },
});

function makeSigning(purpose: string, type: string): NewKey {
  if (type !== 'P-256' && type !== 'Ed25519') throw usage(`A ${purpose} is of the type P-256 or Ed25519, not ${type}.`);
  const { key, pem } = makeSigningKey(signingAlgorithms[type]);
  return { pem, shown: { kid: key.kid, jwk: key.jwk } };
}

function makeBackup(type: string, file: string): NewKey {
  if (type === 'Ed25519')
    throw usage('No public CA issues certificates for Ed25519 keys: make the backup P-256 or RSA.');
  const { privateKey, publicKey } = generate(type);
  const [found] = readPins(publicKey.export({ type: 'spki', format: 'der' }), file);
  const encrypted = (passphrase?: string) => (passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase });
  return {
    pem: (passphrase) => privateKey.export({ type: 'pkcs8', format: 'pem', ...encrypted(passphrase) }) as string,
    shown: { pin: found!.pin },
  };
}

function generate(type: string): { privateKey: KeyObject; publicKey: KeyObject } {
  if (type.startsWith('RSA-')) return generateKeyPairSync('rsa', { modulusLength: Number(type.slice('RSA-'.length)) });
  return generateKeyPairSync('ec', { namedCurve: type });
}
