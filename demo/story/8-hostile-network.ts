import { isAnswered, type Scene } from './scene.ts';

export const hostileNetwork: Scene = async ({ service, serviceNetwork, apps, pki }, narrator) => {
  await narrator.scene('An attacker controls the way to the service');
  const { livepin } = apps;
  const { backup, nextBackup, ecdsa2 } = pki;
  const old = await service.bundle();
  const { version } = await service.publish([backup.pin, nextBackup.pin], 'fewer pins');
  await livepin.poll();
  const stop = await livepin.startTraffic();
  const isAsBefore = async () => (await livepin.state()).version === version;

  serviceNetwork.take({ kind: 'replace', bytes: old });
  const replayed = await livepin.poll();
  await narrator.claim(
    `he replays an older bundle, genuinely signed: refused (${replayed.refusal})`,
    replayed.refusal === 'LP_BUNDLE_ROLLBACK' && replayed.version === version,
    replayed,
  );

  const next = await service.publish([backup.pin, nextBackup.pin, ecdsa2.pin], 'one more');
  serviceNetwork.take({ kind: 'alter' });
  const altered = await livepin.poll();
  await narrator.claim(
    `he changes one letter of a pin in the next: refused (${altered.refusal})`,
    altered.refusal === 'LP_BUNDLE_SIGNATURES' && altered.version === version,
    altered,
  );

  serviceNetwork.take({ kind: 'hold' });
  const held = livepin.poll();
  const answers = [await livepin.request(), await livepin.request()];
  await narrator.claim(
    'he holds it back: the app goes on with the pins it has',
    answers.every(isAnswered) && (await isAsBefore()),
    {
      answers,
    },
  );

  serviceNetwork.take({ kind: 'pass' });
  const arrived = await held;
  const { answered, lost } = await stop();
  await narrator.claim(
    `delaying is all he can do: ${answered} requests meanwhile, 0 missed; version ${next.version} arrives when he lets go`,
    arrived.version === next.version && answered > 0 && lost.length === 0,
    { arrived, answered, lost },
  );
};
