import type { Scenario } from '../scenario.ts';
import { channelAttack } from './channel-attack.ts';

export const channelBlocked: Scenario = {
  id: 'channel-blocked',
  title: 'Pin updates blocked',
  group: 'pin updates',
  attack: 'Ends every connection to where the app gets its pins, and attacks its other hosts or lets them through.',
  must: 'The app must go on with the pins it has: reach the genuine server, and refuse the rogue one.',
  why: 'Whoever is on the way can keep updates away. An app that pins nothing without them is opened so; one that stops working without them can be switched off.',
  repair:
    'Build the app with pins that hold from the first start, keep the newest ones across restarts, and never take "no answer" for "no pins".',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca', 'channel'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['genuine', 'attacked'],
  treat: channelAttack(() => ({ kind: 'close' })),
};
