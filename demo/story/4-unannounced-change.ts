import { isAnswered, type Scene, stateOnce } from './scene.ts';

export const unannouncedChange: Scene = async ({ api, service, apps, pki }, narrator) => {
  await narrator.scene('A key change that nobody announced');
  const before = await apps.livepin.state();
  const stop = await apps.livepin.startTraffic();
  const { ecdsa2, emergency, backup, nextBackup } = pki;
  await service.publish(
    [ecdsa2, emergency, backup, nextBackup].map(({ pin }) => pin),
    'at the last moment',
  );
  await api.serve(emergency);
  const first = await apps.livepin.request();
  const { answered, lost } = await stop();
  const after = await stateOnce(apps.livepin, ({ heals }) => heals > before.heals);
  await narrator.claim(
    'pins are published as the key changes, and no app has polled: one heal brings them',
    isAnswered(first) && after.heals === before.heals + 1 && after.version === (before.version ?? 0) + 1,
    { first, before, after },
  );
  await narrator.claim(`${answered} requests meanwhile, 0 missed`, answered > 0 && lost.length === 0, {
    answered,
    lost,
  });
};
