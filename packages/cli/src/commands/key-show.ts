import { defineCommand } from '../command.ts';
import { openSigningKey } from '../passphrase.ts';
import { texts } from '../sketch.ts';
import { columns } from '../style.ts';
import { usage } from '../usage-error.ts';

export const keyShow = defineCommand({
  name: 'show',
  summary: 'print the public part of root and pin keys in files',
  details: `With --json it prints what --pin-key and --root-key of livepin root read. The pin of a TLS key: livepin pin FILE.`,
  arguments: {
    files: texts(
      '[file...]',
      'files of private keys; an encrypted one asks for its passphrase, or takes LIVEPIN_PASSPHRASE',
    ),
  },
  examples: ['livepin key show ada.pem', 'livepin key show pin-2.pem --json > pin-2.json'],
  async run({ files }) {
    if (files.length === 0) throw usage('Name the file of a key.');
    const keys: { file: string; kid: string; alg: string; jwk: object }[] = [];
    for (const file of files) {
      const { kid, alg, jwk } = await openSigningKey(file);
      keys.push({ file, kid, alg, jwk });
    }
    return {
      json: { keys },
      lines: (style) => columns(keys.map(({ file, kid, alg }) => [kid, alg, style.faint(file)])),
    };
  },
});
