import { isAnswered, isRefused, type Scene } from './scene.ts';

export const serviceDown: Scene = async (world, narrator) => {
  const { service, network, api, attackers, apps } = world;
  await narrator.scene('The service is down');
  const before = await apps.livepin.state();
  await service.kill();
  const polled = await apps.livepin.poll();
  const answer = await apps.livepin.request();
  await narrator.claim('killed: the app goes on', isAnswered(answer) && polled.version === before.version, {
    answer,
    polled,
  });

  await world.restartLivepinApp();
  const remembered = await apps.livepin.state();
  const restarted = await apps.livepin.request();
  await narrator.claim(
    `also after a restart of the app: it remembers version ${remembered.version}`,
    isAnswered(restarted) && remembered.version === before.version && remembered.epoch === before.epoch,
    { restarted, remembered, before },
  );

  network.leadTo(attackers.plain.port);
  const refused = await apps.livepin.request();
  const tokens = await attackers.plain.tokens();
  await narrator.claim(
    'and the man in the middle is refused as ever',
    isRefused(refused, 'LP_PIN_MISMATCH') && !tokens.includes(apps.livepin.token),
    { refused, tokens },
  );
  network.leadTo(api.port);
  await service.startAgain();
};
