import { targets } from '@livepin/formats';
import { keyFileFormats, keyFileParts } from '@livepin/pki';
import { defineCommand } from '../command.ts';
import { convertKeyFiles } from '../convert-key-files.ts';
import { convertStaticPins } from '../convert-static-pins.ts';
import { caOption, connectOption, proxyOption } from '../endpoint-options.ts';
import { flag, neededText, negatedFlag, text, texts } from '../sketch.ts';
import { expiresOption } from '../static/expiry.ts';
import { usage } from '../usage-error.ts';

const forms = [...keyFileFormats, ...targets.map(({ id }) => id)];

export const convert = defineCommand({
  name: 'convert',
  summary: 'convert keys and certificates between their forms, and static pins between theirs',
  details: `Keys and certificates, --to pem, der, p12 or jks: what is read may be PEM, DER, PKCS#7, PKCS#12 or JKS: its bytes tell,
not its name. Several files become one: each key stands with its certificate, and that one with its issuers, the leaf first; a
key and a certificate that do not belong together are refused. The passphrase of what is read is asked for, or read from
LIVEPIN_PASSPHRASE; that of what is written from LIVEPIN_NEW_PASSPHRASE. A file with a private key has mode 0600, and nothing
that is there is replaced. Certificates without a key become a trust store. Static pins, --to any form of livepin generate
--list: what is read may be in every form that livepin import reads, and what the other form cannot carry is said.`,
  arguments: { files: texts('[file...]', 'files to read; - is standard input') },
  options: {
    to: neededText('--to <format>', 'the form to write', { choices: forms }),
    out: text('--out <file>', 'where it is written; otherwise to standard output, an unencrypted key excepted'),
    part: text('--only <part>', 'keys: write no more than this part of what was read', { choices: keyFileParts }),
    alias: text('--alias <name>', 'keys: the name of the key, or of the first certificate, in a key store'),
    isLegacy: flag('--legacy', 'keys: encrypt by triple DES and SHA-1, for systems from before 2018'),
    isPlain: negatedFlag('--no-passphrase', 'keys: leave what is written unencrypted'),
    isAsking: flag('--ask', 'static pins: ask the hosts which pin is which key, for forms that compare one kind'),
    expires: expiresOption,
    withoutBackup: negatedFlag('--no-backup', 'static pins: go on with one pin; the risk is printed'),
    force: flag('--force', 'static pins: replace files that are there'),
    connect: connectOption,
    ca: caOption,
    proxy: proxyOption,
  },
  examples: [
    'livepin convert api.crt intermediate.crt api.key --to p12 --out api.p12',
    'livepin convert keystore.jks --to pem --out api.pem --no-passphrase',
    'livepin convert chain.p7b --to pem > chain.pem',
    'livepin convert api.p12 --only leaf --to der --out api.cer',
    'livepin convert api.crt --only public-key --to pem',
    'livepin convert ca.pem --to jks --alias our-ca --out trust.jks',
    'livepin convert app/src/main/res/xml/network_security_config.xml --to ats --ask',
  ],
  run({ to, part, alias, isLegacy, isPlain, ...given }, console) {
    const { files, out, isAsking, withoutBackup, force, expires } = given;
    const format = keyFileFormats.find((known) => known === to);
    if (format === undefined) {
      if (part !== undefined || alias !== undefined || isLegacy || isPlain)
        throw usage(
          '--only, --alias, --legacy and --no-passphrase are for keys and certificates, not for static pins.',
        );
      return convertStaticPins({ ...given, to }, console);
    }
    if (isAsking || withoutBackup || force || expires !== undefined)
      throw usage('--ask, --expires, --no-backup and --force are for static pins, not for keys and certificates.');
    return convertKeyFiles(
      { files, format, part: keyFileParts.find((known) => known === part), out, alias, isLegacy, isPlain },
      console,
    );
  },
});
