import { garbage } from '../channel/garbage.ts';
import type { Scenario } from '../scenario.ts';
import { answering, channelAttack } from './channel-attack.ts';

export const channelGarbage: Scenario = {
  id: 'channel-garbage',
  title: 'Pin updates garbled',
  group: 'pin updates',
  attack:
    "Answers in the place of the app's source of pins with what is none: by turns a login page, half a document, an endless one, nothing, noise.",
  must: 'The app must take nothing over from it and go on with the pins it has.',
  why: 'Hotel networks do this without ill will. A parser that fails, or reads what it can, leaves an app without pins or ends it, at every start until it gets out of the building.',
  repair: 'Bound and check an update as a whole before anything of it is used; keep the old pins where it fails.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca', 'channel'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['genuine', 'attacked'],
  treat: channelAttack(({ attempt, channelDocuments: { foreign, replayed } }) =>
    answering(garbage(attempt, foreign ?? replayed)),
  ),
};
