import type { CertificateFile, KeyFile } from '../parts/certificates.ts';
import { pinShown } from '../parts/shown.ts';
import type { World } from '../parts/world.ts';
import { isAnswered, type Scene } from './scene.ts';

export const plannedRotation: Scene = async (world, narrator) => {
  const { network, api, apps, pki } = world;
  await narrator.scene('The API changes keys as planned: first the pins are published, then the certificate changes');
  narrator.note('the Livepin app makes requests all along; the polls that come by the hour are made to come now');
  network.leadTo(api.port);
  const stop = await apps.livepin.startTraffic();

  await rotate(world, [pki.rsa1, pki.rsa2], [pki.rsa2]);
  const dead = await apps.staticPin.request();
  await narrator.claim('a new key: the app with a static pin is dead until it is updated', 'refused' in dead, dead);

  await rotate(world, [pki.rsa2, pki.ecdsa1], [pki.ecdsa1]);
  const shown = await pinShown(api.port);
  await narrator.claim('from RSA to ECDSA', shown === pki.ecdsa1.pin, shown);

  await rotate(world, [pki.rsa2, pki.ecdsa1, pki.ecdsa2], [pki.rsa2, pki.ecdsa1]);
  const both = [await pinShown(api.port, 'RSA'), await pinShown(api.port, 'ECDSA')];
  await narrator.claim('both at once', both[0] === pki.rsa2.pin && both[1] === pki.ecdsa1.pin, both);

  await api.serve(pki.ecdsa2);
  const moved = await pinShown(api.port);
  const answer = await apps.livepin.request();
  await narrator.claim('to another CA', moved === pki.ecdsa2.pin && isAnswered(answer), { moved, answer });

  const { answered, lost } = await stop();
  const { version, heals } = await apps.livepin.state();
  await narrator.claim(
    `the Livepin app is the same process as before, at version ${version}: ${answered} requests, 0 missed`,
    answered > 0 && lost.length === 0 && heals === 0,
    { answered, lost, heals },
  );
};

/** Publishes, lets the app poll, and only then changes what the API shows. */
async function rotate({ service, apps, api, pki }: World, pinned: KeyFile[], shown: CertificateFile[]): Promise<void> {
  const pins = [...pinned, pki.backup].map(({ pin }) => pin);
  await service.publish(pins, 'the next key');
  await apps.livepin.poll();
  await api.serve(...shown);
}
