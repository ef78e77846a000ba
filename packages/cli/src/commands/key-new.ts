import { LivepinError } from '@livepin/core';
import { makeTlsKey, pinOfKey, privateKeyPem, remarkOnKeyType, tlsKeyTypes } from '@livepin/pki/make';
import { makeSigningKey } from '@livepin/server/signing';
import { defineCommand } from '../command.ts';
import { isThere, writeOutput } from '../files.ts';
import { choosePassphrase } from '../passphrase.ts';
import { neededText, negatedFlag, textOr } from '../sketch.ts';
import { usage } from '../usage-error.ts';

/** What is made, and what of it may be seen. */
interface NewKey {
  readonly pem: (passphrase?: string) => string;
  readonly shown: { readonly kid: string; readonly jwk: object } | { readonly pin: string };
  readonly remark?: string | null;
}

const signingAlgorithms = { 'P-256': 'ES256', Ed25519: 'Ed25519' } as const;

export const keyNew = defineCommand({
  name: 'new',
  summary: 'make a private key of one of four kinds, in a file',
  details: `tls: the key of a TLS server; its pin is printed, and can be published before a certificate is there. backup: a TLS
key that no server has yet, kept apart from all of them; its pin goes into the pin sets, so that a lost or stolen server
key can be replaced. root-key: signs trust roots; for a holder, kept offline. pin-key: signs bundles; for the service, a KMS
or an HSM. The file is encrypted PKCS#8 of mode 0600; the passphrase is asked for, or read from LIVEPIN_PASSPHRASE. Only the
public part is printed.`,
  arguments: {
    purpose: neededText('<kind>', 'what the key is for', { choices: ['tls', 'backup', 'root-key', 'pin-key'] }),
    file: neededText('<file>', 'where it is written; nothing that is there is replaced'),
  },
  options: {
    type: textOr('--type <name>', 'the type of key; root and pin keys are P-256 or Ed25519', 'P-256', {
      choices: tlsKeyTypes,
    }),
    isPlain: negatedFlag('--no-passphrase', 'leave the file unencrypted, as a service or a server wants it'),
  },
  examples: [
    'livepin key new tls api.key --no-passphrase',
    'livepin key new backup api-backup.pem --type RSA-3072',
    'livepin key new root-key ada.pem',
    'livepin key new pin-key pin-2.pem --type Ed25519',
  ],
  async run({ purpose, file, type, isPlain }) {
    const made = purpose === 'tls' || purpose === 'backup' ? makeTls(purpose, type) : makeSigning(purpose, type);
    if (await isThere(file))
      throw new LivepinError('LP_FILE_EXISTS', `${file} is there already, and is left as it is.`);
    const passphrase = isPlain ? undefined : await choosePassphrase(file);
    await writeOutput(file, made.pem(passphrase), { isSecret: true });
    const remarks = [made.remark, isPlain ? remarkOnPlain(purpose) : null].filter(
      (remark) => typeof remark === 'string',
    );
    return {
      json: { file, kind: purpose, type, isEncrypted: !isPlain, ...made.shown, remarks },
      lines: (style) => [
        `made ${file}`,
        ...('pin' in made.shown
          ? [`${style.strong('pin')} ${made.shown.pin}`, ...remarks.map(style.warning), ...nextSteps(purpose, file)]
          : [
              `${style.strong('key id')} ${made.shown.kid}`,
              ...remarks.map(style.warning),
              `Its public part: livepin key show ${file} --json`,
            ]),
      ],
    };
  },
});

function nextSteps(purpose: string, file: string): string[] {
  const publish = `Publish its pin: livepin host add APP HOST --pins-of ${file}`;
  if (purpose === 'backup') return [publish];
  return [publish, `A request for its certificate: livepin csr new --key ${file} --name HOST --out HOST.csr`];
}

// Servers and services read their keys at every start, with nobody there to type a passphrase.
function remarkOnPlain(purpose: string): string | null {
  if (purpose === 'root-key')
    return 'Whoever reads this file can sign trust roots: a root key should have a passphrase.';
  if (purpose === 'backup')
    return 'Whoever reads this file can stand in for the server, once the key is in use: a backup should have a passphrase.';
  return null;
}

function makeSigning(purpose: string, type: string): NewKey {
  if (type !== 'P-256' && type !== 'Ed25519') throw usage(`A ${purpose} is of the type P-256 or Ed25519, not ${type}.`);
  const { key, pem } = makeSigningKey(signingAlgorithms[type]);
  return { pem, shown: { kid: key.kid, jwk: key.jwk } };
}

function makeTls(purpose: string, name: string): NewKey {
  const type = tlsKeyTypes.find((known) => known === name)!;
  if (purpose === 'backup' && type === 'Ed25519')
    throw usage('No public CA issues certificates for Ed25519 keys: make the backup P-256 or RSA.');
  const key = makeTlsKey(type);
  const pem = (passphrase?: string) => privateKeyPem(key, passphrase);
  return { pem, shown: { pin: pinOfKey(key) }, remark: remarkOnKeyType(type) };
}
