import { LivepinError } from '@livepin/core';
import { addSignature } from '@livepin/server/signing';
import { defineCommand } from '../command.ts';
import { writeOutput } from '../files.ts';
import { openSigningKey } from '../passphrase.ts';
import { programName } from '../program-name.ts';
import { linesOfRoot, summarize } from '../root-summary.ts';
import { neededText, text, texts } from '../sketch.ts';
import { parseRoot, readRoot } from '../trust-roots.ts';
import { usage } from '../usage-error.ts';

export const rootSign = defineCommand({
  name: 'sign',
  summary: 'add the signature of a root key to a trust root',
  details: `The file goes from one holder to the next; signing again replaces one's own signature. Read what is signed first:
livepin root show FILE.`,
  arguments: { file: neededText('<file>', 'the trust root; it is written anew with the signature') },
  options: {
    key: texts(
      '--key <file>',
      "a root key's file; an encrypted one asks for its passphrase, or takes LIVEPIN_PASSPHRASE",
    ),
    previous: text('--previous <file>', 'the trust root before, whose keys must sign too'),
  },
  examples: [
    'livepin root sign root-1.json --key ada.pem',
    'livepin root sign root-2.json --previous root-1.json --key ada.pem --key ben.pem',
  ],
  async run({ file, key, previous }) {
    if (key.length === 0) throw usage('Name the file of the root key that is to sign: --key FILE.');
    const before = previous === undefined ? null : await readRoot(previous);
    const root = await readRoot(file);
    let document = root.jws.bytes;
    for (const path of key) {
      const signer = await openSigningKey(path);
      const listed = [root, before].some((lister) => lister?.roles.root.kids.has(signer.kid));
      if (!listed)
        throw new LivepinError(
          'LP_ROOT_SIGNER',
          `${path} holds the key ${signer.kid}, which is no root key of ${file}.`,
        );
      document = await addSignature(document, 'livepin-root+json', signer);
    }
    const summary = await summarize(await parseRoot(document, file), before);
    await writeOutput(file, document, { mayReplace: true });
    return {
      json: { file, ...summary },
      lines: (style) => [
        ...linesOfRoot(summary, style),
        ...(root.version > 1 && !before ? ['The root keys before it must sign too: --previous shows who has.'] : []),
        summary.isSigned
          ? `Next: ${programName} root publish ${file}`
          : `Next: ${programName} root sign ${file} --key KEYFILE`,
      ],
    };
  },
});
