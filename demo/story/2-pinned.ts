import { isAnswered, isRefused, type Scene } from './scene.ts';

export const pinned: Scene = async ({ network, attackers, apps, pki }, narrator) => {
  await narrator.scene('Pins stop him');
  const { staticPin, naiveWalk, livepin } = apps;
  const three = [staticPin, naiveWalk, livepin];
  const askAll = () => Promise.all(three.map((app) => app.request()));

  network.leadTo(attackers.plain.port);
  const refused = await askAll();
  const none = await attackers.plain.tokens();
  await narrator.claim(
    'three apps with pins break off before they send a byte: none of their tokens is read',
    refused.every((outcome) => 'refused' in outcome) &&
      isRefused(refused[2]!, 'LP_PIN_MISMATCH') &&
      !three.some(({ token }) => none.includes(token)),
    { refused, none },
  );

  narrator.note(`now he names his CA as the pinned one and sends its genuine certificate along`);
  network.leadTo(attackers.appending.port);
  const [byStatic, byNaive, byLivepin] = await askAll();
  const tokens = await attackers.appending.tokens();
  await narrator.claim(
    'the app that walks through what the server sent finds its pin there, and is read',
    isAnswered(byNaive!) && tokens.includes(naiveWalk.token),
    { byNaive, tokens },
  );
  await narrator.claim(
    'Livepin pins the same CA, judges the path that was verified, and breaks off (LP_PIN_MISMATCH)',
    isRefused(byLivepin!, 'LP_PIN_MISMATCH') && 'refused' in byStatic! && !tokens.includes(livepin.token),
    { byLivepin, byStatic, tokens, pinned: pki.firstCa.intermediate.pin },
  );
};
