import { join } from 'node:path';
import { type Algorithm, LivepinError } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { firstRootPayload, makeSigningKey, type NewSigningKey } from '@livepin/server/signing';
import { defineCommand } from '../command.ts';
import { readIfThere, writeOutput } from '../files.ts';
import { clock } from '../parse-time.ts';
import { choosePassphrase } from '../passphrase.ts';
import { readPublicKeys } from '../public-keys.ts';
import { linesOfRoot, summarize } from '../root-summary.ts';
import { flag, neededText, negatedFlag, textOr, texts, wholeNumber } from '../sketch.ts';
import { parseRoot } from '../trust-roots.ts';
import { usage } from '../usage-error.ts';

const secondsPerDay = 86_400;

export const rootInit = defineCommand({
  name: 'init',
  summary: 'make the root keys and the first trust root, apart from any service',
  details: `Run it on a machine that is not the service's, best on one without a network. The root keys are written as encrypted
PKCS#8 files of mode 0600; the passphrase is asked for, or read from LIVEPIN_PASSPHRASE. Give each key to another holder.
Where holders make their keys themselves (livepin key new root-key), list the public parts with --root-key: the trust root
is then written unsigned, and each holder signs it (livepin root sign).`,
  options: {
    isOffline: flag(
      '--offline',
      'the keys are made here and no service is asked; there is no other way, so it may be left out',
    ),
    out: neededText('--out <folder>', 'where the key files and root-1.json are written'),
    keys: wholeNumber('--keys <count>', 'how many root keys are made (default: 3)', [1, 16]),
    rootKey: texts('--root-key <file>', "a holder's public root key as JWK, in place of keys made here"),
    threshold: wholeNumber('--threshold <count>', 'how many root keys must sign (default: 2, or 1 of 1)', [1, 16]),
    pinKey: texts(
      '--pin-key <file>',
      'a public pin key as JWK, such as livepin key list --json prints; without one, one is made',
    ),
    pinThreshold: wholeNumber('--pin-threshold <count>', 'how many pin keys must sign a bundle (default: 1)', [1, 16]),
    alg: textOr('--alg <name>', 'the algorithm of keys made here', 'ES256', { choices: ['ES256', 'Ed25519'] }),
    days: wholeNumber('--days <count>', 'how long the trust root lasts (default: 1825)', [1, 3650]),
    isPlain: negatedFlag('--no-passphrase', 'leave the key files unencrypted'),
  },
  examples: [
    'livepin root init --offline --out ceremony',
    'livepin root init --offline --out ceremony --keys 5 --threshold 3 --pin-key service-keys.json',
    'livepin root init --offline --out ceremony --root-key ada.json --root-key ben.json --root-key eve.json --pin-key service-keys.json',
  ],
  async run({ out, keys, rootKey, threshold, pinKey, pinThreshold = 1, alg, days = 1825, isPlain }) {
    if (keys !== undefined && rootKey.length > 0) throw usage('Give --keys or --root-key, not both.');
    const make = (count: number) => Array.from({ length: count }, () => makeSigningKey(alg as Algorithm));
    const madeRoots = make(rootKey.length > 0 ? 0 : (keys ?? 3));
    const madePins = make(pinKey.length > 0 ? 0 : 1);
    const publicRoots = [...(await readPublicKeys(rootKey)), ...madeRoots.map(({ key }) => key.jwk)];
    const payload = firstRootPayload({
      rootKeys: publicRoots,
      rootThreshold: threshold ?? Math.min(2, publicRoots.length),
      pinKeys: [...(await readPublicKeys(pinKey)), ...madePins.map(({ key }) => key.jwk)],
      pinThreshold,
      iat: clock(),
      lifetimeSeconds: days * secondsPerDay,
    });
    const document = await signDocument(
      'livepin-root+json',
      payload,
      madeRoots.map(({ key }) => key),
    );
    const root = await parseRoot(document, 'The trust root');
    const keyFiles = [...named(out, 'root-key', madeRoots), ...named(out, 'pin-key', madePins)];
    const rootFile = join(out, 'root-1.json');
    await refuseToReplace([...keyFiles.map(({ path }) => path), rootFile]);
    const isSecretKept = keyFiles.length > 0 && !isPlain;
    const passphrase = isSecretKept ? await choosePassphrase('the new keys') : undefined;
    for (const { path, made } of keyFiles) await writeOutput(path, made.pem(passphrase), { isSecret: true });
    await writeOutput(rootFile, document);
    const summary = await summarize(root, null);
    return {
      json: { file: rootFile, keyFiles: keyFiles.map(({ path, made }) => ({ path, kid: made.key.kid })), ...summary },
      lines: (style) => [
        ...keyFiles.map(({ path, made }) => `made ${path}  ${style.faint(made.key.kid)}`),
        `made ${rootFile}`,
        ...linesOfRoot(summary, style),
        ...(madePins.length > 0
          ? ['No --pin-key was given, so a pin key was made here: hand it to what is to sign bundles (a KMS, an HSM).']
          : []),
        ...(summary.isSigned ? [] : [`Next, each holder: livepin root sign ${rootFile} --key KEYFILE`]),
        `Then: livepin root publish ${rootFile}`,
      ],
    };
  },
});

function named(folder: string, name: string, keys: readonly NewSigningKey[]) {
  return keys.map((made, index) => ({ path: join(folder, `${name}-${index + 1}.pem`), made }));
}

// Before anything is asked or written, so that a second run leaves no half of itself behind.
async function refuseToReplace(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (await readIfThere(path)) {
      throw new LivepinError('LP_FILE_EXISTS', `${path} is there already; nothing was made.`);
    }
  }
}
