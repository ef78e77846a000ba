import type { Scenario } from '../scenario.ts';
import { answering, channelAttack, documentAnswer } from './channel-attack.ts';

export const channelReplayed: Scenario = {
  id: 'channel-replayed',
  title: 'Old pins replayed',
  group: 'pin updates',
  attack: 'Delivers an older document of the same owner, rightly signed, in the place of the newest.',
  must: 'The app must not go back to an older document than the one it has.',
  why: 'Old pins name old keys, among them those that were stolen since. The signature on them stays good, so only the memory of an app can tell.',
  repair: 'Keep the version of the newest document across restarts and refuse lower ones.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca', 'channel', 'replayed-document'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['genuine', 'attacked'],
  treat: channelAttack(({ channelDocuments: { replayed } }) =>
    replayed ? answering(documentAnswer(replayed)) : { kind: 'relay' },
  ),
};
