import { isAnswered, type Scene } from './scene.ts';

export const unpinned: Scene = async ({ network, attackers, apps }, narrator) => {
  await narrator.scene('A man in the middle, whose CA the device trusts');
  network.leadTo(attackers.plain.port);
  const outcome = await apps.unpinned.request();
  const tokens = await attackers.plain.tokens();
  await narrator.claim(
    `the app without pins notices nothing; mitmproxy reads its token, ${apps.unpinned.token}`,
    isAnswered(outcome) && tokens.includes(apps.unpinned.token),
    { outcome, tokens },
  );
};
