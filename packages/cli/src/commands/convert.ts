import { keyFileFormats, keyFileParts } from '@livepin/pki';
import { defineCommand } from '../command.ts';
import { convertKeyFiles } from '../convert-key-files.ts';
import { flag, neededText, negatedFlag, text, texts } from '../sketch.ts';

export const convert = defineCommand({
  name: 'convert',
  summary: 'convert keys and certificates between PEM, DER, PKCS#12 and JKS',
  details: `What is read may be PEM, DER, PKCS#7, PKCS#12 or JKS: its bytes tell, not its name. Several files become one: each
key stands with its certificate, and that one with its issuers, the leaf first; a key and a certificate that do not belong
together are refused. The passphrase of what is read is asked for, or read from LIVEPIN_PASSPHRASE; that of what is written
from LIVEPIN_NEW_PASSPHRASE. A file with a private key has mode 0600, and nothing that is there is replaced. Certificates
without a key become a trust store.`,
  arguments: { files: texts('[file...]', 'files to read; - is standard input') },
  options: {
    to: neededText('--to <format>', 'the form to write', { choices: keyFileFormats }),
    out: text('--out <file>', 'where it is written; otherwise to standard output, an unencrypted key excepted'),
    part: text('--only <part>', 'write no more than this part of what was read', { choices: keyFileParts }),
    alias: text('--alias <name>', 'the name of the key, or of the first certificate, in a key store'),
    isLegacy: flag('--legacy', 'encrypt by triple DES and SHA-1, for systems from before 2018'),
    isPlain: negatedFlag('--no-passphrase', 'leave what is written unencrypted'),
  },
  examples: [
    'livepin convert api.crt intermediate.crt api.key --to p12 --out api.p12',
    'livepin convert keystore.jks --to pem --out api.pem --no-passphrase',
    'livepin convert chain.p7b --to pem > chain.pem',
    'livepin convert api.p12 --only leaf --to der --out api.cer',
    'livepin convert api.crt --only public-key --to pem',
    'livepin convert ca.pem --to jks --alias our-ca --out trust.jks',
  ],
  run({ files, to, out, part, alias, isLegacy, isPlain }, console) {
    const format = keyFileFormats.find((known) => known === to)!;
    return convertKeyFiles(
      { files, format, part: keyFileParts.find((known) => known === part), out, alias, isLegacy, isPlain },
      console,
    );
  },
});
