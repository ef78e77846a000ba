import { appId } from '../parts/service.ts';
import { isAnswered, isRefused, type Scene } from './scene.ts';

export const stolenLeafKey: Scene = async ({ network, api, service, attackers, apps, pki }, narrator) => {
  await narrator.scene("The API's private key is stolen");
  const { livepin } = apps;
  network.leadTo(attackers.keyThief.port);
  const fooled = await livepin.request();
  const read = await attackers.keyThief.tokens();
  await narrator.claim(
    'the thief shows the genuine certificate, and nobody can tell: the Livepin app is read',
    isAnswered(fooled) && read.includes(livepin.token),
    { fooled, read },
  );

  narrator.note('the API moves to its backup key, pinned from the first day, and the stolen one is revoked');
  await api.serve(pki.backup);
  await narrator.command(service, 'revoke', appId, pki.emergency.pin);
  await livepin.poll();
  const refused = await livepin.request();
  await narrator.claim(
    'from the next poll on he is refused (LP_PIN_REVOKED)',
    isRefused(refused, 'LP_PIN_REVOKED'),
    refused,
  );

  network.leadTo(api.port);
  const answer = await livepin.request();
  await narrator.claim('and the genuine API answers', isAnswered(answer), answer);
};
