import { LivepinError } from '@livepin/core';
import { formatPem, readPrivateKey } from '@livepin/pki';
import {
  type CertificateName,
  makeRequest,
  makeTlsKey,
  parseCertificateNames,
  parseSubject,
  pinOfKey,
  privateKeyPem,
  remarkOnKeyType,
  remarkOnName,
  type TlsKeyType,
  tlsKeyTypes,
} from '@livepin/pki/make';
import { defineCommand } from '../command.ts';
import { isThere, writeOutput } from '../files.ts';
import { choosePassphrase, readWithPassphrase } from '../passphrase.ts';
import { neededText, neededTexts, negatedFlag, text } from '../sketch.ts';
import { usage } from '../usage-error.ts';

export const csrNew = defineCommand({
  name: 'new',
  summary: 'make a request for a certificate (CSR), and print the pin that the certificate will have',
  details: `The names become alternative names, where clients look; the first host name that is short enough is the common name
too. International names become A-labels. The request is signed by the key, an existing one (the passphrase of an encrypted file
is asked for, or read from LIVEPIN_PASSPHRASE) or one that is made along with it. The pin is that of the key, so it can be
published before the certificate is there. To look at a request: livepin show FILE.`,
  options: {
    names: neededTexts(
      '--name <name,name>',
      'host names, wildcards (*.example.com) and IP addresses, the first before all',
    ),
    key: text('--key <file>', 'the private key that signs it'),
    newKey: text('--new-key <file>', 'make a key for it, in this file'),
    type: text('--type <name>', 'the type of the new key (P-256 where none is given)', { choices: tlsKeyTypes }),
    isPlain: negatedFlag('--no-passphrase', 'leave the file of the new key unencrypted'),
    subject: text('--subject <text>', 'what the certificate is to say of its owner, such as "O=Example Ltd, C=GB"'),
    out: neededText('--out <file>', 'where the request is written; nothing that is there is replaced'),
  },
  examples: [
    'livepin csr new --key api.key --name api.example.com --out api.csr',
    'livepin csr new --new-key api.key --type RSA-3072 --name api.example.com,www.example.com --out api.csr',
    'livepin csr new --key api.key --name "*.example.com" --subject "O=Example Ltd, C=GB" --out wildcard.csr',
  ],
  async run({ names: lists, key: keyFile, newKey, type, isPlain, subject, out }) {
    const names = parseCertificateNames(lists.flatMap((some) => some.split(',')));
    const attributes = parseSubject(subject ?? '');
    if ((keyFile === undefined) === (newKey === undefined))
      throw usage('Name the key that signs the request with --key, or a file for a new one with --new-key.');
    if (newKey === undefined && (type !== undefined || isPlain))
      throw usage('--type and --no-passphrase are about a new key: name its file with --new-key.');
    if (newKey === out) throw usage('The new key and the request need a file each.');
    const newType = tlsKeyTypes.find((known) => known === type) ?? 'P-256';
    const key = keyFile === undefined ? makeTlsKey(newType) : await readWithPassphrase(keyFile, readPrivateKey);
    const where = keyFile ?? newKey ?? '';
    const request = makeRequest({ key, where, names, subject: attributes });
    // Looked for before the key is written: a key without its request would be left.
    for (const file of [out, ...(newKey === undefined ? [] : [newKey])]) {
      if (await isThere(file))
        throw new LivepinError('LP_FILE_EXISTS', `${file} is there already, and is left as it is.`);
    }
    if (newKey !== undefined) {
      const passphrase = isPlain ? undefined : await choosePassphrase(newKey);
      await writeOutput(newKey, privateKeyPem(key, passphrase), { isSecret: true });
    }
    await writeOutput(out, formatPem('CERTIFICATE REQUEST', request));
    const pin = pinOfKey(key);
    const remarks = remarksOn(names, newKey === undefined ? null : newType);
    return {
      json: {
        file: out,
        keyFile: where,
        isKeyNew: newKey !== undefined,
        names: names.map((name) => name.text),
        pin,
        remarks,
      },
      lines: (style) => [
        ...(newKey === undefined ? [] : [`made ${newKey}, the private key: it stays with you`]),
        `made ${out}, for ${names.map((name) => name.text).join(', ')}`,
        `${style.strong('pin')} ${pin}`,
        ...remarks.map(style.warning),
        `Publish the pin before the certificate is in use: livepin host add APP ${pinnedHostOf(names[0])} --pins-of ${out}`,
        `Send ${out} to the CA, and nothing else; the certificate that comes back has this pin: livepin show CERTIFICATE`,
      ],
    };
  },
});

/** Pins know no wildcards; they can cover what is below a host. */
function pinnedHostOf({ text }: CertificateName): string {
  return text.startsWith('*.') ? `${text.slice(2)} --subdomains` : text;
}

function remarksOn(names: ReturnType<typeof parseCertificateNames>, newType: TlsKeyType | null): string[] {
  const all = [...names.map(remarkOnName), newType === null ? null : remarkOnKeyType(newType)];
  return all.filter((remark) => remark !== null);
}
