import type { Kid } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { nextRootPayload } from '@livepin/server/signing';
import { defineCommand } from '../command.ts';
import { writeOutput } from '../files.ts';
import { clock } from '../parse-time.ts';
import { readPublicKeys } from '../public-keys.ts';
import { linesOfRoot, summarize } from '../root-summary.ts';
import { flag, neededText, texts, wholeNumber } from '../sketch.ts';
import { parseRoot, readRoot } from '../trust-roots.ts';

const secondsPerDay = 86_400;

export const rootNext = defineCommand({
  name: 'next',
  summary: 'write the trust root that follows one, for its holders to sign',
  details: `Without changes it renews the dates. It must be signed by enough root keys of the one before and by enough of its
own (livepin root sign), and then published.`,
  arguments: { previous: neededText('<file>', 'the newest trust root') },
  options: {
    out: neededText('--out <file>', 'where the next one is written, unsigned'),
    addPinKey: texts('--add-pin-key <file>', 'a public pin key as JWK to list'),
    dropPinKey: texts('--drop-pin-key <kid>', 'a pin key that counts no longer'),
    addRootKey: texts('--add-root-key <file>', 'a public root key as JWK to list'),
    dropRootKey: texts('--drop-root-key <kid>', 'a root key that counts no longer'),
    threshold: wholeNumber('--threshold <count>', 'how many root keys must sign from now on', [1, 16]),
    pinThreshold: wholeNumber('--pin-threshold <count>', 'how many pin keys must sign a bundle from now on', [1, 16]),
    isStolen: flag(
      '--stolen',
      'a pin key was stolen: raise the epoch, so that nothing the thief published stands in the way',
    ),
    days: wholeNumber('--days <count>', 'how long it lasts (default: 1825)', [1, 3650]),
  },
  examples: [
    'livepin root next root-1.json --out root-2.json',
    'livepin root next root-1.json --out root-2.json --stolen --drop-pin-key KID --add-pin-key new.json',
    'livepin root next root-1.json --out root-2.json --drop-root-key KID --add-root-key fay.json',
  ],
  async run({ previous, out, days = 1825, isStolen, dropPinKey, dropRootKey, threshold, pinThreshold, ...add }) {
    const before = await readRoot(previous);
    const payload = nextRootPayload(before, {
      addPinKeys: await readPublicKeys(add.addPinKey),
      dropPinKeys: dropPinKey as readonly Kid[],
      addRootKeys: await readPublicKeys(add.addRootKey),
      dropRootKeys: dropRootKey as readonly Kid[],
      ...(threshold === undefined ? {} : { rootThreshold: threshold }),
      ...(pinThreshold === undefined ? {} : { pinThreshold }),
      raiseEpoch: isStolen,
      iat: clock(),
      lifetimeSeconds: days * secondsPerDay,
    });
    const document = await signDocument('livepin-root+json', payload, []);
    const summary = await summarize(await parseRoot(document, 'The trust root'), before);
    await writeOutput(out, document);
    return {
      json: { file: out, ...summary },
      lines: (style) => [
        `made ${out}`,
        ...linesOfRoot(summary, style),
        `Next, each holder: livepin root sign ${out} --previous ${previous} --key KEYFILE`,
      ],
    };
  },
});
