import { forgeBundle, stealPinKey } from '../parts/pin-key-thief.ts';
import { isAnswered, isRefused, type Scene } from './scene.ts';

export const stolenPinKey: Scene = async (world, narrator) => {
  const { network, serviceNetwork, api, service, attackers, apps, pki } = world;
  await narrator.scene('The key that signs pins is stolen');
  const { livepin } = apps;
  const { appending: thief } = attackers;
  const key = await stealPinKey(service.folder);

  serviceNetwork.take({ kind: 'replace', bytes: await forgeBundle(key, await service.bundle(), [pki.rogue.pin]) });
  network.leadTo(thief.port);
  const forged = await livepin.poll();
  const fooled = await livepin.request();
  const read = await thief.tokens();
  await narrator.claim(
    'the thief signs pins of his own, with the highest version there is: accepted, and the app is read',
    forged.version === Number.MAX_SAFE_INTEGER && isAnswered(fooled) && read.includes(livepin.token),
    { forged, fooled, read },
  );

  narrator.note('a new trust root, without that key; then the app leaves the network of the thief');
  await narrator.command(service, 'key', 'rotate', '--stolen');
  serviceNetwork.take({ kind: 'pass' });
  network.leadTo(api.port);
  const back = await livepin.request();
  const healed = await livepin.state();
  await narrator.claim(
    'the next request heals the app: new root, genuine pins; no update, no request lost',
    isAnswered(back) && healed.root === 2 && healed.epoch === 2,
    { back, healed },
  );

  serviceNetwork.take({ kind: 'replace', bytes: await forgeBundle(key, await service.bundle(), [pki.rogue.pin]) });
  network.leadTo(thief.port);
  const again = await livepin.poll();
  const refused = await livepin.request();
  await narrator.claim(
    `the thief comes back with a later bundle: refused (${again.refusal}), and so is his certificate`,
    again.refusal === 'LP_BUNDLE_SIGNATURES' &&
      again.version === healed.version &&
      isRefused(refused, 'LP_PIN_MISMATCH'),
    { again, refused },
  );

  serviceNetwork.take({ kind: 'pass' });
  network.leadTo(api.port);
  const { backup, nextBackup, ecdsa2 } = pki;
  const published = await service.publish([backup.pin, nextBackup.pin, ecdsa2.pin, pki.ecdsa1.pin], 'life goes on');
  const last = await livepin.poll();
  await narrator.claim(
    "the owner's bundles count as ever",
    last.version === published.version && last.epoch === published.epoch,
    { last, published },
  );
};
